import * as make from '../../ir/make.ts';
import type {
  Body,
  Branch,
  Carrier,
  Comments,
  Expression,
  Remark,
  Statement,
  Subroutine,
  Table,
  TableEntry,
} from '../../ir/model.ts';
import type { Type } from '../../ir/types.ts';
import type { Comment } from '../../syntax/ast.ts';

/** Entries in one chain of conditions. The time that a compiler takes for a chain grows faster than the chain. */
export const longestChain = 64;
/** Parts that one subroutine chooses from. */
const widestChoice = 16;

/**
 * Subroutines that look a key up: a chain of comparisons, or for a large table several, with a choice by the order of keys
 * before them. `before` runs first, `found` is what an entry does.
 */
export function chainSubroutines(
  name: string,
  table: Table,
  key: Carrier,
  found: (entry: TableEntry) => Statement,
  before: Body,
  comment: string,
): readonly Subroutine[] {
  const entries = table.entries.filter((entry) => entry.template === undefined);
  const parts: Subroutine[] = [];
  const chain =
    entries.length === 0
      ? exampleOf(table, key, found)
      : entries.length <= longestChain
        ? chainOf(entries, key, found)
        : treeOf(name, entries, key, found, parts);
  return [tableSubroutine(name, table, [...before, ...chain], comment), ...parts];
}

/** A subroutine in the place of a table, with its comments. */
export function tableSubroutine(name: string, table: Table, body: Body, comment: string): Subroutine {
  const { leading, trailing, origin } = table;
  const own: Comments = {
    ...(leading === undefined ? {} : { leading }),
    ...(trailing === undefined ? {} : { trailing }),
  };
  return commented({ ...subroutine(name, [...body, ...remarksOf(table)]), ...own, origin }, comment);
}

function subroutine(name: string, body: Body): Subroutine {
  return {
    kind: 'subroutine',
    name: `${name}@helper`,
    original: name,
    parameters: null,
    returns: null,
    body,
    origin: null,
    blankBefore: true,
  };
}

/** What the source said comes before what is said of it here. */
function commented(made: Subroutine, ...lines: readonly string[]): Subroutine {
  const { leading = [] } = make.remarked<Comments>({}, ...lines);
  return { ...made, leading: [...(made.leading ?? []), ...leading] };
}

/** A comparison for each entry, and the comments of the entry with it. */
function chainOf(entries: readonly TableEntry[], key: Carrier, found: (entry: TableEntry) => Statement): Body {
  const [first] = entries;
  if (first === undefined) return [];
  const branches = entries.map((entry, index): Branch => {
    const assign = found(entry);
    const body: Body = [entry.trailing === undefined ? assign : { ...assign, trailing: entry.trailing }];
    const branch = make.branch(make.binary(key, '==', make.string(entry.key, entry.origin)), body);
    return index === 0 || entry.leading === undefined ? branch : { ...branch, leading: entry.leading };
  });
  const leading = first.leading === undefined ? {} : { leading: first.leading };
  return [{ kind: 'if', branches, otherwise: null, origin: first.origin, ...leading }];
}

/** Values that show how an entry is written. */
const examples: Readonly<Partial<Record<Type, Expression>>> = {
  string: make.string('VALUE'),
  integer: make.integer(0),
  float: { kind: 'number', type: 'float', text: '0.0', origin: null },
  boolean: make.boolean(false),
  duration: make.duration('0s'),
  ip: make.string('192.0.2.1'),
  regex: make.string('PATTERN'),
};

/** A table whose entries are elsewhere has a place for them. */
function exampleOf(table: Table, key: Carrier, found: (entry: TableEntry) => Statement): Body {
  const value = examples[table.type];
  const comments = make.remarked<Comments>(
    {},
    value === undefined
      ? 'Its entries go here: a condition on the key for each'
      : 'Its entries go here, each like this one without the "false"',
  ).leading;
  if (value === undefined) return [{ kind: 'remark', comments: comments ?? [], origin: null }];
  const never = make.logical('&&', [make.boolean(false), make.binary(key, '==', make.string('KEY'))]);
  const example = make.when(never, [found({ key: 'KEY', value, origin: null })]);
  return [comments === undefined ? example : { ...example, leading: comments }];
}

interface Part {
  readonly first: string;
  readonly name: string;
}

function treeOf(
  name: string,
  entries: readonly TableEntry[],
  key: Carrier,
  found: (entry: TableEntry) => Statement,
  made: Subroutine[],
): Body {
  const sorted = [...entries].sort((one, other) => compareBytes(one.key, other.key));
  const leaves = slicesOf(sorted, longestChain).map((slice, index): Part => {
    const [first, last] = [slice[0]?.key ?? '', slice.at(-1)?.key ?? ''];
    const leaf = subroutine(`${name}_${index + 1}`, chainOf(slice, key, found));
    made.push(isPlain(first) && isPlain(last) ? commented(leaf, `From "${first}" to "${last}"`) : leaf);
    return { first, name: leaf.name };
  });
  let parts: readonly Part[] = leaves;
  for (let level = 1; parts.length > widestChoice; level += 1) {
    parts = slicesOf(parts, widestChoice).map((slice, index): Part => {
      const choice = subroutine(`${name}_${'group_'.repeat(level)}${index + 1}`, choiceOf(slice, key));
      made.push(choice);
      return { first: slice[0]?.first ?? '', name: choice.name };
    });
  }
  return choiceOf(parts, key);
}

/** Keys are in the order of their bytes, as the target compares them. */
function choiceOf(parts: readonly Part[], key: Carrier): Body {
  const branches = parts
    .slice(0, -1)
    .map((part, index) =>
      make.branch(make.binary(key, '<', make.string(parts[index + 1]?.first ?? '')), [make.callSubroutine(part.name)]),
    );
  const last = parts.at(-1);
  return [
    { kind: 'if', branches, otherwise: last === undefined ? null : [make.callSubroutine(last.name)], origin: null },
  ];
}

function slicesOf<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

const encoder = new TextEncoder();

function compareBytes(one: string, other: string): number {
  const [a, b] = [encoder.encode(one), encoder.encode(other)];
  const differs = a.findIndex((byte, index) => byte !== b[index]);
  return differs === -1 ? a.length - b.length : (a[differs] as number) - (b[differs] ?? -1);
}

function isPlain(text: string): boolean {
  return text.length <= 60 && !/[\0-\x1f\x7f]/.test(text);
}

/** Comments that stand between no entries, and lines of a template language. */
function remarksOf(table: Table): readonly Statement[] {
  const lines = table.entries.flatMap((entry): readonly Comment[] => {
    if (entry.template === undefined) return [];
    return [
      ...(entry.leading ?? []),
      { text: `# ${entry.template}`, start: 0, end: 0, blankBefore: false, blankAfter: false },
    ];
  });
  const comments = [...lines, ...(table.dangling ?? [])];
  return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: null } satisfies Remark];
}

/** A value as an expression of the table's type. */
export function valueOf(entry: TableEntry, table: Table): Expression {
  const { value } = entry;
  if (table.type !== 'float' || value.kind !== 'number' || value.type !== 'integer') return value;
  return { ...value, type: 'float', text: `${value.text}.0` };
}
