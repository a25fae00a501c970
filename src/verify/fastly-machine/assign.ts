import type { Context } from './context.ts';
import { convert, textOf, truncate } from './convert.ts';
import { MachineError } from './machine-error.ts';
import { bool, float, integer, rtime, string, time, type Value } from './value.ts';

/**
 * What a variable holds after `set variable OPERATOR right;`. The left side says the type. A division by zero sets
 * `fastly.error`, for which the context is needed (decision `divisionByZero`).
 */
export function assign(operator: string, left: Value, right: Value, context?: Context): Value {
  if (operator === '=') return replace(left, right);
  switch (left.type) {
    case 'INTEGER':
      return integerOperation(operator, left.value, right, context);
    case 'FLOAT':
      return float(floatOperation(operator, left.value, number(right), context));
    case 'RTIME':
      return rtime(durationOperation(operator, left.value, right, context));
    case 'TIME':
      if (operator === '+=') return time(left.value + number(right));
      if (operator === '-=') return time(left.value - number(right));
      break;
    case 'STRING':
      // What is not set is empty on either side (falco commit 0f3fc0aa).
      if (operator === '+=') return string((left.value ?? '') + (textOf(right) ?? ''));
      break;
    case 'BOOL':
      if (right.type !== 'BOOL') break;
      if (operator === '&&=') return bool(left.value && right.value);
      if (operator === '||=') return bool(left.value || right.value);
      break;
    default:
  }
  throw new MachineError(`${left.type} has no ${operator} with ${right.type}`);
}

/** A STRING local that is given what is not set becomes empty (table.lookup: "converted to an empty string"). */
function replace(left: Value, right: Value): Value {
  const value = convert(right, left.type);
  return value.type === 'STRING' && value.value === null ? string('') : value;
}

function number(value: Value): number {
  return convert(value, 'FLOAT').value as number;
}

/** With two INTEGERs in 64 bits; a FLOAT, a time on the right counts as the double it is (decision `mixedArithmetic`). */
function integerOperation(operator: string, left: bigint, right: Value, context: Context | undefined): Value {
  if (right.type === 'INTEGER') return integer(wholeOperation(operator, left, right.value, context));
  return integer(truncate(floatOperation(operator, Number(left), number(right), context)));
}

function wholeOperation(operator: string, left: bigint, right: bigint, context: Context | undefined): bigint {
  switch (operator) {
    case '+=':
      return left + right;
    case '-=':
      return left - right;
    case '*=':
      return left * right;
    case '/=':
      return right === 0n ? undefinedResult(0n, context) : left / right;
    case '%=':
      return right === 0n ? undefinedResult(0n, context) : left % right;
    case '&=':
      return left & right;
    case '|=':
      return left | right;
    case '^=':
      return left ^ right;
    case '<<=':
      return left << BigInt.asUintN(6, right);
    case '>>=':
      return left >> BigInt.asUintN(6, right);
    case 'rol=':
      return rotate(left, BigInt.asUintN(6, right));
    case 'ror=':
      return rotate(left, BigInt.asUintN(6, -right));
    default:
      throw new MachineError(`INTEGER has no ${operator}`);
  }
}

function rotate(value: bigint, by: bigint): bigint {
  const bits = BigInt.asUintN(64, value);
  return (bits << by) | (bits >> (64n - by));
}

function floatOperation(operator: string, left: number, right: number, context: Context | undefined): number {
  switch (operator) {
    case '+=':
      return left + right;
    case '-=':
      return left - right;
    case '*=':
      return left * right;
    case '/=':
      return right === 0 ? undefinedResult(left / right, context) : left / right;
    case '%=':
      return right === 0 || !Number.isFinite(left) ? undefinedResult(Number.NaN, context) : left % right;
    default:
      throw new MachineError(`FLOAT has no ${operator}`);
  }
}

function durationOperation(operator: string, left: number, right: Value, context: Context | undefined): number {
  if (operator === '%=' || operator === '+=' || operator === '-=' || operator === '*=' || operator === '/=') {
    return floatOperation(operator, left, number(right), context);
  }
  throw new MachineError(`RTIME has no ${operator}`);
}

/** `fastly.error` after what has no result (variables/fastly-error: EDOM, "for example, division by zero"). */
function undefinedResult<T>(result: T, context: Context | undefined): T {
  context?.setError('EDOM');
  return result;
}
