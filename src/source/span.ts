/**
 * A stretch of source text: `start` inclusive, `end` exclusive, both UTF-16 offsets into the text of `file`.
 */
export interface Span {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both. They must lie in the same file. */
export function cover(a: Span, b: Span): Span {
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
