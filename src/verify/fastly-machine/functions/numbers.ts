import type { Context } from '../context.ts';
import { float, integer, notSet, string, type Value } from '../value.ts';
import { text, whole, type Family } from './function.ts';

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const highest = 2n ** 63n - 1n;
const lowest = -(2n ** 63n);

export const numbers: Family = {
  'std.atoi': (args, context) => parseInteger(text(args, 0), 10n, context),
  'std.atof': (args) => {
    const match = /^[\t-\r ]*([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?))/i.exec(text(args, 0));
    return float(Number(match?.[1] ?? 0));
  },
  'std.strtol': (args, context) => {
    const base = whole(args, 1);
    if (base !== 0n && (base < 2n || base > 36n)) return invalid(context, integer(0));
    return parseInteger(text(args, 0), base, context);
  },
  'std.strtof': (args, context) => {
    const value = parseFloatLiteral(text(args, 0), whole(args, 1));
    if (value !== null) return float(value);
    context.setError('EPARSENUM');
    return float(Number.NaN);
  },
  'std.itoa': (args, context) => {
    const base = args[1] === undefined ? 10n : whole(args, 1);
    if (base < 2n || base > 36n) return invalid(context, notSet);
    return string(inCharset(whole(args, 0), digits.slice(0, Number(base))));
  },
  'std.itoa_charset': (args, context) => {
    const charset = text(args, 1);
    return charset.length < 2 ? invalid(context, notSet) : string(inCharset(whole(args, 0), charset));
  },
};

function invalid(context: Context, result: Value): Value {
  context.setError('EINVAL');
  return result;
}

function inCharset(value: bigint, charset: string): string {
  const base = BigInt(charset.length);
  let rest = value < 0n ? -value : value;
  let result = '';
  do {
    result = charset.charAt(Number(rest % base)) + result;
    rest /= base;
  } while (rest > 0n);
  return value < 0n ? `-${result}` : result;
}

/**
 * As `strtol` of C reads: after white space and a sign as many digits as there are, none being zero. The documentation of
 * `fastly.error` says that EPARSENUM "is currently not possible" here.
 */
function parseInteger(s: string, wanted: bigint, context: Context): Value {
  const [, sign = '', body = ''] = /^[\t-\r ]*([+-]?)([^]*)$/.exec(s) ?? [];
  const isHexadecimal = /^0x[\da-f]/i.test(body);
  const base = wanted !== 0n ? wanted : isHexadecimal ? 16n : body.startsWith('0') ? 8n : 10n;
  let value = 0n;
  for (const character of (base === 16n && isHexadecimal ? body.slice(2) : body).toLowerCase()) {
    const digit = BigInt(digits.indexOf(character));
    if (digit < 0n || digit >= base) break;
    value = value * base + digit;
    // Long texts of digits are not read on.
    if (value > 2n ** 70n) break;
  }
  if (sign === '-') value = -value;
  if (value <= highest && value >= lowest) return integer(value);
  context.setError('ERANGE');
  return integer(value > 0n ? highest : lowest);
}

/** The syntax of FLOAT literals, in base 10 or 16, and the names of what is not finite; `null` for anything else. */
function parseFloatLiteral(s: string, base: bigint): number | null {
  const special = /^(-?)(NaN|inf)$/.exec(s);
  if (special !== null) return special[2] === 'NaN' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  const hexadecimal = /^(-?)0x([\da-f]+)(?:\.([\da-f]+))?(?:p([+-]?\d+))?$/i.exec(s);
  if (hexadecimal !== null) {
    if (base !== 0n && base !== 16n) return null;
    const [, sign, integral = '', fraction = '', exponent = '0'] = hexadecimal;
    const magnitude = Number.parseInt(integral + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
    return sign === '-' ? -magnitude : magnitude;
  }
  if (base !== 0n && base !== 10n) return null;
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(s) ? Number(s) : null;
}
