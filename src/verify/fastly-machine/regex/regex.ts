import { compilePattern, type Compiled } from './compile.ts';
import { parsePattern } from './parse.ts';
import { LimitReached, Search } from './run.ts';

/** A match in a subject. A group that took no part is `null`; group 0 is the whole. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

const compiled = new Map<string, { readonly program: Compiled; readonly groupCount: number }>();

/** Patterns come from the configuration, so there are as many as it has; this only guards a process that runs many of them. */
const cached = 10_000;

function compile(pattern: string): { readonly program: Compiled; readonly groupCount: number } {
  let entry = compiled.get(pattern);
  if (entry === undefined) {
    const parsed = parsePattern(pattern);
    entry = { program: compilePattern(parsed), groupCount: parsed.groupCount };
    if (compiled.size >= cached) compiled.clear();
    compiled.set(pattern, entry);
  }
  return entry;
}

/**
 * The first match of a pattern of PCRE at or after `from`; `'limit'` when the search was given up. Pattern and subject are
 * bytes (decision `regexBytes`). A pattern that PCRE refuses, or that is not supported, is a `MachineError`.
 */
export function matchRegex(
  pattern: string,
  subject: string,
  from: number,
  notEmpty = false,
): RegexMatch | 'limit' | null {
  const { program, groupCount } = compile(pattern);
  let slots: readonly number[] | null;
  try {
    slots = new Search(program, subject, from).find(notEmpty);
  } catch (error) {
    if (error instanceof LimitReached) return 'limit';
    throw error;
  }
  if (slots === null) return null;
  const places = slots;
  const groups = Array.from({ length: groupCount + 1 }, (_, group) => {
    const end = places[2 * group + 1] as number;
    return end === -1 ? null : subject.slice(places[2 * group], end);
  });
  return { start: places[0] as number, end: places[1] as number, groups };
}
