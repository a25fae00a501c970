/** How parts of a message look; the plain one changes nothing. */
export type Paint = (style: 'red' | 'yellow' | 'blue' | 'green' | 'bold' | 'dim', text: string) => string;

export const plain: Paint = (_style, text) => text;

export interface FrameSpan {
  /** From one; the end exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const tab = '    ';
const widest = 110;

/**
 * The line of a source with what is meant underlined. Tabs are shown as four columns; of a long line the part around the
 * place is shown; of a span over several lines the first one.
 */
export function codeFrame(
  line: string,
  span: FrameSpan,
  paint: Paint = plain,
  style: Parameters<Paint>[0] = 'red',
): string {
  const number = String(span.line);
  const gutter = ' '.repeat(number.length);
  const from = Math.min(span.column - 1, line.length);
  const to = span.endLine > span.line ? line.trimEnd().length : Math.min(span.endColumn - 1, line.length);
  const before = expand(line.slice(0, from));
  const marked = expand(line.slice(from, to));
  const after = expand(line.slice(to));
  const { text, start } = windowOf(before, marked, after);
  const length = Math.max(1, Math.min([...marked].length, [...text].length - start));
  const rest = span.endLine > span.line ? ` to line ${span.endLine}` : '';
  return [
    `${paint('dim', `${gutter} |`)}`,
    `${paint('dim', `${number} |`)} ${text}`.trimEnd(),
    `${paint('dim', `${gutter} |`)} ${' '.repeat(start)}${paint(style, `${'^'.repeat(length)}${rest}`)}`,
  ].join('\n');
}

function expand(text: string): string {
  return printable(text.replaceAll('\t', tab));
}

/** A text that no terminal takes for more than text. */
export function printable(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, '\u{fffd}');
}

/** The part of a long line that shows the place, and where the place begins in it; counted in characters. */
function windowOf(before: string, marked: string, after: string): { readonly text: string; readonly start: number } {
  const characters = [...before, ...marked, ...after];
  const start = [...before].length;
  if (characters.length <= widest) return { text: characters.join(''), start };
  const left = Math.max(0, Math.min(start - Math.floor(widest / 3), characters.length - widest));
  const right = Math.min(characters.length, left + widest);
  const head = left > 0 ? '…' : '';
  const tail = right < characters.length ? '…' : '';
  return { text: `${head}${characters.slice(left, right).join('')}${tail}`, start: start - left + head.length };
}
