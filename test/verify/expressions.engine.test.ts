import { describe, expect, test } from 'vitest';
import { falcoIsThere } from '../support/falco-lint.ts';
import { runOnFalco } from '../support/falco-test.ts';
import { cases } from './expressions/cases.ts';
import { differences } from './expressions/differences.ts';
import { declarations, run } from './run-statements.ts';

const required = process.env['VCL_PORT_REQUIRE_ENGINES'] === '1';
const documented = new Map(differences.map(([line, value]) => [line, value]));

describe.skipIf(!falcoIsThere && !required)('expressions on the machine and on falco', () => {
  test('are equal, or falco is known to be wrong', { timeout: 120_000 }, async () => {
    expect(cases.length).toBeGreaterThan(400);
    const theirs = await runOnFalco(
      declarations,
      cases.map(({ statements }) => statements),
    );
    const disagreements = cases.flatMap(({ line, statements }, at) => {
      const ours = run(statements).log[0];
      const logged = theirs[at]?.logged ?? null;
      const expected = documented.get(line);
      if (expected === undefined) return ours === logged ? [] : [{ line, ours, falco: theirs[at] }];
      // A difference that is none any more is to be taken out of the list.
      return ours === expected && logged !== ours ? [] : [{ line, ours, expected, falco: theirs[at] }];
    });
    expect(disagreements).toEqual([]);
  });

  test('no difference is listed for what is no case', () => {
    const lines = new Set(cases.map(({ line }) => line));
    expect([...documented.keys()].filter((line) => !lines.has(line))).toEqual([]);
  });
});
