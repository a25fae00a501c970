import type { Context } from '../context.ts';
import { lowerCase, upperCase } from '../bytes.ts';
import { bool, integer, notSet, string, type Value } from '../value.ts';
import { text, whole, type Family } from './function.ts';
import { withinWorkspace } from './workspace.ts';

export const strings: Family = {
  'std.strlen': (args) => integer(text(args, 0).length),
  'std.tolower': (args) => string(lowerCase(text(args, 0))),
  'std.toupper': (args) => string(upperCase(text(args, 0))),
  'std.strrev': (args) => string(Array.from(text(args, 0)).reduce((reversed, byte) => byte + reversed, '')),
  'std.strcasecmp': (args) => bool(lowerCase(text(args, 0)) === lowerCase(text(args, 1))),
  /** "An empty string is not considered a prefix" (std-prefixof). */
  'std.prefixof': (args) => bool(text(args, 1) !== '' && text(args, 0).startsWith(text(args, 1))),
  'std.suffixof': (args) => bool(text(args, 1) !== '' && text(args, 0).endsWith(text(args, 1))),
  'std.strstr': (args) => {
    const at = text(args, 0).indexOf(text(args, 1));
    return at === -1 ? notSet : string(text(args, 0).slice(at));
  },
  'std.strrep': (args, context) => repeated(text(args, 0), whole(args, 1), context),
  'std.strpad': (args, context) => pad(Array.from(text(args, 0)), whole(args, 1), Array.from(text(args, 2)), context),
  'std.replace': (args) => string(replaceFirst(text(args, 0), text(args, 1), text(args, 2))),
  'std.replaceall': (args) => {
    const [s, target, replacement] = [text(args, 0), text(args, 1), text(args, 2)];
    return string(target === '' ? s : s.split(target).join(replacement));
  },
  'std.replace_prefix': (args) => {
    const [s, target, replacement] = [text(args, 0), text(args, 1), text(args, 2)];
    return string(s.startsWith(target) ? replacement + s.slice(target.length) : s);
  },
  'std.replace_suffix': (args) => {
    const [s, target, replacement] = [text(args, 0), text(args, 1), text(args, 2)];
    return string(s.endsWith(target) ? s.slice(0, s.length - target.length) + replacement : s);
  },
  'std.basename': (args) => string(splitPath(text(args, 0)).base),
  'std.dirname': (args) => string(splitPath(text(args, 0)).directory),
  substr: (args) => {
    const part = range(Array.from(text(args, 0)), whole(args, 1), args[2] === undefined ? null : whole(args, 2));
    return string(part === null ? null : part.join(''));
  },
};

/** Decision `emptyTarget`: nothing is no target. */
function replaceFirst(s: string, target: string, replacement: string): string {
  const at = target === '' ? -1 : s.indexOf(target);
  return at === -1 ? s : s.slice(0, at) + replacement + s.slice(at + target.length);
}

function repeated(s: string, count: bigint, context: Context): Value {
  if (count <= 0n) return string('');
  return withinWorkspace(BigInt(s.length) * count, context, () => s.repeat(Number(count)));
}

/** Characters made up to a width: on the left, with a negative width on the right. */
export function pad(s: readonly string[], width: bigint, padding: readonly string[], context: Context): Value {
  const length = width < 0n ? -width : width;
  if (padding.length === 0 || length <= BigInt(s.length)) return string(s.join(''));
  return withinWorkspace(length, context, () => {
    const filling = Array.from({ length: Number(length) - s.length }, (_, at) => padding[at % padding.length]).join('');
    return width < 0n ? s.join('') + filling : filling + s.join('');
  });
}

/**
 * The part that a range cuts out; what is outside is left away, and `null` when all of it is. Negative numbers count from the
 * end (functions/substr).
 */
export function range(s: readonly string[], offset: bigint, length: bigint | null): string[] | null {
  const size = BigInt(s.length);
  const start = offset < 0n ? size + offset : offset;
  const end = length === null ? size : length < 0n ? size + length : start + length;
  const largest = 2n ** 63n;
  if (start > size || end < 0n || end < start || end >= largest) return null;
  return s.slice(Number(start < 0n ? 0n : start), Number(end > size ? size : end));
}

/** As POSIX has it. */
function splitPath(path: string): { readonly base: string; readonly directory: string } {
  if (path === '') return { base: '.', directory: '.' };
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return { base: '/', directory: '/' };
  const slash = trimmed.lastIndexOf('/');
  const directory = trimmed.slice(0, slash + 1).replace(/\/+$/, '');
  return { base: trimmed.slice(slash + 1), directory: slash === -1 ? '.' : directory === '' ? '/' : directory };
}
