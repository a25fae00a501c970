import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const falcoIsThere = spawnSync('falco', ['--version']).error === undefined;

interface Finding {
  readonly Severity: string;
  readonly Message: string;
  readonly Token: { readonly Line: number };
}

interface LintReport {
  readonly LintErrors: Readonly<Record<string, readonly Finding[]>>;
  readonly ParseErrors: Readonly<Record<string, { readonly Message: string }>>;
}

/** What falco refuses in a configuration; warnings do not count. */
export async function lintErrors(vcl: string): Promise<readonly string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'vcl-lint-'));
  try {
    const file = join(directory, 'main.vcl');
    writeFileSync(file, vcl);
    const output = await new Promise<string>((resolve) => {
      execFile('falco', ['lint', '-json', file], { maxBuffer: 1 << 26 }, (_error, stdout) => resolve(stdout));
    });
    const start = output.indexOf('{');
    if (start < 0) return [`falco says: ${output}`];
    const report = JSON.parse(output.slice(start)) as LintReport;
    return [
      ...Object.values(report.ParseErrors).map(({ Message }) => Message),
      ...Object.values(report.LintErrors)
        .flat()
        .filter(({ Severity }) => Severity === 'Error')
        .map(({ Token, Message }) => `line ${Token.Line}: ${Message.split('\n')[0]}`),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
