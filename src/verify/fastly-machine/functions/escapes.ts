import { toBuffer, untilNul, utf8Bytes, utf8Text } from '../bytes.ts';
import { string } from '../value.ts';
import { text, type Family } from './function.ts';

export const escapes: Family = {
  urlencode: (args) => string(urlEncode(text(args, 0))),
  urldecode: (args) => string(untilNul(percentDecode(text(args, 0).replaceAll('+', ' ')))),
  'json.escape': (args, context) => {
    const decoded = utf8Text(text(args, 0));
    if (decoded !== null) return string(utf8Bytes(decoded.replace(jsonSpecial, escapeForJson)));
    context.setError('EUTF8');
    return string('');
  },
  xml_escape: (args) => string(text(args, 0).replace(/[&<>'"]/g, (character) => xmlEntities[character] as string)),
  cstr_escape: (args) => string(text(args, 0).replace(/[^ -~]|["\\]/g, escapeForC)),
};

/** All but the unreserved characters of RFC 3986, in upper-case hexadecimal (strings/urlencode). */
export function urlEncode(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9._~-]/g, (byte) => `%${toBuffer(byte).toString('hex').toUpperCase()}`);
}

/** Sequences that are not valid stay as they are (decision `invalidPercent`). */
export function percentDecode(bytes: string): string {
  return bytes.replace(/%([\dA-Fa-f]{2})/g, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Controls, DEL, the two line separators of Unicode, and what is beyond the basic plane. */
const jsonSpecial = /["\\\u0000-\u001f\u007f\u2028\u2029]|[\u{10000}-\u{10ffff}]/gu;
const jsonNames: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': '\\\\',
  '\b': String.raw`\b`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\f': String.raw`\f`,
  '\r': String.raw`\r`,
};

/** What is beyond the basic plane is a pair of surrogates, in upper-case hexadecimal as falco has it. */
function escapeForJson(character: string): string {
  const named = jsonNames[character];
  if (named !== undefined) return named;
  if (character.length === 1) return String.raw`\u` + hexadecimal(character);
  return Array.from({ length: 2 }, (_, at) => String.raw`\u` + hexadecimal(character.charAt(at)).toUpperCase()).join(
    '',
  );
}

function hexadecimal(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};

const cNames: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': '\\\\',
  '\b': String.raw`\b`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\v': String.raw`\v`,
  '\r': String.raw`\r`,
};

function escapeForC(byte: string): string {
  return cNames[byte] ?? String.raw`\x${toBuffer(byte).toString('hex')}`;
}
