import * as make from './make.ts';
import type { Expression } from './model.ts';
import { typeOf } from './type-of.ts';

/** Whether a value is set: always, never, or when a condition holds. */
export type Setness = true | false | Expression;

/**
 * Whether a value is set. A header is when it is there; a text made of several is when one of them is; what is computed always
 * is, unless the node says otherwise.
 */
export function setness(value: Expression): Setness {
  if (value.setWhen !== undefined) return value.setWhen;
  switch (value.kind) {
    case 'unset':
      return false;
    case 'header':
      return value.name.toLowerCase() === 'host' && value.message === 'req' ? true : value;
    case 'lookup':
      return typeOf(value) === 'string' && value.fallback === null ? value : true;
    case 'subfield':
    case 'capture':
    case 'carrier':
    case 'local':
      if (value.kind === 'local' && value.type === 'ip') return { ...value, type: 'string' };
      return typeOf(value) === 'string' ? value : true;
    case 'concat': {
      const parts = value.parts.map(setness);
      if (parts.includes(true)) return true;
      const conditions = parts.filter((part): part is Expression => typeof part !== 'boolean');
      return conditions.length === 0 ? false : make.logical('||', conditions);
    }
    case 'conditional': {
      const consequent = setness(value.consequent);
      const alternate = setness(value.alternate);
      return consequent === true && alternate === true ? true : value;
    }
    default:
      return true;
  }
}
