import type { Expression, Table } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { kinds, mapKinds } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/** F14, F23: a key that stands in the code and in the table has a value: nothing has to ask whether it is set. */
export const knowEntries: Pass = {
  name: 'know-entries',
  description: 'Lookups of keys that the files have a value for are known to be set.',
  needed: ({ source, target }) => source.dialect.traits.tables && !target.dialect.traits.tables,
  run(program) {
    const tables = new Map<string, Table>(
      program.items.flatMap((item) => (item.kind === 'table' ? [[item.name, item] as const] : [])),
    );
    const known = (expression: Expression): Expression => {
      if (expression.kind !== 'lookup' || expression.key.kind !== 'string') return expression;
      const key = expression.key.value;
      const entries = tables.get(expression.table)?.entries ?? [];
      return entries.some((entry) => entry.key === key && entry.template === undefined)
        ? { ...expression, setWhen: true }
        : expression;
    };
    return mapBodies(program, (body) => mapKinds(body, kinds('lookup'), known));
  },
};
