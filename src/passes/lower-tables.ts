import * as make from '../ir/make.ts';
import type {
  Body,
  Carrier,
  Expression,
  Item,
  Program,
  Statement,
  Subroutine,
  Table,
  TableEntry,
} from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { kinds, mapKinds } from '../ir/kinds.ts';
import { inLoad } from './support/load.ts';
import { selectorTable } from './support/selector-tables.ts';
import { TableLookups } from './support/table-lookups.ts';
import { chainSubroutines, valueOf } from './support/table-subroutines.ts';
import { isPattern, placesIn, usesOf, withMissing, type Places, type Uses } from './support/table-uses.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F23: tables become subroutines that look a key up. Key and value are handed over by name, so that one subroutine serves both
 * sides. A pattern or an access list is no value that could be kept: there the subroutine does the match itself.
 */
export const lowerTables: Pass = {
  name: 'lower-tables',
  description: 'Tables are subroutines that look a key up.',
  needed: ({ source, target }) => source.dialect.traits.tables && !target.dialect.traits.tables,
  run(program, context) {
    const uses = usesOf(program);
    const complete = withMissing(program, uses, context);
    const tables = new Map(
      complete.items.flatMap((item) => (item.kind === 'table' ? [[item.name, item] as const] : [])),
    );
    if (tables.size === 0) return program;
    const places = placesIn(program);
    const lookups = new TableLookups(tables, uses, places, context);
    const lowered = mapBodies(complete, (body) => settled(lookups.lower(body), context));
    const loads: Statement[] = [];
    const items = lowered.items.flatMap((item): readonly Item[] => {
      if (item.kind !== 'table') return [item];
      return new Subroutines(item, places, context).asked(uses.get(item.name), loads);
    });
    return inLoad({ ...lowered, items } satisfies Program, loads);
  },
};

/** A pattern that is chosen at run time, for something else than a match. */
function settled(body: Body, context: PassContext): Body {
  return mapKinds(body, kinds('lookup'), (expression) => {
    context.reporter.report(
      'VCP2036',
      expression.origin,
      `the target cannot keep what table '${expression.table}' has`,
    );
    return { kind: 'unset', origin: expression.origin };
  });
}

/** What the caller has put there for a key without an entry is still there. */
const unchanged = 'unchanged';

class Subroutines {
  readonly #table: Table;
  readonly #places: Places;
  readonly #context: PassContext;

  constructor(table: Table, places: Places, context: PassContext) {
    this.#table = table;
    this.#places = places;
    this.#context = context;
  }

  asked(uses: Uses | undefined, loads: Statement[]): readonly Item[] {
    const { name, type, origin, entries } = this.#table;
    if (uses === undefined) {
      this.#context.reporter.report('VCP6003', origin, `nothing asks for '${name}': the table is left out`);
      const comments = [
        ...(this.#table.leading ?? []),
        ...entries.flatMap((entry) => [...(entry.leading ?? []), ...(entry.trailing ?? [])]),
        ...(this.#table.dangling ?? []),
      ];
      return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: null }];
    }
    if (entries.length === 0 && origin !== null) {
      this.#context.needs.stubs.set(this.#table.name, 'table');
      this.#context.reporter.report(
        'VCP5016',
        origin,
        `the entries of '${name}' are not in these files: its lookup finds nothing`,
      );
    }
    if (isPattern(type)) return this.#matching();
    const lookup = uses.types.size > 0 || type === 'string' ? this.#lookup(uses, loads) : [];
    return uses.contains && type !== 'string' ? [...lookup, ...this.#contains(lookup.length === 0)] : lookup;
  }

  #lookup({ fallback }: Uses, loads: Statement[]): readonly Subroutine[] {
    const { name, type } = this.#table;
    const value = this.#places.value(type);
    const cleared = !fallback && type === 'string';
    const before = cleared ? [make.remove(value)] : [];
    const comment = `Table ${name}: "${value.name}" is what it has for "${this.#places.key.name}", ${cleared ? 'not set' : unchanged} without an entry`;
    const selector = selectorTable(this.#table, this.#places.key, value, this.#context);
    if (selector === null)
      return this.#chain(`lookup_${name}`, value, (entry) => valueOf(entry, this.#table), before, comment);
    loads.push(...selector.load);
    return [selector.asked(before, comment)];
  }

  #contains(first: boolean): readonly Subroutine[] {
    const { found } = this.#places;
    const before = [make.assign(found, make.boolean(false))];
    const { name } = this.#table;
    const comment = `Table ${name}: "${found.name}" is whether it has "${this.#places.key.name}"`;
    return this.#chain(`contains_${name}`, found, () => make.boolean(true), before, comment, first);
  }

  #matching(): readonly Subroutine[] {
    const { name, type } = this.#table;
    const { found } = this.#places;
    const subject = this.#places.subject(type === 'acl' ? 'ip' : 'string');
    const matches = ({ value, origin }: TableEntry): Expression => ({
      kind: 'match',
      negated: false,
      subject,
      pattern: value,
      origin,
    });
    const comment = `Table ${name}: "${found.name}" is whether "${subject.name}" matches what it has for "${this.#places.key.name}", ${unchanged} without an entry`;
    return this.#chain(`match_${name}`, found, matches, [], comment);
  }

  /** The comments of the table are with the first of its subroutines. */
  #chain(
    name: string,
    target: Carrier,
    of: (entry: TableEntry) => Expression,
    before: Body,
    comment: string,
    first = true,
  ): readonly Subroutine[] {
    const table = first ? this.#table : uncommented(this.#table);
    return chainSubroutines(
      name,
      table,
      this.#places.key,
      (entry) => make.assign(target, of(entry), entry.origin),
      before,
      comment,
    );
  }
}

function uncommented(table: Table): Table {
  const { leading: _leading, trailing: _trailing, dangling: _dangling, ...rest } = table;
  return { ...rest, entries: table.entries.map(({ leading: _own, trailing: _behind, ...entry }) => entry) };
}
