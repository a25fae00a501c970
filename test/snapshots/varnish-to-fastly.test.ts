import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { translate } from '../../src/translate.ts';
import { commentsOf, dialects, parseText } from '../support/trees.ts';

const root = join(import.meta.dirname, '../../snapshots/varnish-to-fastly');

/** `npx vitest run test/snapshots -u` writes what came out; it has to be read before it is believed. */
describe('from Varnish to Fastly', () => {
  for (const name of readdirSync(root)) {
    test(name, async () => {
      const folder = join(root, name);
      const source = readFileSync(join(folder, 'input.vcl'), 'utf8');
      const { code, diagnostics } = translate({ name: 'input.vcl', text: source }, { from: 'varnish', to: 'fastly' });

      await expect(code).toMatchFileSnapshot(join(folder, 'output.vcl'));
      const lines = diagnostics.map(({ code: id, place, message }) => `${place === null ? '-' : place.line} ${id} ${message}`);
      await expect(`${lines.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).join('\n')}\n`).toMatchFileSnapshot(join(folder, 'diagnostics.txt'));

      expect(translate({ name: 'input.vcl', text: source }, { from: 'varnish', to: 'fastly' }).code, 'it is the same every time').toBe(code);
      expect(parseText(code, dialects.fastly).diagnostics).toEqual([]);
      const kept = commentsOf(code, dialects.fastly);
      const lost = commentsOf(source, dialects.varnish).filter((comment) => !kept.some((text) => text.includes(comment.replace(/^\W+/, ''))));
      expect(lost, 'no comment is lost').toEqual([]);
    });
  }
});
