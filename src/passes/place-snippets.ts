import type { Item, StateCode } from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import { isStatement } from '../ir/visit.ts';
import type { Pass, PassContext } from './pass.ts';
import { likelyState } from './support/likely-state.ts';

/**
 * A snippet has statements that stand in no subroutine: its service puts them into one. Which it is, what they touch has to tell.
 */
export const placeSnippets: Pass = {
  name: 'place-snippets',
  description: 'Statements outside of any subroutine become the code of the state that they fit.',
  run(program, context) {
    const statements = program.items.filter(isStatement);
    const first = statements.find(({ kind }) => kind !== 'remark');
    if (first === undefined) return program;
    const state = likelyState(statements);
    const name = subroutineOf(state, context);
    context.reporter.report(
      'VCP1033',
      first.origin,
      `these statements stand in no subroutine: they are taken as code of ${name}`,
      {
        help: `Put them into 'sub ${name} { … }', or into the subroutine that they belong to, if this is not it.`,
      },
    );
    const code: StateCode = { kind: 'state', states: [state], body: statements, origin: null };
    const place = program.items.indexOf(first);
    const isElsewhere = (item: Item): boolean => item !== first && isStatement(item);
    return { ...program, items: program.items.toSpliced(place, 1, code).filter((item) => !isElsewhere(item)) };
  },
};

function subroutineOf(state: State, { source }: PassContext): string {
  const found = Object.entries(source.dialect.machine.subroutines).find(([, states]) => states.includes(state));
  return found?.[0] ?? state;
}
