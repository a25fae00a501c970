import { parseAddress } from './address.ts';
import { MachineError } from './machine-error.ts';
import { bool, float, integer, ip, rtime, string, time, type Value, type ValueType } from './value.ts';

/** The text of a value; `null` where it is not set. What that becomes depends on the place. */
export function textOf(value: Value): string | null {
  switch (value.type) {
    case 'INTEGER':
      return value.value.toString();
    case 'FLOAT':
      return floatText(value.value);
    case 'BOOL':
      return value.value ? '1' : '0';
    case 'TIME':
      return timeText(value.value);
    case 'RTIME':
      return decimals(value.value);
    case 'BACKEND':
      return value.value ?? '(none)';
    default:
      return value.value;
  }
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NAN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return decimals(value);
}

/** Three decimals of any number, however large. */
function decimals(value: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  if (Math.abs(value) < 1e21) return value.toFixed(3);
  return `${BigInt(value)}.000`;
}

export const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** As HTTP writes a date (types/time). */
export function timeText(seconds: number): string {
  const date = new Date(Math.floor(seconds) * 1000);
  const year = date.getUTCFullYear();
  // Before 1970 as well: `std.integer2time(-1)` is out of bounds (functions/std-time).
  if (!(seconds >= 0) || !(year <= 9999)) return 'datetime out of bounds';
  const two = (number: number): string => String(number).padStart(2, '0');
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const day = `${two(date.getUTCDate())} ${months[date.getUTCMonth()]?.slice(0, 3)} ${String(year).padStart(4, '0')}`;
  return `${days[date.getUTCDay()]?.slice(0, 3)}, ${day} ${clock} GMT`;
}

/** What `declare local` without a value leaves. */
export function defaultOf(type: ValueType): Value {
  switch (type) {
    case 'STRING':
      return string(null);
    case 'INTEGER':
      return integer(0);
    case 'FLOAT':
      return float(0);
    case 'BOOL':
      return bool(false);
    case 'TIME':
      return time(0);
    case 'RTIME':
      return rtime(0);
    case 'IP':
      return ip(null);
    case 'BACKEND':
      return { type, value: null };
    case 'REGEX':
      // Matches nothing.
      return { type, value: '(?!)' };
    case 'ACL':
    case 'ID':
      return { type, value: '' };
  }
}

/** A value as a type that it is assigned to, or passed as. */
export function convert(value: Value, type: ValueType): Value {
  if (value.type === type) return value;
  switch (type) {
    case 'STRING':
      return string(textOf(value));
    case 'INTEGER':
      return integer(truncate(numberOf(value, type)));
    case 'FLOAT':
      return float(Number(numberOf(value, type)));
    case 'RTIME':
      return rtime(Number(numberOf(value, type)));
    case 'TIME':
      return time(Number(numberOf(value, type)));
    case 'IP':
      if (value.type === 'STRING') return ip(value.value === null ? null : parseAddress(value.value));
      break;
    case 'REGEX':
      if (value.type === 'STRING') return { type, value: value.value ?? '' };
      break;
    case 'BACKEND':
    case 'ACL':
      if (value.type === 'ID') return { type, value: value.value };
      break;
    default:
  }
  throw new MachineError(`${value.type} cannot be used as ${type}`);
}

function numberOf(value: Value, type: ValueType): bigint | number {
  switch (value.type) {
    case 'INTEGER':
    case 'FLOAT':
    case 'TIME':
    case 'RTIME':
      return value.value;
    default:
      throw new MachineError(`${value.type} cannot be used as ${type}`);
  }
}

const lowest = -(2n ** 63n);

/** Towards zero. What does not fit in 64 bits is what the processor makes of it (decision `integerFromFloat`). */
export function truncate(value: bigint | number): bigint {
  if (typeof value === 'bigint') return value;
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) return lowest;
  return BigInt(Math.trunc(value));
}

/** Durations and times are whole nanoseconds (types/rtime); a double holds them to less than one. */
export function durationNanoseconds(seconds: number): bigint {
  const integral = Math.trunc(seconds);
  return BigInt(integral) * 1_000_000_000n + BigInt(Math.round((seconds - integral) * 1e9));
}
