import * as make from '../ir/make.ts';
import type { Expression, Program, Statement } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { visitBodyReads, visitStatements } from '../ir/visit.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { isCode, mapStates, stateOf } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F27: ESI is enabled for an object when it is fetched, and switched off for a request when it is delivered. The switch is
 * kept from wherever it is used until then.
 */
export const lowerEsi: Pass = {
  name: 'lower-esi',
  description: 'ESI is enabled by a property of the response, and switched off on delivery.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run: (program, context) => switchOff(enable(program, context), context),
};

function enable(program: Program, context: PassContext): Program {
  const items = program.items.map((item) => {
    if (!isCode(item)) return item;
    const inFetch = stateOf(item) === 'backend-response';
    const body = rewriteStatementKinds(item.body, statementKinds('enable-esi'), (statement): readonly Statement[] => {
      if (inFetch)
        return make.inPlaceOf(statement, [
          make.assign(make.core('beresp.do_esi', 'boolean'), isWhole(), statement.origin),
        ]);
      context.reporter.report(
        'VCP3002',
        statement.origin,
        'esi has an effect in the code of the fetch only: it is left out',
      );
      return unsupported(statement, 'VCP3002', context);
    });
    return body === item.body ? item : { ...item, body };
  });
  return { ...program, items } satisfies Program;
}

/** The target fails the fetch of a part of a page that it is to look through. */
function isWhole(): Expression {
  return make.binary(make.core('beresp.status', 'integer'), '!=', make.integer(206));
}

function isSwitch(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'req.esi';
}

function switchOff(program: Program, context: PassContext): Program {
  const uses = usesOf(program);
  if (uses.length === 0) return program;
  const readByFetch = uses.some(({ state, written }) => !written && state !== null && isBackendState(state));
  const isOff = make.carrier('esi_off', 'boolean', readByFetch ? 'to-backend' : 'client');
  const everOff = uses.some(({ off }) => off);
  const lowered = mapBodies(program, (body, item) => {
    const state = isCode(item) ? stateOf(item) : null;
    const written = rewriteBody(body, (statement): readonly Statement[] => {
      if (statement.kind !== 'assign' || !isSwitch(statement.target)) return [statement];
      // It is on unless something switches it off.
      if (!everOff) return make.inPlaceOf(statement, []);
      if (state !== null && isBackendState(state)) return lost(statement, context);
      const { value } = statement;
      const off = value.kind === 'boolean' ? make.boolean(!value.value) : make.not(value);
      return [{ ...statement, target: isOff, value: off }];
    });
    return mapBodyExpressions(written, (expression) => {
      if (expression.kind === 'not' && expression.operand.kind === 'not') return expression.operand.operand;
      if (!isSwitch(expression)) return expression;
      return everOff
        ? make.not({ ...isOff, origin: expression.origin })
        : { ...make.boolean(true), origin: expression.origin };
    });
  });
  if (!everOff) return lowered;
  const off = make.when(isOff, [make.assign(make.core('resp.do_esi', 'boolean'), make.boolean(false))]);
  const late = uses.some(({ state, written }) => written && (state === 'deliver' || state === 'log'));
  return late ? lastInDeliver(lowered, off) : firstIn(lowered, 'deliver', [off]);
}

interface Use {
  readonly state: State | null;
  readonly written: boolean;
  /** It may switch ESI off. */
  readonly off: boolean;
}

function usesOf(program: Program): readonly Use[] {
  const uses: Use[] = [];
  for (const item of program.items) {
    if (!isCode(item)) continue;
    const state = stateOf(item);
    visitBodyReads(item.body, (expression) => {
      if (isSwitch(expression)) uses.push({ state, written: false, off: false });
    });
    visitStatements(item.body, (statement) => {
      if (statement.kind !== 'assign' || !isSwitch(statement.target)) return;
      uses.push({ state, written: true, off: statement.value.kind !== 'boolean' || !statement.value.value });
    });
  }
  return uses;
}

function lost(statement: Statement, context: PassContext): readonly Statement[] {
  context.reporter.report(
    'VCP2051',
    statement.origin,
    'the fetch cannot switch ESI off for the request that waits for it',
    {
      help: 'Decide it in vcl_recv or vcl_deliver, or enable ESI only for the objects that need it.',
    },
  );
  return unsupported(statement, 'VCP2051', context);
}

function lastInDeliver(program: Program, statement: Statement): Program {
  return mapStates(program, ['deliver'], (body) =>
    rewriteStatementKinds(body, statementKinds('transition'), (inner) =>
      inner.action === 'done' || inner.action === 'deliver' ? [statement, inner] : [inner],
    ),
  );
}
