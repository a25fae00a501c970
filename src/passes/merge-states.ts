import { canFallThrough } from '../ir/flow.ts';
import * as make from '../ir/make.ts';
import type { Body, Item, StateCode, Subroutine } from '../ir/model.ts';
import type { Action, State } from '../ir/states.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F1, V1, V2: one body for each state, with nothing left to the machine. Definitions of the same state are joined in their
 * order, a body that serves two states is written for each, a state without code gets what its machine does, and every path
 * ends in a transition.
 */
export const mergeStates: Pass = {
  name: 'merge-states',
  description: 'Every state has one body, and every path through it ends in a transition.',
  run(program, context) {
    const bodies = new Map<State, StateCode>();
    const items: (Item | State)[] = [];
    for (const item of program.items) {
      if (item.kind !== 'state') {
        items.push(item);
        continue;
      }
      for (const state of item.states) {
        const first = bodies.get(state);
        if (first === undefined) items.push(state);
        bodies.set(state, first === undefined ? { ...item, states: [state] } : join(first, item));
      }
    }
    if (bodies.size === 0 && !program.items.some((item) => isHook(item, context))) return program;
    const { machine } = context.source.dialect;
    let place = items.findIndex((item) => typeof item === 'string');
    for (const state of Object.keys(machine.defaults) as State[]) {
      if (bodies.has(state)) {
        place = items.indexOf(state) + 1;
        continue;
      }
      // Beside the state that comes before it in the life of a request.
      items.splice(place, 0, state);
      place += 1;
      bodies.set(state, {
        kind: 'state',
        states: [state],
        body: defaultBody(state, context),
        implicit: true,
        origin: null,
      });
    }
    const subroutines = new Map(
      program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item]] : [])),
    );
    return {
      items: items.map((item) =>
        typeof item === 'string' ? closed(bodies.get(item) as StateCode, item, subroutines, context) : item,
      ),
    };
  },
};

/** Code for a part of what the machine does by itself: the rest of it is meant, too. */
function isHook(item: Item, { source }: PassContext): boolean {
  return item.kind === 'subroutine' && source.table.hooks.includes(item.name.toLowerCase());
}

function join(first: StateCode, second: StateCode): StateCode {
  const { leading, trailing } = second;
  const comments = [...(leading ?? []), ...(trailing ?? [])];
  const remark: Body = comments.length > 0 ? [{ kind: 'remark', comments, origin: null, blankBefore: true }] : [];
  return { ...first, body: [...first.body, ...remark, ...second.body] };
}

/** What the machine does in a state without code, beside going on. */
function defaultBody(state: State, context: PassContext): Body {
  return context.source.dialect.defaultBody(state);
}

function closed(
  code: StateCode,
  state: State,
  subroutines: ReadonlyMap<string, Subroutine>,
  context: PassContext,
): StateCode {
  if (!canFallThrough(code.body, subroutines)) return code;
  const { machine } = context.source.dialect;
  const action: Action | undefined = machine.defaults[state];
  if (action === undefined) return code;
  return {
    ...code,
    body: [...code.body, ...context.source.dialect.atEnd(state), { ...make.transition(action), implicit: true }],
  };
}
