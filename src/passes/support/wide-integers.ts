import type { Body, Expression } from '../../ir/model.ts';
import { kinds, visitTargets } from '../../ir/kinds.ts';
import type { Storage } from '../../dialects/storage.ts';

const limit = 2 ** 31;

/** The integer locals of a body whose values may need more than 32 bits. */
export function wideIntegers(body: Body, storage: Storage): ReadonlySet<string> {
  const wide = new Set<string>();
  const isWide = (value: Expression): boolean => {
    switch (value.kind) {
      case 'number':
        return Math.abs(Number(value.text)) >= limit;
      case 'local':
        return wide.has(value.name);
      case 'binary':
        return value.operator === '*' || isWide(value.left) || isWide(value.right);
      case 'call':
        return storage.givesWideInteger(value);
      default:
        return false;
    }
  };
  // What is assigned from a wide one is wide: until nothing new is found.
  for (let known = -1; known !== wide.size;) {
    known = wide.size;
    visitTargets(body, kinds('local'), ({ name, type }, statement) => {
      if (statement.kind !== 'assign' || type !== 'integer') return;
      if (statement.operator === '*=' || statement.operator === '<<=' || isWide(statement.value)) wide.add(name);
    });
  }
  return wide;
}
