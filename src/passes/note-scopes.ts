import * as make from '../ir/make.ts';
import type { Body, Item, Program } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import { statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/** V10: which states a subroutine is called from stands before it, in the words in which linters of the target read it. */
export const noteScopes: Pass = {
  name: 'note-scopes',
  description: 'Subroutines say which states call them.',
  needed: ({ source, target }) =>
    Object.keys(target.dialect.traits.macros).length > 0 && Object.keys(source.dialect.traits.macros).length === 0,
  run(program, context) {
    const { macros } = context.target.dialect.traits;
    const bodies = new Map(
      program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item.body] as const] : [])),
    );
    const scopes = new Map<string, Set<string>>();
    for (const item of program.items) {
      if (item.kind !== 'state') continue;
      const macro = item.states.map((state) => macros[state]).find((line) => line !== undefined);
      if (macro !== undefined) reach(item.body, macro.slice(macro.lastIndexOf(' ') + 1), bodies, scopes);
    }
    const items = mapSame(program.items, (item): Item => {
      const called = item.kind === 'subroutine' ? scopes.get(item.name) : undefined;
      return called === undefined ? item : last(item, `@scope: ${[...called].join(', ')}`);
    });
    return { ...program, items } satisfies Program;
  },
};

function reach(body: Body, scope: string, bodies: ReadonlyMap<string, Body>, scopes: Map<string, Set<string>>): void {
  visitStatementKinds(body, statementKinds('call-subroutine'), (statement) => {
    const known = scopes.get(statement.name) ?? new Set();
    scopes.set(statement.name, known);
    if (known.has(scope)) return;
    known.add(scope);
    reach(bodies.get(statement.name) ?? [], scope, bodies, scopes);
  });
}

/** Below the other comments. */
function last<T extends Item>(item: T, line: string): T {
  const { leading = [] } = item;
  const noted = make.remarked({ ...item, leading: [] }, line);
  return { ...noted, leading: [...leading, ...(noted.leading ?? [])] };
}
