import { describe, expect, it } from 'vitest';
import { translate } from '../../src/index.ts';
import { everyName, type NameProgram } from '../support/every-name.ts';

/** Names of which some use is not translated yet, and that it is said. */
const notYet: ReadonlySet<string> = new Set([]);

function faults({ name, source }: NameProgram): readonly string[] {
  const { diagnostics } = translate(source, { from: 'fastly', to: 'varnish@7.1' });
  return diagnostics
    .filter(({ code }) => /^VCP(?:1|9)/.test(code) && !(code === 'VCP9011' && notYet.has(name)))
    .map(({ code, message, place }) => `${code} line ${place?.line ?? '?'}: ${message}`);
}

/** F26: nothing that the tables know goes through unknown. */
describe('every name of Fastly, in every place and form that it has', () => {
  for (const program of everyName()) {
    it(program.name, () => {
      expect(faults(program)).toEqual([]);
    });
  }
});
