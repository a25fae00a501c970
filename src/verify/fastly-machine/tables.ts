import type * as ast from '../../syntax/ast.ts';
import type { Context } from './context.ts';
import { textOfLiteral } from './literals.ts';
import { MachineError } from './machine-error.ts';

const indexes = new WeakMap<ast.TableDeclaration, ReadonlyMap<string, ast.Expression>>();

/** The value of a key as it was written; `undefined` when the table has none. Keys are compared exactly. */
export function tableEntry(name: string, key: string, context: Context): ast.Expression | undefined {
  const table = context.linked.tables.get(name);
  if (table === undefined) throw new MachineError(`there is no table ${name}`);
  let index = indexes.get(table);
  if (index === undefined) {
    index = new Map(
      table.entries.map((entry) => {
        if (entry.kind !== 'TableEntry') throw new MachineError(`the table ${name} has an entry that cannot be read`);
        return [textOfLiteral(entry.key.raw), entry.value];
      }),
    );
    indexes.set(table, index);
  }
  return index.get(key);
}
