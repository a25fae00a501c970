import { dirname } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Roots } from '../../src/cli/roots.ts';
import { translate } from '../../src/index.ts';
import { missingEngine } from '../scenarios/varnishd.ts';
import { corpus, corpusIsThere, corpusPath } from '../support/corpus.ts';
import { refusalOf } from '../support/varnishd-compiles.ts';

const missing = missingEngine();

/** Programs whose translation varnishd does not accept, and why. One that starts to be accepted has to leave the list. */
const refused: Readonly<Record<string, string>> = {};

describe.skipIf(!corpusIsThere)('every complete Fastly program of the corpus', () => {
  const programs = corpus().filter(
    ({ dialect, kind, template }) => dialect === 'fastly' && kind === 'program' && !template,
  );
  let accepted = 0;

  afterAll(() => {
    console.log(`varnishd accepts ${accepted} of ${programs.length} translations`);
  });

  for (const { path, text } of programs) {
    test(path, (context) => {
      if (missing !== undefined) {
        if (process.env['VCL_PORT_REQUIRE_ENGINES'] === '1') throw new Error(`${missing} is not installed`);
        context.skip(`${missing} is not installed`);
      }
      const name = corpusPath(path);
      const { code, diagnostics } = translate(
        { name, text },
        { from: 'fastly', to: 'varnish@7.1', include: new Roots('/', dirname(name), []).resolve },
      );
      const faults = diagnostics.filter((diagnostic) => diagnostic.code.startsWith('VCP90'));
      expect(faults.map((fault) => `${fault.code} ${fault.message}`)).toEqual([]);
      const refusal = refusalOf(code);
      if (refusal === null) accepted += 1;
      expect(refusal === null, refusal ?? 'it is accepted now: take it off the list').toBe(refused[path] === undefined);
    });
  }
});
