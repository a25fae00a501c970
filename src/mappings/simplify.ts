import type { Expression } from '../ir/model.ts';
import { isNumeric, typeOf } from '../ir/type-of.ts';

/** Tidies what a row became once its placeholders are filled: sums are told from texts, and known numbers are worked out. */
export function simplify(filled: Expression): Expression {
  switch (filled.kind) {
    case 'concat':
      return sum(filled);
    case 'binary':
      return add(filled);
    case 'call': {
      // `std.real(integer = 3)`
      const [argument, ...others] = filled.arguments;
      const given = argument === undefined || others.length > 0 ? null : integerOf(argument.value);
      if (filled.name !== 'std.real' || argument?.name !== 'integer' || given === null) return filled;
      return { kind: 'number', type: 'float', text: `${given}.0`, origin: filled.origin };
    }
    default:
      return filled;
  }
}

/** `$a + $b` is a sum from the left, as long as both sides are numbers, and a text from there on. */
function sum(concat: Extract<Expression, { kind: 'concat' }>): Expression {
  const [first, ...rest] = concat.parts;
  if (first === undefined) return concat;
  let left = first;
  let added = 0;
  for (const right of rest) {
    if (!isNumeric(typeOf(left)) || !isNumeric(typeOf(right))) break;
    left = add({ kind: 'binary', operator: '+', left, right, origin: null });
    added += 1;
  }
  if (added === 0) return concat;
  return added === rest.length ? left : { ...concat, parts: [left, ...rest.slice(added)] };
}

function add(sum: Extract<Expression, { kind: 'binary' }>): Expression {
  const { left, right, operator } = sum;
  if (operator !== '+' && operator !== '-') return sum;
  const [a, b] = [integerOf(left), integerOf(right)];
  if (a === 0 && operator === '+' && typeOf(right) === 'integer') return right;
  if (a === null || b === null) return sum;
  const value = operator === '+' ? a + b : a - b;
  const number: Expression = { kind: 'number', type: 'integer', text: String(Math.abs(value)), origin: sum.origin };
  return value < 0 ? { kind: 'negate', operand: number, origin: sum.origin } : number;
}

function integerOf(expression: Expression): number | null {
  if (expression.kind === 'negate') {
    const operand = integerOf(expression.operand);
    return operand === null ? null : -operand;
  }
  if (expression.kind !== 'number' || expression.type !== 'integer') return null;
  const value = Number(expression.text);
  return Number.isSafeInteger(value) ? value : null;
}
