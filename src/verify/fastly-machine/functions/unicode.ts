import type { Context } from '../context.ts';
import { utf8Bytes, utf8Text } from '../bytes.ts';
import { bool, integer, notSet, string, type Value } from '../value.ts';
import { text, whole, type Family } from './function.ts';
import { pad, range } from './strings.ts';

export const unicode: Family = {
  'utf8.is_valid': (args) => bool(utf8Text(text(args, 0)) !== null),
  'utf8.codepoint_count': (args, context) => {
    const characters = codePoints(text(args, 0), context);
    return integer(characters?.length ?? 0);
  },
  'utf8.substr': (args, context) => {
    const characters = codePoints(text(args, 0), context);
    const part = characters && range(characters, whole(args, 1), args[2] === undefined ? null : whole(args, 2));
    return string(part === null ? null : utf8Bytes(part.join('')));
  },
  'utf8.strpad': (args, context) => {
    const characters = codePoints(text(args, 0), context);
    const padding = codePoints(text(args, 2), context);
    if (characters === null || padding === null) return notSet;
    const padded: Value = pad(characters, whole(args, 1), padding, context);
    return string(padded.value === null ? null : utf8Bytes(padded.value as string));
  },
};

/** `null`, and `fastly.error` EUTF8, when the bytes are not UTF-8. */
function codePoints(bytes: string, context: Context): string[] | null {
  const decoded = utf8Text(bytes);
  if (decoded !== null) return Array.from(decoded);
  context.setError('EUTF8');
  return null;
}
