import { describe, expect, test } from 'vitest';
import { codeFrame } from '../../src/diagnostics/code-frame.ts';

const at = (line: number, column: number, endColumn: number, endLine = line) => ({ line, column, endLine, endColumn });
const frame = (line: string, span: ReturnType<typeof at>): readonly string[] => codeFrame(line, span).split('\n');

describe('codeFrame', () => {
  test('underlines what is meant', () => {
    expect(frame('set req.http.A = x;', at(7, 18, 19))).toEqual([
      '  |',
      '7 | set req.http.A = x;',
      '  |                  ^',
    ]);
  });

  test('the gutter is as wide as the number', () => {
    expect(frame('a', at(1234, 1, 2))).toEqual(['     |', '1234 | a', '     | ^']);
  });

  test('tabs are four columns, before the place and in it', () => {
    expect(frame('\t\ta\tb', at(1, 3, 6))).toEqual(['  |', '1 |         a    b', '  |         ^^^^^^']);
  });

  test('an empty place has one mark, at the end of the line too', () => {
    expect(frame('a;', at(1, 3, 3))[2]).toBe('  |   ^');
    expect(frame('', at(1, 1, 1))).toEqual(['  |', '1 |', '  | ^']);
  });

  test('several lines: the first one, and how far it goes', () => {
    expect(frame('if (a) {   ', at(3, 1, 2, 9))).toEqual(['  |', '3 | if (a) {', '  | ^^^^^^^^ to line 9']);
  });

  test('of a long line the part around the place', () => {
    const line = `${'a'.repeat(300)}HERE${'b'.repeat(300)}`;
    const [, text = '', marks = ''] = frame(line, at(1, 301, 305));
    expect(text.length).toBeLessThan(130);
    expect(text).toMatch(/^1 \| …a+HEREb+…$/);
    expect(text.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('HERE');
  });

  test('characters of two units and ones that a terminal would obey', () => {
    expect(frame('"\u{1f600}" x', at(1, 6, 7))).toEqual(['  |', '1 | "\u{1f600}" x', '  |     ^']);
    expect(frame('a\u001b[31mb', at(1, 1, 2))[1]).toBe('1 | a\u{fffd}[31mb');
  });
});
