import type { Body, CallSubroutine, Item, Program, StateCode, Subroutine, Statement } from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import { kinds, mapKinds, rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { own } from '../mappings/table.ts';
import type { Machine } from '../dialects/dialect.ts';
import type { Pass } from './pass.ts';
import { likelyState } from './support/likely-state.ts';

/**
 * F8: a subroutine that several states call becomes one for each of them, so that what follows can treat it as a part of its
 * state: the same words mean other things there. `merge-subroutines` joins again what came out equal.
 */
export const specialiseSubroutines: Pass = {
  name: 'specialise-subroutines',
  description: 'Every subroutine belongs to one state.',
  run(program, context) {
    const subroutines = new Map<string, Subroutine>();
    for (const item of program.items) if (item.kind === 'subroutine') subroutines.set(item.name, item);
    const { machine } = context.source.dialect;
    const made = new Map<string, Map<State, Subroutine>>();
    const specialise = (name: string, state: State): string => {
      const original = subroutines.get(name);
      if (original === undefined) return name;
      const versions = made.get(name) ?? new Map<State, Subroutine>();
      made.set(name, versions);
      if (!versions.has(state)) {
        versions.set(state, original);
        const body = inState(original.body, state, machine, specialise);
        versions.set(state, { ...original, name: nameIn(name, state), body, state, original: name });
      }
      return nameIn(name, state);
    };
    const items = program.items.map((item): Item => {
      if (item.kind !== 'state') return item;
      const [state] = item.states;
      if (state === undefined) return item;
      return { ...item, body: inState(item.body, state, machine, specialise) } satisfies StateCode;
    });
    for (const [name, subroutine] of subroutines) if (!made.has(name)) specialise(name, likelyState(subroutine.body));
    return { items: items.flatMap((item) => versionsOf(item, made)) } satisfies Program;
  },
};

/** A name that no source has: `merge-subroutines` gives the final ones. */
function nameIn(name: string, state: State): string {
  return `${name}@${state}`;
}

function versionsOf(item: Item, made: ReadonlyMap<string, ReadonlyMap<State, Subroutine>>): readonly Item[] {
  if (item.kind !== 'subroutine') return [item];
  const versions = made.get(item.name);
  return versions === undefined ? [item] : [...versions.values()];
}

/** Code of one state: its calls lead to that state's subroutines, its words mean what they mean there. */
function inState(body: Body, state: State, machine: Machine, specialise: (name: string, state: State) => string): Body {
  const called = mapKinds(body, kinds('apply'), (expression) => ({
    ...expression,
    subroutine: specialise(expression.subroutine, state),
  }));
  return rewriteStatementKinds(
    called,
    statementKinds('call-subroutine', 'transition'),
    (statement): readonly Statement[] => {
      if (statement.kind === 'call-subroutine') {
        const called: CallSubroutine = { ...statement, name: specialise(statement.name, state) };
        return [called];
      }
      if (statement.word === undefined) return [statement];
      const meanings = own(machine.words, statement.word);
      const action = meanings?.[state] ?? meanings?.['*'] ?? statement.action;
      return action === statement.action ? [statement] : [{ ...statement, action }];
    },
  );
}
