/**
 * A stretch of source text: `start` inclusive, `end` exclusive, both UTF-16 offsets into the text of `file`.
 */
export interface Span {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}
