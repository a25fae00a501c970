import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src/version.ts';

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'vcl-port-pack-'));
const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

let problem: string | null = null;
let files: readonly string[] = [];

/** Installs the packed package as a user does: from the cache where that is enough, from the registry otherwise. */
beforeAll(() => {
  if (!existsSync(join(root, 'dist/cli.cjs'))) throw new Error('dist/ is missing: npm run build');
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', directory], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename, files: listed }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  files = listed.map((file) => file.path);
  writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }');
  for (const mode of ['--offline', '--prefer-offline']) {
    const { status, stderr } = spawnSync(
      'npm',
      ['install', mode, '--no-audit', '--no-fund', join(directory, filename)],
      { cwd: directory, encoding: 'utf8' },
    );
    problem = status === 0 ? null : stderr;
    if (problem === null) return;
  }
  if (problem !== null && !offline.test(problem)) throw new Error(problem);
  console.warn('SKIPPED: npm cannot reach its registry, so the packed package is not installed');
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const node = (...args: readonly string[]) => spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });

describe('the package', () => {
  test('has what it needs and nothing else', () => {
    for (const name of [
      'dist/index.js',
      'dist/index.d.ts',
      'dist/bin.cjs',
      'dist/cli.cjs',
      'dist/printer/prettier-plugin.js',
      'README.md',
      'LICENSE',
      'docs/diagnostics/VCP1001.md',
    ]) {
      expect(files, name).toContain(name);
    }
    expect(files.filter((name) => /^(?:src|test|scripts|engines|bench|node_modules)\//.test(name))).toEqual([]);
  });

  test('says its own version', () => {
    expect((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version).toBe(version);
  });

  test('is imported by its name', (context) => {
    if (problem !== null) context.skip('npm is offline');
    writeFileSync(
      join(directory, 'use.js'),
      `import { translate } from 'vcl-port';
       import * as plugin from 'vcl-port/prettier';
       const { code } = translate('backend F_a { .host = "192.0.2.1"; }\\nsub vcl_recv { set req.backend = F_a; error 403; }');
       console.log(code.includes('synth(403'), Object.keys(plugin.parsers).length);`,
    );
    expect(node('use.js')).toMatchObject({ status: 0, stdout: 'true 3\n' });
  });

  test('has types that hold in a strict program', (context) => {
    if (problem !== null) context.skip('npm is offline');
    writeFileSync(
      join(directory, 'use.ts'),
      `import { translate, OptionError, type Diagnostic, type Report } from 'vcl-port';
       const { code, diagnostics, report, map } = translate('', { to: 'varnish@7.1', vmods: 'none', include: (path, from) => ({ name: path, text: from }) });
       export const all: [string, readonly Diagnostic[], Report, number | undefined] = [code, diagnostics, report, map.lines[0]?.line];
       export const severity: 'error' | 'warning' | 'info' | undefined = diagnostics[0]?.severity;
       export class Own extends OptionError {}`,
    );
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--skipLibCheck',
      'false',
      '--types',
      '',
    ];
    const { status, stdout } = node(join(root, 'node_modules/typescript/bin/tsc'), ...options, 'use.ts');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  test('brings a command', (context) => {
    if (problem !== null) context.skip('npm is offline');
    writeFileSync(
      join(directory, 'main.vcl'),
      'backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv { set req.backend = F_a; error 403; }\n',
    );
    const command = join(directory, 'node_modules/.bin/vcl-port');
    const run = (...args: readonly string[]) => spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(run('fastly-to-varnish', 'main.vcl')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('synth(403'),
    });
    expect(run('fastly-to-varnish', 'no.vcl')).toMatchObject({ status: 2, stdout: '' });
    // Without what the engine made of it beforehand, or with that of another engine, it is only slower.
    const cache = join(directory, 'node_modules/vcl-port/dist/cli.cache');
    writeFileSync(cache, 'nothing that V8 has made');
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    rmSync(cache);
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
  });
});
