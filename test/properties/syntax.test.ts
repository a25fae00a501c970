import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { print } from '../../src/printer/print.ts';
import { program } from '../support/programs.ts';
import { commentsOf, dialects, normalised, parseText } from '../support/trees.ts';

describe.each(['fastly', 'varnish'] as const)('%s', (id) => {
  const dialect = dialects[id];

  test('printing and parsing a tree gives the same tree, and the same text again', () => {
    fc.assert(
      fc.property(program(id), (tree) => {
        const text = print(tree);
        const { tree: parsed, diagnostics } = parseText(text, dialect);
        expect(diagnostics).toEqual([]);
        expect(normalised(parsed)).toEqual(normalised(tree));
        expect(print(parsed)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('every comment survives', () => {
    fc.assert(
      fc.property(program(id), (tree) => {
        const text = print(tree);
        expect(commentsOf(print(parseText(text, dialect).tree), dialect)).toEqual(commentsOf(text, dialect));
      }),
      { numRuns: 200 },
    );
  });
});
