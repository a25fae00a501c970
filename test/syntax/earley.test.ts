import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { chunks } from '../../src/syntax/chunks.ts';
import type { Token } from '../../src/syntax/token.ts';
import { EarleyReader, type Reading } from '../support/earley.ts';
import { fastlyToVarnish, varnishToFastly } from '../support/goldens.ts';
import { dialects } from '../support/trees.ts';

/** Short configurations, one of each rule. */
function scenarios(): readonly string[] {
  const root = join(import.meta.dirname, '../scenarios');
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => {
    const [first = ''] = readdirSync(join(root, name)).sort();
    return (parseYaml(readFileSync(join(root, name, first), 'utf8')) as { readonly vcl: string }).vcl;
  });
}

const inputs = {
  fastly: [...fastlyToVarnish.cases.map(({ input }) => input), ...scenarios()],
  varnish: varnishToFastly.cases.map(({ input }) => input),
};

// The grammars are the truth, not the tables made of them: nearley's own parser has to agree with ours.
describe.each(['fastly', 'varnish'] as const)('grammars/%s.ne', (id) => {
  const { lexer, parser, declarationKeywords } = dialects[id].syntax;
  const earley = new EarleyReader(id);
  const pieces = inputs[id].flatMap((text) => [...chunks(lexer.tokenize(text).tokens, declarationKeywords)]);
  const declarations = pieces.map(({ tokens }) => tokens);

  const byTables = (tokens: readonly Token[]): Reading => {
    const result = parser.parse(tokens);
    if (result.ok) return { value: result.value };
    return { fits: result.token === undefined ? tokens.length : tokens.indexOf(result.token) };
  };

  test('both parsers build the same trees', () => {
    for (const tokens of declarations) expect(byTables(tokens)).toEqual(earley.read(tokens));
  });

  test('both refuse the same tokens, at the same place', () => {
    const short = declarations.filter((tokens) => tokens.length < 150);
    const damaged = fc.tuple(fc.constantFrom(...short), fc.nat(), fc.nat(), fc.constantFrom('drop', 'repeat', 'move'));
    fc.assert(
      fc.property(damaged, ([tokens, one, other, damage]) => {
        const broken = [...tokens];
        const [taken] = damage === 'repeat' ? [tokens[one % tokens.length]] : broken.splice(one % tokens.length, 1);
        // A copy: a token has one place among the others.
        if (damage !== 'drop') broken.splice(other % tokens.length, 0, { ...(taken as Token) });
        expect(byTables(broken)).toEqual(earley.read(broken));
      }),
      { numRuns: 400 },
    );
  });
});
