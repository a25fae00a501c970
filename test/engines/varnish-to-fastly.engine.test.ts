// What comes out for Fastly is accepted by falco's linter. Skipped where falco is missing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LocatedDiagnostic } from '../../src/diagnostics/located.ts';
import type { IncludeResolver } from '../../src/source/includes.ts';
import { translate } from '../../src/translate.ts';
import { corpus, corpusIsThere, corpusPath } from '../support/corpus.ts';
import { falcoIsThere, lintErrors } from '../support/falco-lint.ts';

const required = process.env['VCL_PORT_REQUIRE_ENGINES'] === '1';
const missing = !falcoIsThere && !required;
const folders = join(import.meta.dirname, '../../snapshots/varnish-to-fastly');


/** Fastly has it since it has WebSockets; falco 1.21 does not know it yet. */
const unknownToFalco = /Return statement "upgrade" is invalid in RECV/;

async function refused(code: string): Promise<readonly string[]> {
  const errors = await lintErrors(code);
  return errors.filter((error) => !unknownToFalco.test(error));
}

describe.skipIf(missing)('the cases of our own', () => {
  for (const name of readdirSync(folders)) {
    test(name, async () => {
      const source = readFileSync(join(folders, name, 'input.vcl'), 'utf8');
      expect(await refused(translate(source, { from: 'varnish', to: 'fastly' }).code)).toEqual([]);
    });
  }
});

/** Beside the file that includes, beside the first file, or at the top of the repository. */
function includesOf(path: string): IncludeResolver {
  const repository = path.split('/').slice(0, 2).join('/');
  return (wanted, from) => {
    const found = [dirname(from), dirname(path), repository].map((folder) => join(folder, wanted)).find((file) => existsSync(corpusPath(file)));
    return found === undefined ? null : { name: found, text: readFileSync(corpusPath(found), 'utf8') };
  };
}

/** Something that has no translation, or of which the files know nothing. */
function isGap({ code, severity }: LocatedDiagnostic): boolean {
  return severity === 'error' && /^VCP[129]/.test(code);
}

/** How many programs of the corpus are plain enough to go through whole: a fall shows here. */
const leastWhole = 15;

describe.skipIf(missing || !corpusIsThere)('the programs of the corpus', () => {
  const programs = corpus().filter(({ dialect, kind }) => dialect === 'varnish' && kind === 'program');
  const translated = programs.map(({ path, text }) => {
    const { code, diagnostics } = translate({ name: path, text }, { from: 'varnish', to: 'fastly', include: includesOf(path) });
    return { path, code, diagnostics };
  });
  const whole = translated.filter(({ diagnostics }) => !diagnostics.some(isGap));

  for (const { path, code } of whole) {
    test(path, async () => {
      expect(await refused(code)).toEqual([]);
    });
  }

  test('enough of them go through', () => {
    expect(whole.length).toBeGreaterThanOrEqual(leastWhole);
  });

  test('none gives output that the target tables refuse', () => {
    const faults = translated.flatMap(({ path, diagnostics }) => diagnostics.filter(({ code }) => /^VCP900[1235]$/.test(code)).map(({ message }) => `${path}: ${message}`));
    expect(faults).toEqual([]);
  });
});
