import type { Comment } from '../syntax/ast.ts';
import * as make from '../ir/make.ts';
import type { Body, Item, Program, StateCode, Statement, Subroutine } from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import { visitStatements } from '../ir/visit.ts';
import { kinds, rewriteStatementKinds, statementKinds, visitTargets } from '../ir/kinds.ts';
import { inTail } from './support/tail.ts';
import { codesOf, isCode, stateOf } from './support/code.ts';
import { logChanges } from './support/log-changes.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F2, F9: on the target a response that is made here is sent at once, and nothing runs after a response. The code for
 * delivery and the code for the log become subroutines that both ways out call. Where that code was decided in the source by
 * leaving the state early, the subroutine returns early.
 */
export const shareDeliver: Pass = {
  name: 'share-deliver',
  description: 'Synthetic responses run the code for delivery, and the log code runs at the end of both.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run(program, context) {
    const bodyOf = (state: State): StateCode | undefined =>
      program.items.find((item): item is StateCode => item.kind === 'state' && item.states.includes(state));
    const deliver = bodyOf('deliver');
    const synth = bodyOf('synth');
    const log = bodyOf('log');
    if (deliver === undefined || synth === undefined) return program;

    const comments: Comment[] = [];
    const ends: Statement[] = [];
    const added: Item[] = [];
    const plain: Statement[] = [];
    const share = (code: StateCode, name: string, comment: string): void => {
      const body = asSubroutine(code.body);
      if (!hasOwnCode(body)) {
        // What the translation put there is for responses of the origin.
        comments.push(...(code.leading ?? []), ...(code.trailing ?? []));
        plain.push(...body.filter((statement) => statement.kind !== 'remark' || statement.comments.length > 0));
        return;
      }
      ends.push(make.callSubroutine(`${name}@helper`));
      const { leading, trailing } = code;
      const own = {
        ...(leading === undefined ? {} : { leading }),
        ...(trailing === undefined ? {} : { trailing }),
      };
      const subroutine: Subroutine = {
        kind: 'subroutine', name: `${name}@helper`, original: name, parameters: null, returns: null, body, state: 'deliver', ...own, origin: code.origin, blankBefore: true,
      }; // prettier-ignore
      added.push(leading === undefined ? make.remarked(subroutine, comment) : subroutine);
    };
    share(deliver, 'deliver_response', 'For every response, synthetic ones too');
    if (log !== undefined) share({ ...log, body: logChanges(log.body) }, 'log_response', 'After every response');

    const items = program.items.flatMap((item): Item[] => {
      if (item === deliver) {
        const body = [
          ...plain,
          ...ends.slice(0, 1),
          ...givingUp(program, context),
          ...ends.slice(1),
          make.transition('done'),
        ];
        const leading = comments.length > 0 ? { leading: comments } : {};
        return [
          ...added,
          { kind: 'state', states: ['deliver'], body, ...leading, origin: deliver.origin, blankBefore: true },
        ];
      }
      if (item === log) return [];
      if (item === synth) return synthesis(synth, ends);
      if (isCode(item) && isOneOf(stateOf(item), ['deliver', 'log', 'synth']))
        return [{ ...item, body: leaving(item.body, stateOf(item), ends) }];
      return [item];
    });
    return { ...program, items } satisfies Program;
  },
};

function isOneOf(state: State | null, states: readonly State[]): boolean {
  return state !== null && states.includes(state);
}

/** The code of a state as a subroutine that its callers go on from: going on becomes going back. */
function asSubroutine(body: Body): Body {
  return inTail(body, (statement, tail) => {
    if (statement.kind !== 'transition' || (statement.action !== 'deliver' && statement.action !== 'done')) return null;
    return tail ? make.inPlaceOf(statement, []) : make.inPlaceOf(statement, [make.backToCaller(statement.origin)]);
  });
}

/** Inside a subroutine of the state, going on is: what the state still calls, and the end. */
function leaving(body: Body, state: State | null, ends: readonly Statement[]): Body {
  const calls = state === 'synth' ? ends : state === 'deliver' ? ends.slice(1) : [];
  return rewriteStatementKinds(body, statementKinds('transition'), (statement): readonly Statement[] => {
    if (statement.action !== 'deliver' && statement.action !== 'done') return [statement];
    return make.inPlaceOf(statement, [...calls, make.transition('done', [], statement.origin)]);
  });
}

function synthesis(synth: StateCode, ends: readonly Statement[]): Item[] {
  const end = [...ends, make.transition('done')];
  let early = false;
  const body = inTail(synth.body, (statement, tail) => {
    if (statement.kind !== 'transition' || (statement.action !== 'deliver' && statement.action !== 'done')) return null;
    if (!tail) early = true;
    return tail ? make.inPlaceOf(statement, []) : make.inPlaceOf(statement, [make.backToCaller(statement.origin)]);
  });
  if (!early) return [{ ...synth, body: [...body, ...end] }];
  const { leading, trailing, blankBefore, ...bare } = synth;
  const subroutine: Subroutine = {
    kind: 'subroutine', name: 'error_response@helper', original: 'error_response', parameters: null, returns: null, body, state: 'synth', blankBefore: true,
    ...(leading === undefined ? {} : { leading }), ...(trailing === undefined ? {} : { trailing }), origin: synth.origin,
  }; // prettier-ignore
  const described = leading === undefined ? make.remarked(subroutine, 'For errors of both sides') : subroutine;
  return [
    described,
    {
      ...bare,
      body: [make.callSubroutine('error_response@helper'), ...end],
      ...(blankBefore === true ? { blankBefore } : {}),
    },
  ];
}

/** Where the code for delivery may restart once too often, its caller makes the error. */
function givingUp(program: Program, context: PassContext): Body {
  let limited = false;
  for (const code of codesOf(program, ['deliver'])) {
    visitTargets(code.body, kinds('carrier'), ({ name }, { kind }) => {
      if (kind === 'assign' && name === 'give_up') limited = true;
    });
  }
  if (!limited) return [];
  return vclStatements(
    context.target,
    'if (carrier.give_up) { set carrier.give_up = false; return (synth(503, "Max restarts limit reached")); }',
  );
}

function hasOwnCode(body: Body): boolean {
  let own = false;
  visitStatements(body, (statement) => {
    if (statement.origin !== null && statement.kind !== 'remark') own = true;
  });
  return own;
}
