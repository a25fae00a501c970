import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FalcoResult {
  /** The first line that was logged, in bytes; `null` when there is none. */
  readonly logged: string | null;
  readonly error: string | null;
}

interface Report {
  readonly tests: readonly {
    readonly suites: readonly { readonly name: string; readonly error?: string; readonly logs?: readonly string[] }[];
  }[];
}

/** Lets falco run pieces of vcl_recv, each on its own, after the declarations. A piece that it dies of is found by halving. */
export async function runOnFalco(declarations: string, pieces: readonly string[]): Promise<readonly FalcoResult[]> {
  const results = await runTogether(declarations, pieces);
  if (results !== null) return results;
  if (pieces.length === 1) return [{ logged: null, error: 'falco dies of it' }];
  const half = pieces.length >> 1;
  return [
    ...(await runOnFalco(declarations, pieces.slice(0, half))),
    ...(await runOnFalco(declarations, pieces.slice(half))),
  ];
}

async function runTogether(declarations: string, pieces: readonly string[]): Promise<readonly FalcoResult[] | null> {
  const directory = mkdtempSync(join(tmpdir(), 'vcl-falco-'));
  try {
    writeFileSync(
      join(directory, 'main.vcl'),
      `${declarations}\nsub vcl_recv {\n#FASTLY recv\nset req.backend = F_a;\nreturn(lookup);\n}\n`,
    );
    const suites = pieces.map((piece, at) => `// @scope: recv\n// @suite: ${at}\nsub test_${at} {\n${piece}\n}\n`);
    writeFileSync(join(directory, 'main.test.vcl'), suites.join(''));
    const output = await new Promise<string>((resolve) => {
      const options = { cwd: directory, maxBuffer: 1 << 26 };
      execFile('falco', ['test', '-json', 'main.vcl'], options, (_error, stdout, stderr) => resolve(stdout || stderr));
    });
    if (!output.startsWith('{')) return null;
    const found = new Map(
      (JSON.parse(output) as Report).tests.flatMap(({ suites }) => suites.map((it) => [it.name, it])),
    );
    return pieces.map((_, at) => {
      const suite = found.get(String(at));
      const line = suite?.logs?.[0]?.replace(/ \([^()]*\.vcl \d+:\d+\)$/, '');
      return {
        logged: line === undefined ? null : Buffer.from(line, 'utf8').toString('latin1'),
        error: suite?.error ?? null,
      };
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
