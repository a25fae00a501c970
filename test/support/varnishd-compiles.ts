import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What varnishd says against a configuration; `null` where it accepts it. Backends are not looked up: their names need not exist. */
export function refusalOf(vcl: string): string | null {
  const directory = mkdtempSync(join(tmpdir(), 'vcl-'));
  try {
    const file = join(directory, 'main.vcl');
    writeFileSync(file, vcl.replace(/(\.host\s*=\s*)"[^"]*"/g, '$1"127.0.0.1"'));
    const { status, stderr, error } = spawnSync(
      'varnishd',
      ['-j', 'none', '-C', '-f', file, '-n', join(directory, 'work')],
      { encoding: 'utf8', timeout: 50_000 },
    );
    if (error !== undefined) throw error;
    return status === 0 ? null : stderr.replaceAll(file, 'main.vcl').trim();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
