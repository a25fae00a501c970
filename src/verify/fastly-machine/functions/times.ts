import { durationNanoseconds } from '../convert.ts';
import { bool, float, integer, notSet, string, time, type Value } from '../value.ts';
import type { Context } from '../context.ts';
import { number, text, whole, type Family } from './function.ts';
import { parseTime } from './parse-time.ts';
import { formatTime } from './strftime.ts';

export const times: Family = {
  'std.integer2time': (args) => time(Number(whole(args, 0))),
  'std.time': (args) => time(parseTime(text(args, 0)) ?? number(args, 1)),
  strftime: (args) => string(formatTime(text(args, 0), number(args, 1))),
  // The table says TIME for what is added; what makes sense, and is used, is an RTIME.
  'time.add': (args) => time(number(args, 0) + number(args, 1)),
  'time.sub': (args) => time(number(args, 0) - number(args, 1)),
  'time.is_after': (args) => bool(number(args, 0) > number(args, 1)),
  'time.hex_to_time': (args, context) => {
    const divisor = Number(whole(args, 0));
    const dividend = Number.parseInt(/^(?:0x)?([\da-f]+)/i.exec(text(args, 1))?.[1] ?? '0', 16);
    if (divisor !== 0) return time(dividend / divisor);
    context.setError('EDOM');
    return time(0);
  },
  /** "As a number between 0 and 1". */
  'time.interval_elapsed_ratio': (args) => {
    const [ref, start, end] = [number(args, 0), number(args, 1), number(args, 2)];
    if (end <= start) return float(ref < start ? 0 : 1);
    return float(Math.min(1, Math.max(0, (ref - start) / (end - start))));
  },
  'time.units': inUnits,
  'time.runits': inUnits,
  parse_time_delta: (args) => integer(parseDelta(text(args, 0))),
};

const unitDigits: Readonly<Record<string, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** Seconds with as many decimals as the unit has; more are cut off. */
function inUnits(args: readonly Value[], context: Context): Value {
  const unit = text(args, 0);
  const decimals = Object.hasOwn(unitDigits, unit) ? unitDigits[unit] : undefined;
  if (decimals === undefined) {
    context.setError('EINVAL');
    return notSet;
  }
  const nanoseconds = durationNanoseconds(number(args, 1));
  const digits = (nanoseconds < 0n ? -nanoseconds : nanoseconds).toString().padStart(10, '0');
  const fraction = decimals === 0 ? '' : `.${digits.slice(-9, decimals === 9 ? undefined : decimals - 9)}`;
  return string((nanoseconds < 0n ? '-' : '') + digits.slice(0, -9) + fraction);
}

/** A count and one unit; what follows is ignored, and -1 says that there is no count (falco commit 4610f2b). */
function parseDelta(specifier: string): bigint {
  const [, sign = '', digits, unit = ''] = /^[ \t\n\v\f\r]*([+-]?)(\d+)([dhm]?)/i.exec(specifier) ?? [];
  if (digits === undefined) return -1n;
  const seconds = { d: 86_400n, h: 3600n, m: 60n }[unit.toLowerCase()] ?? 1n;
  const value = BigInt(digits) * seconds;
  return (sign === '-' && value !== 0n) || value >= 2n ** 63n ? -1n : value;
}
