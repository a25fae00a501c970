import type { Reporter } from '../diagnostics/reporter.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { LexicalError, Token } from './token.ts';

export function describeLexicalError(error: LexicalError, source: SourceFile, file: number, reporter: Reporter): void {
  const span = { file, start: error.start, end: error.end };
  switch (error.reason) {
    case 'character':
      reporter.report('VCP1002', span, `unexpected ${quote(source.text.slice(error.start, error.end))}`);
      break;
    case 'string':
      reporter.report('VCP1003', span, 'this string has no closing quote on its line', {
        help: 'Text over several lines is written {"…"}.',
      });
      break;
    case 'long-string':
      reporter.report('VCP1003', span, 'this long string has no end');
      break;
    case 'comment':
      reporter.report('VCP1004', span, 'this comment has no */');
      break;
    case 'inline-c':
      reporter.report('VCP1004', span, 'this inline C has no }C');
  }
}

/** Terminals that a reader knows by another name. */
const names: Readonly<Record<string, string>> = {
  word: 'a name',
  string: 'a string',
  integer: 'a number',
  float: 'a number',
  duration: 'a duration',
  percent: 'a percentage',
  bytes: 'a size',
  property: 'a .property',
  blob: 'a blob',
  macro: 'a #FASTLY macro',
  directive: '',
  inlineC: '',
  control: '',
  bad: '',
  $end: 'the end of the file',
};

export function describeSyntaxError(
  failure: { readonly token: Token | undefined; readonly expected: readonly string[] },
  tokens: readonly Token[],
  source: SourceFile,
  file: number,
  reporter: Reporter,
): void {
  const { token } = failure;
  // The lexer has said why it could not read this.
  if (token?.type === 'bad') return;
  const last = tokens[tokens.length - 1] as Token;
  const missing = missingMark(failure, tokens);
  if (missing !== null) {
    const span = { file, start: missing.after.end, end: missing.after.end };
    reporter.report('VCP1001', span, `missing '${missing.mark}' after ${quote(missing.after.text)}`);
    return;
  }
  const span =
    token === undefined ? { file, start: last.end, end: last.end } : { file, start: token.start, end: token.end };
  const found = token === undefined ? 'the end' : quote(source.text.slice(token.start, token.end));
  reporter.report('VCP1001', span, `unexpected ${found}${expectation(failure.expected)}`);
}

/** What was forgotten is said at the place where it belongs, not at the next token. */
function missingMark(
  failure: { readonly token: Token | undefined; readonly expected: readonly string[] },
  tokens: readonly Token[],
) {
  const at = failure.token === undefined ? tokens.length : tokens.indexOf(failure.token);
  const after = tokens[at - 1];
  if (after === undefined) return null;
  for (const mark of [';', ')']) {
    if (failure.expected.includes(mark) && failure.token?.type !== 'bad' && startsSomethingNew(failure.token)) {
      return { mark, after };
    }
  }
  return null;
}

const starters: ReadonlySet<string> = new Set(
  'set unset remove add declare call error restart return log synthetic goto if switch break new sub } {'.split(' '),
);

function startsSomethingNew(token: Token | undefined): boolean {
  return token === undefined || starters.has(token.type);
}

function expectation(expected: readonly string[]): string {
  const shown = [...new Set(expected.map((terminal) => names[terminal] ?? `'${terminal}'`))].filter(
    (name) => name !== '',
  );
  if (shown.length === 0 || shown.length > 12) return '';
  const last = shown.pop() as string;
  return shown.length === 0 ? `, expected ${last}` : `, expected ${shown.join(', ')} or ${last}`;
}

function quote(text: string): string {
  const line = text.split('\n', 1)[0] as string;
  const short = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  return `'${short}'`;
}
