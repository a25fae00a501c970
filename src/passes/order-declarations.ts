import type { Item, Program, Subroutine } from '../ir/model.ts';
import { isStatement } from '../ir/visit.ts';
import type { State } from '../ir/states.ts';
import { statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/**
 * What is used stands before what uses it: things, then subroutines, then the states in the order in which a request meets
 * them. Comments between them stay before what they stood before.
 */
export const orderDeclarations: Pass = {
  name: 'order-declarations',
  description: 'Everything is declared before it is used.',
  needed: ({ source, target }) => target.dialect.traits.locals && !source.dialect.traits.locals,
  run(program, context) {
    const groups = grouped(program.items);
    const states = Object.values(context.target.dialect.machine.subroutines).flat();
    const rank = ({ item }: Group): number => {
      if (item === null) return states.length + 3;
      if (item.kind === 'state') return 3 + Math.min(...item.states.map((state: State) => states.indexOf(state)));
      if (item.kind === 'subroutine') return 2;
      return item.kind === 'director' ? 1 : 0;
    };
    const sorted = [...groups].sort((a, b) => rank(a) - rank(b));
    const subroutines = sorted.filter((group) => group.item?.kind === 'subroutine');
    const calledFirst = inOrder(subroutines);
    let next = 0;
    const ordered = sorted.map((group) => (group.item?.kind === 'subroutine' ? (calledFirst[next++] as Group) : group));
    return {
      ...program,
      items: ordered.flatMap(({ before, item }) => (item === null ? before : [...before, item])),
    } satisfies Program;
  },
};

/** A declaration with the loose comments before it. */
interface Group {
  readonly before: readonly Item[];
  readonly item: Exclude<Item, { kind: 'remark' }> | null;
}

function grouped(items: readonly Item[]): readonly Group[] {
  const groups: Group[] = [];
  let before: Item[] = [];
  for (const item of items) {
    if (item.kind === 'remark' || isStatement(item)) {
      before.push(item);
      continue;
    }
    groups.push({ before, item });
    before = [];
  }
  return before.length === 0 ? groups : [...groups, { before, item: null }];
}

function inOrder(groups: readonly Group[]): readonly Group[] {
  const byName = new Map(groups.map((group) => [(group.item as Subroutine).name, group]));
  const sorted = new Set<Group>();
  const begun = new Set<Group>();
  const add = (group: Group): void => {
    if (begun.has(group)) return;
    begun.add(group);
    visitStatementKinds((group.item as Subroutine).body, statementKinds('call-subroutine'), (statement) => {
      const called = byName.get(statement.name);
      if (called !== undefined) add(called);
    });
    sorted.add(group);
  };
  groups.forEach(add);
  return [...sorted];
}
