import type { Body, Item, Program, StateCode, Subroutine } from '../../ir/model.ts';
import { mapSame } from '../../ir/rewrite.ts';
import type { Action, State } from '../../ir/states.ts';
import { bodiesOf } from '../../ir/visit.ts';
import { kinds, statementKinds, visitStatementKinds, visitTargets } from '../../ir/kinds.ts';

/** Code that belongs to a state: its own, or that of a subroutine which only it calls. */
export type Code = StateCode | Subroutine;

export function isCode(item: Item): item is Code {
  return item.kind === 'state' || item.kind === 'subroutine';
}

export function stateOf(item: Item): State | null {
  if (item.kind === 'state') return item.states[0] ?? null;
  return item.kind === 'subroutine' ? (item.state ?? null) : null;
}

/** Maps the code of some states, their subroutines too. */
export function mapStates(
  program: Program,
  states: readonly State[],
  f: (body: Body, code: Code, state: State) => Body,
): Program {
  const items = mapSame(program.items, (item): Item => {
    if (!isCode(item)) return item;
    const state = stateOf(item);
    if (state === null || !states.includes(state)) return item;
    const body = f(item.body, item, state);
    return body === item.body ? item : { ...item, body };
  });
  return items === program.items ? program : { ...program, items };
}

/** The code of some states, their subroutines too. */
export function codesOf(program: Program, states: readonly State[]): Code[] {
  return program.items.filter((item): item is Code => {
    const state = stateOf(item);
    return isCode(item) && state !== null && states.includes(state);
  });
}

/** Puts statements before the code of a state, apart from it. */
export function before(program: Program, state: State, statements: Body): Program {
  return mapStates(program, [state], (body, code) => {
    const [first, ...rest] = body;
    if (code.kind !== 'state') return body;
    if (first === undefined || first.kind === 'transition') return [...statements, ...body];
    return [...statements, { ...first, blankBefore: true }, ...rest];
  });
}

/** Whether a body has a transition of its own. */
export function hasTransition(body: Body, action: Action): boolean {
  let has = false;
  visitStatementKinds(body, statementKinds('transition'), (statement) => {
    has ||= statement.action === action;
  });
  return has;
}

/** Whether some code writes a value of the translation's own. */
export function assignsCarrier(program: Program, name: string): boolean {
  let assigns = false;
  for (const body of bodiesOf(program)) {
    visitTargets(body, kinds('carrier'), (target, statement) => {
      assigns ||= statement.kind === 'assign' && target.name === name;
    });
  }
  return assigns;
}

/** Adds items after the last code of the program. */
export function withItems(program: Program, items: readonly Item[]): Program {
  return items.length === 0 ? program : { ...program, items: [...program.items, ...items] };
}
