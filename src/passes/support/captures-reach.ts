import type { Match } from '../../ir/model.ts';
import { keyOf } from '../../ir/places.ts';

/**
 * A match that succeeded, by the way that control went on from it: still in the same condition, on to where the condition
 * held, to where it did not, or past a statement that is no condition. `match: null`: nothing has matched yet.
 */
export interface Token {
  readonly id: number;
  readonly match: Match | null;
  readonly exit: 'inside' | 'true' | 'false' | 'after';
  /** The key of what was matched. */
  readonly subject: string;
}

/** The matches that may have been the last to succeed, and whether the subject of each may have changed since. */
export type Reach = ReadonlyMap<Token, boolean>;

export const unreachable: Reach = new Map();

export function join(...ends: readonly Reach[]): Reach {
  const reached = ends.filter((end) => end.size > 0);
  if (reached.length < 2) return reached[0] ?? unreachable;
  const all = new Map(reached[0]);
  for (const end of reached) for (const [token, dirty] of end) all.set(token, dirty || all.get(token) === true);
  return all;
}

/** Marks the matches whose subject is touched. */
export function touched(reach: Reach, touches: (key: string) => boolean): Reach {
  let changed: Map<Token, boolean> | null = null;
  for (const [token, dirty] of reach) {
    if (!dirty && token.match !== null && touches(token.subject)) (changed ??= new Map(reach)).set(token, true);
  }
  return changed ?? reach;
}

/** The key of a subject that is one plain value; any other, and a part of an URL, is put aside in a local, and has an empty one. */
export function subjectKey(match: Match): string {
  const { subject } = match;
  if (subject.kind === 'subfield' || (subject.kind === 'variable' && /\burl\./.test(subject.name))) return '';
  return keyOf(subject) ?? '';
}
