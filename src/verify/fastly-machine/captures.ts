import type { Context } from './context.ts';
import { matchRegex } from './regex/regex.ts';

/** `re.group.0` to `re.group.10` exist; a pattern may have more groups. */
const readable = 11;

/**
 * `subject ~ pattern`. A match replaces all captures, groups without a match and groups that this pattern does not have
 * included; no match leaves those of an earlier one (fiddle 3e5320ef).
 */
export function matchAndCapture(subject: string, pattern: string, context: Context): boolean {
  const groups = safeMatch(subject, pattern, 0, context);
  if (groups === null) return false;
  context.captures.groups = groups.groups.slice(0, readable);
  return true;
}

/** A match; where the limit of steps is reached there is none, and `fastly.error` says so. */
export function safeMatch(
  subject: string,
  pattern: string,
  from: number,
  context: Context,
  notEmpty = false,
): { readonly start: number; readonly end: number; readonly groups: readonly (string | null)[] } | null {
  const result = matchRegex(pattern, subject, from, notEmpty);
  if (result === 'limit') {
    context.setError('EREGRECUR');
    return null;
  }
  return result;
}

/** `re.group.N`. A group that the pattern has and that took no part is not set. */
export function readCapture(name: string, context: Context): string | null {
  return context.captures.groups[Number(name.slice('re.group.'.length))] ?? null;
}
