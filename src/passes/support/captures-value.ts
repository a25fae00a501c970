import * as make from '../../ir/make.ts';
import type { Expression, Local, Match } from '../../ir/model.ts';
import { alwaysTakesPart, neverEmpty } from '../../regex/groups.ts';
import { readPattern } from '../../regex/read.ts';
import type { Pattern } from '../../regex/syntax.ts';
import { takesPart, wholeMatch } from '../../regex/whole-match.ts';

/** The groups of matches as values: a substitution that leaves of the subject just what the group had. */
export class CaptureValues {
  /** Subjects that are no plain value, and the locals in which they are put aside. */
  readonly subjects = new Map<Match, Local>();
  readonly #patterns = new Map<Match, Pattern | null>();

  #pattern(match: Match): Pattern | null {
    const known = this.#patterns.get(match);
    if (known !== undefined) return known;
    const pattern = match.pattern.kind === 'string' ? readPattern(match.pattern.value) : null;
    this.#patterns.set(match, pattern);
    return pattern;
  }

  has(match: Match, group: number): boolean {
    const pattern = this.#pattern(match);
    return pattern !== null && group <= pattern.groups.length && wholeMatch(pattern, group) !== null;
  }

  /** Whether there may be such a group that cannot be told. */
  loses(match: Match, group: number): boolean {
    const pattern = this.#pattern(match);
    return pattern === null || (group <= pattern.groups.length && wholeMatch(pattern, group) === null);
  }

  /** Whether a group is set after every success of a match. */
  always(match: Match, group: number): boolean {
    const pattern = this.#pattern(match);
    return pattern !== null && this.has(match, group) && alwaysTakesPart(pattern, group);
  }

  /** Whether an empty text of a group means that it took no part. */
  neverEmpty(match: Match, group: number): boolean {
    const pattern = this.#pattern(match);
    return pattern !== null && neverEmpty(pattern, group);
  }

  of(match: Match, group: number): Expression {
    const pattern = this.#pattern(match);
    const subject: Expression = this.subjects.get(match) ?? match.subject;
    const whole = pattern === null ? null : wholeMatch(pattern, group);
    if (pattern === null || whole === null || whole === 'everything') return { ...subject, setWhen: true };
    const value = make.regsub(subject, whole.pattern, whole.replacement);
    if (alwaysTakesPart(pattern, group)) return { ...value, setWhen: true };
    const part = neverEmpty(pattern, group)
      ? make.binary(value, '!=', make.string(''))
      : make.match(subject, takesPart(pattern, group));
    return { ...value, setWhen: part };
  }
}
