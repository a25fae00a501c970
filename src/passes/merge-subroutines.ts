import { sameMeaning } from '../ir/equal.ts';
import * as make from '../ir/make.ts';
import type { Body, Item, Program, Subroutine } from '../ir/model.ts';
import { rewriteStatementKinds, statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import { subroutineOf } from '../dialects/lower-program.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F8: subroutines that were made for several states and came out equal are one again, and all get their names: the name of the
 * source for the first, with the state behind it for those that differ. What nothing calls is left out, and said.
 */
export const mergeSubroutines: Pass = {
  name: 'merge-subroutines',
  description: 'Equal versions of a subroutine are one; every subroutine has its final name.',
  run(program, context) {
    const subroutines = new Map<string, Subroutine>();
    for (const item of program.items) if (item.kind === 'subroutine') subroutines.set(item.name, item);
    const called = reached(program, subroutines);
    const final = new Map<string, string>();
    const versions = new Map<string, { readonly name: string; readonly body: Body }[]>();
    const kept = new Map<string, Subroutine>();
    const name = (key: string): string => {
      const known = final.get(key);
      if (known !== undefined) return known;
      const subroutine = subroutines.get(key);
      if (subroutine === undefined) return key;
      const body = renamed(subroutine.body, name);
      const original = subroutine.original ?? subroutine.name;
      const others = versions.get(original) ?? [];
      const same = others.find((other) => sameMeaning(other.body, body));
      const chosen =
        same?.name ?? freeName(subroutine, original, others.length === 0, key.endsWith('@helper'), context);
      final.set(key, chosen);
      if (same === undefined) {
        versions.set(original, [...others, { name: chosen, body }]);
        kept.set(key, { ...subroutine, name: chosen, body });
      }
      return chosen;
    };
    for (const item of program.items) if (item.kind === 'subroutine' && called.has(item.name)) name(item.name);
    const originals = new Set([...called].map((key) => subroutines.get(key)?.original ?? key));
    const isCalled = (item: Subroutine): boolean => originals.has(item.original ?? item.name);
    const items = program.items.flatMap((item): Item[] => {
      if (item.kind === 'state') return [{ ...item, body: renamed(item.body, name) }];
      if (item.kind !== 'subroutine') return [item];
      const own = kept.get(item.name);
      if (own !== undefined) return [own];
      if (!called.has(item.name) && !isCalled(item)) reportUnused(item, context);
      return [];
    });
    return { ...program, items } satisfies Program;
  },
};

function reached(program: Program, subroutines: ReadonlyMap<string, Subroutine>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (body: Body): void =>
    visitStatementKinds(body, statementKinds('call-subroutine'), ({ name }) => {
      if (found.has(name)) return;
      found.add(name);
      visit(subroutines.get(name)?.body ?? []);
    });
  for (const item of program.items) if (item.kind === 'state') visit(item.body);
  if (!program.items.some((item) => item.kind === 'state')) for (const key of subroutines.keys()) found.add(key);
  return found;
}

/** Where two ways do the same now, there is only one. */
function renamed(body: Body, name: (key: string) => string): Body {
  return rewriteStatementKinds(body, statementKinds('call-subroutine', 'if'), (statement) => {
    if (statement.kind === 'call-subroutine') return [{ ...statement, name: name(statement.name) }];
    if (statement.origin !== null) return [statement];
    const [only, ...others] = statement.branches;
    const same =
      only !== undefined &&
      others.length === 0 &&
      statement.otherwise !== null &&
      sameMeaning(only.body, statement.otherwise);
    return same ? make.inPlaceOf(statement, only.body) : [statement];
  });
}

function freeName(
  subroutine: Subroutine,
  original: string,
  first: boolean,
  helper: boolean,
  context: PassContext,
): string {
  if (helper) return context.names.declare(original);
  if (first) return original;
  const state =
    subroutine.state === undefined ? null : subroutineOf([subroutine.state], context.target.dialect.machine);
  return context.names.declare(`${original}_${(state ?? 'vcl_other').replace(/^vcl_/, '')}`);
}

function reportUnused(subroutine: Subroutine, context: PassContext): void {
  if (subroutine.origin === null || subroutine.name.includes('@fetch')) return;
  context.reporter.report(
    'VCP6001',
    subroutine.origin,
    `nothing calls '${subroutine.original ?? subroutine.name}': it is left out`,
  );
}
