import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Asks varnishd for its opinion of many configurations, without compiling any to C: some hundredths of a second each. */
export class VclChecker {
  readonly #directory = mkdtempSync(join(tmpdir(), 'vcl-check-'));
  readonly #object = join(this.#directory, 'any.so');

  constructor() {
    chmodSync(this.#directory, 0o755);
    // Any object that loads will do.
    const refusal = this.#run(
      'vcl 4.1;\nbackend none none;\n',
      `gcc -w -O0 -fPIC -shared -o %o %s && cp %o ${this.#object}`,
    );
    if (refusal !== null) throw new Error(refusal);
  }

  /** What varnishd says against a configuration; `null` where it accepts it. */
  refusalOf(vcl: string): string | null {
    return this.#run(vcl.replace(/(\.host\s*=\s*)"[^"]*"/g, '$1"127.0.0.1"'), `exec cp ${this.#object} %o`);
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #run(vcl: string, compiler: string): string | null {
    const file = join(this.#directory, 'main.vcl');
    writeFileSync(file, vcl);
    const work = join(this.#directory, 'work');
    const args = ['-j', 'none', '-C', '-p', `cc_command=${compiler}`, '-f', file, '-n', work];
    const { status, stderr, error } = spawnSync('varnishd', args, {
      encoding: 'utf8',
      timeout: 50_000,
      maxBuffer: 1 << 26,
    });
    if (error !== undefined) throw error;
    return status === 0 ? null : (/Message from VCC-compiler:\n([\s\S]*?)\n\n/.exec(stderr)?.[1] ?? stderr);
  }
}
