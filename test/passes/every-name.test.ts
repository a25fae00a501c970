import { describe, expect, it } from 'vitest';
import { translate } from '../../src/index.ts';
import { everyName, type NameProgram } from '../support/every-name.ts';

/** Names of which some use is not translated yet, and that it is said. */
const notYet: ReadonlySet<string> = new Set([
  'accept.language_filter_basic',
  'url.normalize',
  // Inside a longer expression.
  'setcookie.delete_by_name',
]);

function faults({ name, source }: NameProgram): readonly string[] {
  const { diagnostics } = translate(source, { from: 'fastly', to: 'varnish@7.1' });
  const wrong = diagnostics.filter(({ code }) => /^VCP(?:1|9)/.test(code) && !(code === 'VCP9011' && notYet.has(name)));
  return [...new Set(wrong.map(({ code, message }) => `${code}: ${message}`))];
}

/** F26: nothing that the tables know goes through unknown. */
describe('every name of Fastly, in every place and form that it has', () => {
  for (const program of everyName()) {
    it(program.name, () => {
      expect(faults(program)).toEqual([]);
    });
  }
});
