import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { format, translate, type Diagnostic } from '../../src/index.ts';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { fastlyToVarnish, varnishToFastly } from '../support/goldens.ts';
import { commentsOf, parseText } from '../support/trees.ts';

// `npx vitest run test/snapshots -u` writes what came out. Read it before you believe it.
describe.each([fastlyToVarnish, varnishToFastly])('$name', ({ source, target, options, cases }) => {
  test.each(cases)('$name', async ({ folder, input }) => {
    const run = () => translate({ name: 'input.vcl', text: input }, options);
    const { code, diagnostics } = run();

    await expect(code).toMatchFileSnapshot(join(folder, 'output.vcl'));
    await expect(diagnostics.map(told).join('')).toMatchFileSnapshot(join(folder, 'diagnostics.txt'));

    expect(run().code, 'it is the same every time').toBe(code);
    expect(parseText(code, target).diagnostics, 'it is VCL').toEqual([]);
    expect(format(code, { dialect: target.id }).code, 'it is formatted').toBe(code);
    const said = diagnostics.map(({ message, help }) => `${message} ${help ?? ''}`);
    expect(lost(wordsOf(input, source), [...wordsOf(code, target), ...said]), 'no comment is lost').toEqual([]);
  });
});

/** As a person reads it: the place, the code and the message, and what to do about it below. */
function told({ place, code, message, help }: Diagnostic): string {
  return `${place?.line ?? '-'} ${code} ${message}\n${help === null ? '' : `    ${help}\n`}`;
}

/** Comments by what they say: the marks and the blanks around it may become others. */
function wordsOf(text: string, dialect: Dialect): readonly string[] {
  const said = commentsOf(text, dialect).map((comment) => comment.replaceAll(/^[\s#/*]+|[\s*/]+$|\s+/g, ' ').trim());
  return said.filter((comment) => comment !== '');
}

/** What is in the first list more often than in the texts of the second. */
function lost(comments: readonly string[], texts: readonly string[]): readonly string[] {
  const count = (all: readonly string[], has: (text: string) => boolean): number => all.filter(has).length;
  return comments.filter(
    (comment) => count(texts, (text) => text.includes(comment)) < count(comments, (other) => other === comment),
  );
}
