// One varnishd for one scenario: an empty cache, a working directory of its own, gone afterwards whatever happens.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { somePort } from '../../src/verify/ports.ts';

/** Compiling is most of the start: no optimisation. Few threads only make the start quicker. */
const PARAMETERS: Readonly<Record<string, string>> = {
  cc_command: 'exec gcc -g -O0 -w -fPIC -shared -o %o %s',
  thread_pools: '1',
  thread_pool_min: '10',
  vsl_space: '4M',
  auto_restart: 'off',
  // an origin that is up again is asked again at once
  backend_remote_error_holddown: '0',
};
const START_TIMEOUT = 30_000;
const ATTEMPTS = 10;

const running = new Set<Varnishd>();
process.once('exit', () => {
  for (const one of running) one.stop();
});

/** What is missing to run varnishd here, or undefined where nothing is. */
export function missingEngine(): string | undefined {
  const needed = [
    ['varnishd', '-V'],
    ['varnishlog', '-V'],
    ['gcc', '--version'],
  ] as const;
  return needed.find(([program, flag]) => spawnSync(program, [flag]).error !== undefined)?.[0];
}

export class Varnishd {
  readonly port = somePort();
  readonly directory = mkdtempSync(join(tmpdir(), 'vcl-'));
  readonly #process: ChildProcess;
  #output = '';
  #stopped = false;

  /** Throws what varnishd said where it does not accept the VCL. */
  static async start(vcl: string, parameters: Readonly<Record<string, string>>): Promise<Varnishd> {
    for (let attempt = 1; ; attempt += 1) {
      const varnishd = new Varnishd(vcl, parameters);
      try {
        await varnishd.#ready();
        return varnishd;
      } catch (error) {
        varnishd.stop();
        const portTaken = varnishd.#output.includes('Address already in use');
        if (!portTaken || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private constructor(vcl: string, parameters: Readonly<Record<string, string>>) {
    running.add(this);
    const file = join(this.directory, 'main.vcl');
    writeFileSync(file, vcl);
    const settings = Object.entries({ ...PARAMETERS, ...parameters }).flatMap(([name, value]) => [
      '-p',
      `${name}=${value}`,
    ]);
    const listen = `client=127.0.0.1:${this.port},PROXY`;
    const options = ['-d', '-j', 'none', '-T', 'none', '-n', this.directory, '-a', listen, '-s', 'malloc,16m'];
    // With -d it obeys its standard input and ends with it, so it does not outlive a test run that is killed.
    // A process group of its own, so that the manager and its child are stopped together.
    this.#process = spawn('varnishd', [...options, ...settings, '-f', file], { detached: true, stdio: 'pipe' });
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stdin?.write('start\n');
    const hear = (chunk: Buffer): void => void (this.#output += chunk.toString());
    this.#process.stdout?.on('data', hear);
    this.#process.stderr?.on('data', hear);
    this.#process.on('error', (error) => (this.#output += String(error)));
  }

  /** What varnishd said where it is not well: a panic, or an early end. */
  get trouble(): string | undefined {
    return this.#ended || /Child .*(died|not responding)|Panic/.test(this.#output) ? this.#output : undefined;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    running.delete(this);
    if (this.#process.pid !== undefined) {
      try {
        process.kill(-this.#process.pid, 'SIGKILL');
      } catch {
        // it has ended already
      }
    }
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  get #ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null || this.#process.pid === undefined;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT;
    while (!this.#output.includes('Child launched OK')) {
      if (this.trouble !== undefined || Date.now() > deadline) {
        await sleep(20); // for the rest of what it says
        throw new Error(`varnishd did not start:\n${this.#output}`);
      }
      await sleep(10);
    }
  }
}
