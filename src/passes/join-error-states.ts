import { sameMeaning } from '../ir/equal.ts';
import * as make from '../ir/make.ts';
import type { Body, Expression, Header, Item, Program, StateCode, Statement } from '../ir/model.ts';
import { keyOf, writtenPlace } from '../ir/places.ts';
import { mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { visitStatements } from '../ir/visit.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { subroutineOf } from '../dialects/lower-program.ts';
import { before, codesOf, mapStates } from './support/code.ts';
import { joinsThreads, markOf, marks } from './support/one-thread.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V5: errors of the client side and of the fetch are one state of the target, told apart by a mark that the request has while it
 * is at the origin. Only the latter went on to the delivery: the code there is left at once for the others.
 */
export const joinErrorStates: Pass = {
  name: 'join-error-states',
  description: 'Errors of both sides have one code.',
  needed: joinsThreads,
  run(program, context) {
    const renamed = rename(program, context);
    const synth = stateIn(renamed, 'synth');
    const error = stateIn(renamed, 'backend-error');
    if (synth === undefined || error === undefined) return program;
    const delivers = codesOf(renamed, ['deliver']).some((code) => code.body.some((statement) => !isNothing(statement)));
    const fetching = markOf('req', marks.fetching, context);
    const skip = delivers ? [make.assign(markOf('obj', marks.synthetic, context), make.string('1'))] : [];
    const told = delivers || !sameMeaning(synth.body, error.body);
    const body = told ? parted(error.body, [...skip, ...synth.body], fetching, context) : synth.body;
    const joined: StateCode = { ...synth, states: ['synth', 'backend-error'], body };
    const items = renamed.items.flatMap((item): Item[] => {
      if (item === synth) return [withComments(joined, error)];
      return item === error ? [] : [item];
    });
    const merged: Program = { ...renamed, items };
    return told ? mark(merged, delivers, context) : merged;
  },
};

/** The code for each side; what both end with stands once. */
function parted(error: Body, synth: Body, fetching: Header, { source }: PassContext): Body {
  const name = subroutineOf(['backend-error'], source.dialect.machine) ?? 'backend-error';
  const remark = `The fetch failed (${name} in the source)`;
  let common = 0;
  while (common < Math.min(error.length, synth.length) && sameMeaning(error.at(-common - 1), synth.at(-common - 1)))
    common += 1;
  if (common < 2) return [make.remarked(make.when(fetching, error), remark), ...synth];
  const [first, other] = [error.slice(0, error.length - common), synth.slice(0, synth.length - common)];
  const rest = synth.slice(synth.length - common);
  if (first.length === 0) return [make.when(make.not(fetching), other), ...rest];
  return [make.remarked(make.when(fetching, first, other.length === 0 ? null : other), remark), ...rest];
}

function stateIn(program: Program, state: State): StateCode | undefined {
  return program.items.find((item): item is StateCode => item.kind === 'state' && item.states.includes(state));
}

function isNothing(statement: Statement): boolean {
  return statement.kind === 'transition' || statement.kind === 'remark' || statement.kind === 'platform';
}

function withComments(code: StateCode, other: StateCode): StateCode {
  const leading = [...(code.leading ?? []), ...(other.leading ?? [])];
  return leading.length === 0 ? code : { ...code, leading };
}

/** The request is marked while it is at the origin. */
function mark(program: Program, delivers: boolean, context: PassContext): Program {
  const fetching = markOf('req', marks.fetching, context);
  const skipped = markOf('resp', marks.synthetic, context);
  const name = subroutineOf(['synth'], context.source.dialect.machine) ?? 'synth';
  const leave = make.when(skipped, [make.remove(skipped), make.transition('deliver')]);
  const started = before(program, 'receive', [
    make.remarked(make.remove(fetching), `${fetching.name}: the request is at the origin`),
  ]);
  const sent = before(started, 'backend-request', [make.assign(fetching, make.string('1'))]);
  const marked = delivers
    ? before(sent, 'deliver', [make.remarked(leave, `${name} was the end of the request in the source`)])
    : sent;
  // A fetch that was given up is an error of the client side.
  return mapStates(marked, ['backend-request', 'backend-response'], (body) =>
    rewriteStatementKinds(body, statementKinds('transition'), (statement) =>
      statement.action === 'synth'
        ? make.inPlaceOf(statement, [make.remove(fetching), { ...statement, leading: [] }])
        : [statement],
    ),
  );
}

/** The response that is made is the object of the target, the request to the origin is the client's. */
function rename(program: Program, context: PassContext): Program {
  const changed = new Set<string>();
  for (const code of codesOf(program, ['backend-request', 'backend-response'])) {
    visitStatements(code.body, (statement) => {
      const key = keyOf(writtenPlace(statement) ?? make.boolean(false));
      if (key !== null) changed.add(key);
    });
  }
  return mapStates(program, ['synth', 'backend-error'], (body, _code, state) => {
    const own = state === 'synth' ? 'resp' : 'beresp';
    const kept = rewriteBody(body, (statement): readonly Statement[] => {
      // Both go on to the delivery now.
      if (statement.kind === 'transition' && statement.action === 'done') return [{ ...statement, action: 'deliver' }];
      const place = writtenPlace(statement);
      if (state === 'synth' || place?.kind !== 'variable' || !withoutEffect.has(place.name)) return [statement];
      context.reporter.report('VCP3010', statement.origin, 'a response that is made here is not stored');
      return make.inPlaceOf(statement, []);
    });
    return mapBodyExpressions(kept, (expression): Expression => {
      const key = keyOf(expression);
      if (key?.startsWith('bereq.') === true && changed.has(key)) {
        context.reporter.report(
          'VCP2062',
          expression.origin,
          `${key} is the request as it was sent, which is not known any more`,
        );
      }
      if (expression.kind === 'header') {
        if (expression.message === own) return { ...expression, message: 'obj' };
        return expression.message === 'bereq' ? { ...expression, message: 'req' } : expression;
      }
      if (expression.kind !== 'variable') return expression;
      const name = expression.name
        .replace(new RegExp(`^${own}\\.(?=status$|reason$|proto$|ttl$)`), 'obj.')
        .replace(/^bereq\.(?!uncacheable$)/, 'req.');
      return name === expression.name ? expression : { ...expression, name };
    });
  });
}

/** What says how a response is stored and sent. */
const withoutEffect: ReadonlySet<string> = new Set([
  'beresp.uncacheable', 'beresp.grace', 'beresp.keep', 'beresp.do_esi', 'beresp.do_gzip', 'beresp.do_gunzip', 'beresp.do_stream', 'beresp.storage',
]); // prettier-ignore
