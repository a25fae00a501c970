import { safeMatch } from '../captures.ts';
import type { Context } from '../context.ts';
import { string } from '../value.ts';
import { text, type Family } from './function.ts';

export const regularExpressions: Family = {
  regsub: (args, context) => string(substitute(text(args, 0), text(args, 1), text(args, 2), false, context)),
  regsuball: (args, context) => string(substitute(text(args, 0), text(args, 1), text(args, 2), true, context)),
};

/** `re.group.N` is left alone. Where the limit of steps is reached the input is given back. */
function substitute(input: string, pattern: string, replacement: string, all: boolean, context: Context): string {
  let result = '';
  let end = 0;
  let from = 0;
  let notEmpty = false;
  while (from <= input.length) {
    const match = safeMatch(input, pattern, from, context, notEmpty);
    if (match === null) break;
    result += input.slice(end, match.start) + expand(replacement, match.groups);
    end = match.end;
    if (!all) break;
    from = match.end;
    // After one match another may follow at once, but not an empty one.
    notEmpty = true;
    if (match.end === match.start) from = match.end;
  }
  return result + input.slice(end);
}

/** `\\1` to `\\9`, `\\0` for the whole, and `\\{10}` to `\\{19}`; a backslash before anything else goes (strings/regsub). */
function expand(replacement: string, groups: readonly (string | null)[]): string {
  return replacement.replace(
    /\\(?:(\d)|\{(\d{1,2})\}|([^]))/g,
    (_, digit?: string, braced?: string, other?: string) => {
      const number = digit ?? braced;
      return number === undefined ? (other as string) : (groups[Number(number)] ?? '');
    },
  );
}
