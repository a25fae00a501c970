import type * as ast from '../../syntax/ast.ts';
import { untilNul, utf8Bytes } from './bytes.ts';
import { MachineError } from './machine-error.ts';
import { float, integer, rtime, type Value } from './value.ts';

/**
 * The bytes of a string literal (reference: types/string). Short strings have percent escapes, long strings and heredocs are
 * raw. An escape that is not valid is an error of the compiler.
 */
export function textOfLiteral(raw: string): string {
  if (raw.startsWith('"')) return untilNul(decodeEscapes(raw.slice(1, -1)));
  const open = raw.indexOf('"');
  return utf8Bytes(raw.slice(open + 1, raw.length - open - 1));
}

const escape = /%(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|([0-9A-Fa-f]{2})|)/g;

function decodeEscapes(text: string): string {
  if (!text.includes('%')) return utf8Bytes(text);
  let bytes = '';
  let end = 0;
  for (const match of text.matchAll(escape)) {
    bytes += utf8Bytes(text.slice(end, match.index));
    end = match.index + match[0].length;
    bytes += decodeEscape(match[1] ?? match[2], match[3], text);
  }
  return bytes + utf8Bytes(text.slice(end));
}

function decodeEscape(codePoint: string | undefined, byte: string | undefined, text: string): string {
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
  const value = codePoint === undefined ? Number.NaN : Number.parseInt(codePoint, 16);
  if (!(value <= 0x10ffff) || (value >= 0xd800 && value <= 0xdfff)) {
    throw new MachineError(`an escape of "${text}" is not valid`);
  }
  return utf8Bytes(String.fromCodePoint(value));
}

/** `0755` is decimal. */
function integerLiteral(raw: string): bigint {
  return BigInt(raw.startsWith('0x') ? raw : raw.replace(/^0+(?=\d)/, ''));
}

/** `1.5`, `1e3`, `0x1.8p3`. */
function floatLiteral(raw: string): number {
  const hexadecimal = /^0x([\da-fA-F]*)(?:\.([\da-fA-F]*))?(?:p([+-]?\d+))?$/i.exec(raw);
  if (hexadecimal === null) return Number(raw);
  const [, whole = '', fraction = '', exponent = '0'] = hexadecimal;
  return Number.parseInt(`0${whole}${fraction}`, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}

const units: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** What an RTIME can hold: 64 bits of nanoseconds (types/rtime). */
const longest = 2 ** 63 / 1e9;

/** `5m` is five minutes; a space may stand before the unit (types/rtime). */
export function durationLiteral(raw: string): number {
  const [, number, unit] = /^([\d.]+)\s*(ms|[smhdwy])$/.exec(raw) ?? [];
  if (number === undefined || unit === undefined) throw new MachineError(`${raw} is no RTIME`);
  // Divided, as 0.001 has no exact double.
  const seconds = unit === 'ms' ? Number(number) / 1000 : Number(number) * (units[unit] as number);
  return Math.min(seconds, longest);
}

/** A number as a value. */
export function numberLiteral(literal: ast.NumberLiteral): Value {
  switch (literal.type) {
    case 'integer':
      return integer(integerLiteral(literal.raw));
    case 'float':
      return float(floatLiteral(literal.raw));
    case 'duration':
      return rtime(durationLiteral(literal.raw));
    default:
      throw new MachineError(`${literal.raw} is no value`);
  }
}

/** A property of a declaration, as the plain value that it is: text, number (seconds for durations), flag or name. */
export function plainValue(node: ast.Property['value']): string | number | boolean | null {
  switch (node.kind) {
    case 'StringLiteral':
      return textOfLiteral(node.raw);
    case 'StringList':
      return node.items.map((item) => textOfLiteral(item.raw)).join('\r\n');
    case 'BooleanLiteral':
      return node.value;
    case 'NumberLiteral':
      return node.type === 'duration' ? durationLiteral(node.raw) : Number(node.raw.replace(/%$/, ''));
    case 'Variable':
    case 'Identifier':
      return node.name;
    case 'GroupExpression':
      return plainValue(node.expression);
    case 'Concatenation':
      return node.parts.map((part) => plainValue(part.value) ?? '').join('\r\n');
    default:
      return null;
  }
}
