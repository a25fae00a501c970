import { describe, expect, test } from 'vitest';
import { Reporter } from '../../src/diagnostics/reporter.ts';
import { print } from '../../src/printer/print.ts';
import { corpus, corpusIsThere } from '../support/corpus.ts';
import { commentsOf, dialects, normalised, parseText } from '../support/trees.ts';

/**
 * Files that do not parse, and why. A file that starts to parse has to leave the list.
 * The four are raw snippets of a template language of their own: a placeholder between `####` begins a comment that swallows
 * the opening half of an `if`.
 */
const broken = new Set(
  ['pass.vcl', 'recv.vcl', 'recv.vcl', 'recv.vcl'].map((file, index) => {
    const folder = ['vcl_snippets', 'vcl_snippets_blocking', 'vcl_snippets_rate_limiting', 'vcl_snippets_waf'][index];
    return `fastly-templates/fastly__fastly-magento2/etc/${folder}/${file}`;
  }),
);

describe.skipIf(!corpusIsThere)('every file of the corpus', () => {
  for (const { path, dialect: id, text } of corpus()) {
    const dialect = dialects[id];
    test(path, () => {
      const { tree, diagnostics } = parseText(text, dialect);
      if (broken.has(path)) {
        expect(diagnostics, 'it parses now: take it off the list').not.toEqual([]);
        return;
      }
      expect(diagnostics).toEqual([]);

      const formatted = print(tree);
      const again = parseText(formatted, dialect);
      expect(again.diagnostics).toEqual([]);
      expect(print(again.tree), 'formatting is idempotent').toBe(formatted);
      expect(commentsOf(formatted, dialect), 'formatting keeps comments').toEqual(commentsOf(text, dialect));
      expect(normalised(again.tree), 'formatting keeps the program').toEqual(normalised(tree));

      const reporter = new Reporter();
      const table = dialect.table();
      const lifted = dialect.lift(tree, { reporter, file: 0, table });
      const lowered = print(dialect.lower(lifted, { reporter, table, keepSpelling: true }));
      const back = parseText(lowered, dialect);
      expect(back.diagnostics).toEqual([]);
      expect(normalised(back.tree), 'lifting and lowering keep the program').toEqual(normalised(tree));
      expect(commentsOf(lowered, dialect), 'lifting and lowering keep comments').toEqual(commentsOf(text, dialect));
    });
  }
});
