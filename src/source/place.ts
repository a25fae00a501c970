import type { SourceFile } from './source-file.ts';
import type { Span } from './span.ts';

/** A stretch of a source text as people and editors name it: lines and columns from one, the end exclusive. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The same as offsets. */
  readonly start: number;
  readonly end: number;
}

export function placeOf({ file, start, end }: Span, files: readonly SourceFile[]): SourcePlace {
  const source = files[file] as SourceFile;
  const from = source.position(start);
  const to = source.position(end);
  return {
    file: source.name,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    start,
    end,
  };
}
