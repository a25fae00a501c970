import * as make from '../../ir/make.ts';
import type { Carrier, Expression, Statement, Subroutine, Table } from '../../ir/model.ts';
import type { Type } from '../../ir/types.ts';
import type { PassContext } from '../pass.ts';
import { hasVmod } from '../target.ts';
import { method, newObject, perform } from './objects.ts';
import { longestChain, tableSubroutine } from './table-subroutines.ts';

/** The argument that an entry keeps its value in, and the method that reads it. */
const kept: Readonly<Partial<Record<Type, readonly [argument: string, method: string]>>> = {
  string: ['string', 'string'],
  integer: ['integer', 'integer'],
  boolean: ['bool', 'bool'],
  backend: ['backend', 'backend'],
};

/** A large table as an object of vmod selector, where that is certainly there: what makes it, and the subroutine that asks it. */
export function selectorTable(
  table: Table,
  key: Carrier,
  value: Carrier,
  context: PassContext,
): { readonly load: readonly Statement[]; asked(before: readonly Statement[], comment: string): Subroutine } | null {
  const names = kept[table.type];
  const entries = table.entries.filter((entry) => entry.template === undefined);
  if (names === undefined || entries.length <= longestChain || !hasVmod(context.target, 'selector')) return null;
  const object = context.names.declare(`table_${table.name}`);
  const load = entries.map((entry): Statement => {
    const added = perform(object, 'add', [make.string(entry.key), [names[0], entry.value]], context);
    const { leading, trailing } = entry;
    return {
      ...added,
      origin: entry.origin,
      ...(leading === undefined ? {} : { leading }),
      ...(trailing === undefined ? {} : { trailing }),
    };
  });
  const ask = (name: string, args: readonly Expression[], type: Type): Expression =>
    method(object, name, args, type, context);
  const found = make.when(
    ask('match', [key], 'boolean'),
    [make.assign(value, ask(names[1], [], table.type))],
    null,
    table.origin,
  );
  return {
    load: [{ ...newObject(object, 'selector.set', context), blankBefore: true }, ...load],
    asked: (before, comment) => tableSubroutine(`lookup_${table.name}`, table, [...before, found], comment),
  };
}
