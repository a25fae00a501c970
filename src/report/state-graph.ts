import { canFallThrough } from '../ir/flow.ts';
import type { Body, Program, Subroutine, Transition } from '../ir/model.ts';
import { visitStatements } from '../ir/visit.ts';
import type { Action, State } from '../ir/states.ts';
import { own } from '../mappings/table.ts';
import type { Machine } from '../dialects/dialect.ts';

/** A way out of a state: what the code does, and the state that comes next; `null` for the end. */
export interface Edge {
  readonly from: State;
  readonly action: Action;
  readonly to: State | null;
}

const next: Readonly<Partial<Record<Action, State | null>>> = {
  lookup: 'hash',
  pass: 'pass',
  pipe: 'pipe',
  purge: 'purge',
  synth: 'synth',
  restart: 'receive',
  retry: 'backend-request',
  'backend-error': 'backend-error',
  abandon: 'synth',
  'deliver-stale': 'deliver',
  merge: 'backend-response',
};

/** The edges of the machine that a program makes, each once, in the order of its states. */
export function stateGraph(program: Program, machine: Machine): readonly Edge[] {
  const has = new Set(Object.values(machine.subroutines).flat());
  const subroutines = new Map(program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item]] : [])));
  const edges = new Map<string, Edge>();
  const add = (from: State, action: Action): void => {
    for (const to of leadsTo(from, action, has)) edges.set(`${from} ${action} ${to}`, { from, action, to });
  };
  for (const item of program.items) {
    if (item.kind !== 'state') continue;
    for (const state of item.states) {
      for (const transition of transitionsOf(item.body, subroutines)) add(state, meaningOf(transition, state, machine));
      const implied = machine.defaults[state];
      if (implied !== undefined && canFallThrough(item.body, subroutines)) add(state, implied);
    }
  }
  return [...edges.values()];
}

function transitionsOf(
  body: Body,
  subroutines: ReadonlyMap<string, Subroutine>,
  seen = new Set<string>(),
): readonly Transition[] {
  const found: Transition[] = [];
  visitStatements(body, (statement) => {
    if (statement.kind === 'transition') found.push(statement);
    if (statement.kind !== 'call-subroutine' || seen.has(statement.name)) return;
    seen.add(statement.name);
    const called = subroutines.get(statement.name);
    if (called !== undefined) found.push(...transitionsOf(called.body, subroutines, seen));
  });
  return found;
}

/** The same word means other things in other states. */
function meaningOf({ action, word }: Transition, state: State, { words }: Machine): Action {
  const meanings = word === undefined ? undefined : own(words, word);
  return meanings?.[state] ?? meanings?.['*'] ?? action;
}

function leadsTo(from: State, action: Action, has: ReadonlySet<State>): readonly (State | null)[] {
  const known = next[action];
  switch (action) {
    case 'hashed':
      return ['hit', 'miss'];
    case 'fetch':
      return [from !== 'backend-request' && has.has('backend-request') ? 'backend-request' : 'backend-response'];
    case 'deliver':
      if (from === 'deliver') return [has.has('log') ? 'log' : null];
      return ['deliver'];
    case 'pass':
      // After a fetch the response goes to the client, and the next requests pass.
      return [from === 'backend-response' ? 'deliver' : 'pass'];
    default:
      return [known ?? null];
  }
}

/** The graph as a Mermaid diagram. */
export function mermaid(edges: readonly Edge[]): string {
  const id = (state: State | null): string => (state === null ? '[*]' : state.replaceAll('-', '_'));
  const lines = edges.map(({ from, action, to }) => `  ${id(from)} --> ${id(to)} : ${action}`);
  return ['stateDiagram-v2', '  [*] --> receive', ...lines, ''].join('\n');
}
