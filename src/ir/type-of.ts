import type { Expression } from './model.ts';
import type { Type } from './types.ts';

/** The type of an expression, from its leaves. */
export function typeOf(expression: Expression): Type {
  switch (expression.kind) {
    case 'string':
    case 'header':
    case 'subfield':
    case 'capture':
    case 'concat':
    case 'boolean-text':
    case 'unset':
      return 'string';
    case 'number':
      return expression.type === 'percent' ? 'float' : expression.type;
    case 'boolean':
    case 'match':
    case 'logical':
    case 'not':
    case 'contains':
      return 'boolean';
    case 'blob':
      return 'blob';
    case 'binary':
      return typeOfBinary(expression.operator, typeOf(expression.left), typeOf(expression.right));
    case 'negate':
      return typeOf(expression.operand);
    case 'conditional':
      return typeOf(expression.consequent);
    case 'opaque':
      return 'unknown';
    default:
      return expression.type;
  }
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function typeOfBinary(operator: string, left: Type, right: Type): Type {
  if (comparisons.has(operator)) return 'boolean';
  if (operator === '-' && left === 'time' && right === 'time') return 'duration';
  if (left === 'integer' && right === 'float') return 'float';
  return left;
}

const numeric: ReadonlySet<Type> = new Set(['integer', 'float', 'duration', 'time', 'bytes']);

/** Types with arithmetic of their own. */
export function isNumeric(type: Type): boolean {
  return numeric.has(type);
}
