import type { Reporter } from '../diagnostics/reporter.ts';
import type { SourceFile } from './source-file.ts';

/** Says where a text has something that no decoder could read, or that no compiler reads past. */
export function checkText({ text }: SourceFile, file: number, reporter: Reporter): void {
  const lost = text.indexOf('\u{fffd}');
  if (lost !== -1) {
    reporter.report(
      'VCP1007',
      { file, start: lost, end: lost + 1 },
      'this is not UTF-8, and was lost when the file was read',
      {
        help: 'Convert the file first, for example with iconv -f latin1 -t utf-8.',
      },
    );
  }
  const end = text.indexOf('\0');
  if (end !== -1)
    reporter.report('VCP1007', { file, start: end, end: end + 1 }, 'a NUL byte ends the text for a compiler');
}
