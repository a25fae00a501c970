// Every scenario's source is valid Fastly VCL, as far as falco's linter can tell. Skipped where falco is missing.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test, vi } from 'vitest';

import { loadScenario, ORIGIN_PORT } from './scenario.ts';

const { VCL_PORT_SCENARIOS, VCL_PORT_REQUIRE_ENGINES } = process.env;
const root = VCL_PORT_SCENARIOS ?? import.meta.dirname;
const missing = spawnSync('falco', ['--version']).error !== undefined;
const directory = mkdtempSync(join(tmpdir(), 'vcl-lint-'));
const run = promisify(execFile);

interface Finding {
  readonly Severity: string;
  readonly Message: string;
  readonly Token: { readonly Line: number };
}

vi.setConfig({ maxConcurrency: 4 });
if (missing) console.warn('The sources of the scenarios are not linted: falco is not installed');
afterAll(() => rmSync(directory, { recursive: true }));

describe.concurrent('sources', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  for (const file of files.toSorted()) {
    test(file, async (context) => {
      if (missing) {
        const note = 'falco is not installed';
        if (VCL_PORT_REQUIRE_ENGINES === '1') throw new Error(note);
        context.skip(note);
      }
      const scenario = loadScenario(join(root, file));
      if (scenario.from === 'varnish') return;
      const source = join(directory, `${file.replaceAll(/\W/g, '_')}.vcl`);
      writeFileSync(source, scenario.vcl.replace(ORIGIN_PORT, '"8080"'));
      if (scenario.falco === undefined) expect(await errors(source)).toEqual([]);
      else expect(await errors(source), 'falco takes it: drop the key "falco"').not.toEqual([]);
    });
  }
});

async function errors(file: string): Promise<readonly string[]> {
  const { stdout } = await run('falco', ['lint', '-json', file], { maxBuffer: 1 << 26 }).catch(
    (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  const start = stdout.indexOf('{');
  if (start < 0) return [stdout];
  const report = JSON.parse(stdout.slice(start)) as {
    readonly LintErrors: Readonly<Record<string, readonly Finding[]>>;
    readonly ParseErrors: Readonly<Record<string, { readonly Message: string }>>;
  };
  const found = Object.values(report.LintErrors).flat();
  return [
    ...Object.values(report.ParseErrors).map((error) => error.Message),
    ...found.filter((one) => one.Severity === 'Error').map((one) => `line ${one.Token.Line}: ${one.Message}`),
  ];
}
