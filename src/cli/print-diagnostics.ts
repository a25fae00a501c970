import { codeFrame, printable, type Paint } from '../diagnostics/code-frame.ts';
import type { Severity } from '../diagnostics/diagnostic.ts';
import type { LocatedDiagnostic } from '../diagnostics/located.ts';

const styles: Readonly<Record<Severity, Parameters<Paint>[0]>> = { error: 'red', warning: 'yellow', info: 'blue' };

/** Places of one code that are shown with their lines; the rest is counted. */
const shown = 3;

/** Diagnostics for a terminal, those of one code together. `lineOf` gives a line of a source by the name of its file. */
export function printDiagnostics(
  diagnostics: readonly LocatedDiagnostic[],
  lineOf: (file: string, line: number) => string | null,
  paint: Paint,
): string {
  const codes = new Map<string, LocatedDiagnostic[]>();
  for (const diagnostic of diagnostics) {
    const known = codes.get(diagnostic.code);
    if (known === undefined) codes.set(diagnostic.code, [diagnostic]);
    else known.push(diagnostic);
  }
  const parts: string[] = [];
  for (const [code, all] of codes) {
    parts.push(...all.slice(0, shown).map((one) => printOne(one, lineOf, paint)));
    const more = all.length - shown;
    if (more > 0)
      parts.push(
        paint('dim', `and ${more} more ${more === 1 ? 'place' : 'places'} with ${code}; the report has all of them`),
      );
  }
  return parts.map((part) => `${part}\n`).join('\n');
}

function printOne(
  diagnostic: LocatedDiagnostic,
  lineOf: (file: string, line: number) => string | null,
  paint: Paint,
): string {
  const { code, severity, message, help, place, related } = diagnostic;
  const style = styles[severity];
  const lines = [`${paint(style, `${severity}[${code}]`)}${paint('bold', `: ${printable(message)}`)}`];
  if (place !== null) {
    lines.push(`  ${paint('dim', '-->')} ${place.file}:${place.line}:${place.column}`);
    const line = severity === 'info' ? null : lineOf(place.file, place.line);
    if (line !== null) lines.push(codeFrame(line, place, paint, style));
  }
  if (related.length > 0) lines.push(`  ${paint('dim', 'also:')} ${alsoAt(related)}`);
  if (help !== null) lines.push(`  ${paint('green', 'help')}: ${printable(help)}`);
  return lines.join('\n');
}

function alsoAt(related: LocatedDiagnostic['related']): string {
  const places = related.slice(0, shown).map(({ place }) => `${place.file}:${place.line}`);
  const more = related.length - places.length;
  return `${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
