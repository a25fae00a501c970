import { fromBuffer, toBuffer, untilNul } from '../bytes.ts';
import { notSet, string } from '../value.ts';
import { text, type Family } from './function.ts';

export type Base64Variant = 'standard' | 'url' | 'url_nopad';

export const base64: Family = {
  'digest.base64': (args) => string(toBuffer(text(args, 0)).toString('base64')),
  'digest.base64url': (args) => string(urlSafe(toBuffer(text(args, 0)).toString('base64'))),
  'digest.base64url_nopad': (args) => string(toBuffer(text(args, 0)).toString('base64url')),
  'digest.base64_decode': (args) => string(untilNul(fromBuffer(decodeBase64(text(args, 0), 'standard')))),
  'digest.base64url_decode': (args) => string(untilNul(fromBuffer(decodeBase64(text(args, 0), 'url')))),
  'digest.base64url_nopad_decode': (args) => string(untilNul(fromBuffer(decodeBase64(text(args, 0), 'url_nopad')))),
  'bin.base64_to_hex': (args, context) => {
    const input = text(args, 0);
    if (isBase64(input)) return string(Buffer.from(input, 'base64').toString('hex').toUpperCase());
    context.setError('EINVAL');
    return notSet;
  },
  'bin.hex_to_base64': (args, context) => {
    const input = text(args, 0);
    if (isHexadecimal(input)) return string(Buffer.from(input, 'hex').toString('base64'));
    context.setError('EINVAL');
    return string('');
  },
};

function urlSafe(encoded: string): string {
  return encoded.replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * Characters that are not of the alphabet are skipped. A `=` ends the text, but in the variant that has no padding, where it is
 * one more of those characters (functions/digest-base64url-decode).
 */
export function decodeBase64(input: string, variant: Base64Variant): Buffer {
  const text = variant === 'url_nopad' ? input : (input.split('=', 1)[0] as string);
  const alphabet = variant === 'standard' ? /[^A-Za-z0-9+/]/g : /[^A-Za-z0-9+/_-]/g;
  return Buffer.from(text.replace(alphabet, ''), 'base64');
}

/** Padding may be left out. */
export function isBase64(input: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(input);
}

export function isHexadecimal(input: string): boolean {
  return /^(?:[\da-f]{2})*$/i.test(input);
}
