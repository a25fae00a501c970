// One varnishd with a working directory of its own, gone afterwards whatever happens. It takes any number of configurations,
// one after the other, over its command line.

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { send } from './client.ts';
import { plainRequest } from './plan.ts';
import { somePort } from './ports.ts';
import { VarnishRecords } from './varnish-records.ts';

/** Compiling is most of the start: no optimisation. Few threads only make the start quicker. */
const usualParameters: Readonly<Record<string, string>> = {
  cc_command: 'exec gcc -O0 -w -fPIC -shared -o %o %s',
  thread_pools: '1',
  thread_pool_min: '10',
  vsl_space: '16M',
  auto_restart: 'off',
  // an origin that is up again is asked again at once
  backend_remote_error_holddown: '0',
};
const startTimeout = 30_000;
const attempts = 10;

const running = new Set<Varnishd>();
let guarded = false;

/** What is missing to run varnishd here, or `null` where nothing is. */
export function missingEngine(): string | null {
  const needed = [
    ['varnishd', '-V'],
    ['varnishlog', '-V'],
    ['gcc', '--version'],
  ] as const;
  return needed.find(([program, flag]) => spawnSync(program, [flag]).error !== undefined)?.[0] ?? null;
}

/** varnishd does not take a configuration: its compiler's words. */
export class VclRefused extends Error {
  override readonly name = 'VclRefused';
}

export class Varnishd {
  readonly port = somePort();
  readonly directory = mkdtempSync(join(tmpdir(), 'vcl-'));
  readonly #process: ChildProcess;
  #log = '';
  #answers = '';
  #started = false;
  #stopped = false;
  #loaded = 0;
  #active: string | null = null;
  readonly #parameters = new Map<string, string>();
  #records: VarnishRecords | null = null;
  #sick: readonly string[] = [];

  static async start(): Promise<Varnishd> {
    for (let attempt = 1; ; attempt += 1) {
      const varnishd = new Varnishd();
      try {
        await varnishd.#ready();
        return varnishd;
      } catch (error) {
        varnishd.stop();
        if (!varnishd.#log.includes('Address already in use') || attempt === attempts) throw error;
      }
    }
  }

  private constructor() {
    guard();
    running.add(this);
    const settings = Object.entries(usualParameters).flatMap(([name, value]) => ['-p', `${name}=${value}`]);
    const listen = `client=127.0.0.1:${this.port},PROXY`;
    const options = ['-d', '-j', 'none', '-T', 'none', '-n', this.directory, '-a', listen, '-s', 'malloc,32m'];
    // With -d it obeys its standard input and ends with it, so it does not outlive a process that is killed.
    // A process group of its own, so that the manager and its child are stopped together.
    this.#process = spawn('varnishd', [...options, ...settings, '-b', 'none'], { detached: true, stdio: 'pipe' });
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stdout?.on('data', (chunk: Buffer) => void (this.#answers += chunk.toString()));
    this.#process.stderr?.on('data', (chunk: Buffer) => void (this.#log += chunk.toString()));
    this.#process.on('error', (error) => (this.#log += String(error)));
  }

  /** What varnishd said where it is not well: a panic, or an early end. */
  get trouble(): string | null {
    return this.#ended || /Child .*(died|not responding)|Panic/.test(this.#log) ? this.#log : null;
  }

  /**
   * Requests are answered by this configuration from now on, with an empty cache; the one before is given up. Throws
   * `VclRefused` where varnishd does not take it.
   */
  async load(vcl: string, parameters: ReadonlyMap<string, string> = new Map()): Promise<void> {
    this.#loaded += 1;
    const name = `vcl${this.#loaded}`;
    const file = join(this.directory, `${name}.vcl`);
    writeFileSync(file, vcl);
    for (const [parameter, value] of parameters) {
      if (this.#parameters.get(parameter) === value) continue;
      await this.command(`param.set ${parameter} ${value}`);
      this.#parameters.set(parameter, value);
    }
    await this.command(`vcl.load ${name} ${file}`);
    await this.command(`vcl.use ${name}`);
    if (this.#active !== null) await this.command(`vcl.discard ${this.#active}`);
    this.#active = name;
    rmSync(file, { force: true });
    if (!this.#started) return;
    // Probes take a while to find out what is so: origins are well.
    await this.command(`backend.set_health ${name}.* healthy`);
    this.#sick = [];
    await this.empty();
  }

  /** Nothing that is in the cache is used any more. */
  async empty(): Promise<void> {
    await this.command('ban obj.status != 0');
  }

  /** Only these backends are sick, whatever their probes say. Throws where there is none of the name. */
  async setSick(backends: readonly string[]): Promise<void> {
    for (const name of this.#sick) if (!backends.includes(name)) await this.#setHealth(name, 'healthy');
    for (const name of backends) if (!this.#sick.includes(name)) await this.#setHealth(name, 'sick');
    this.#sick = backends;
  }

  async #setHealth(backend: string, health: string): Promise<void> {
    await this.command(`backend.set_health ${this.#active}.${backend} ${health}`);
  }

  /** What it logs from its start on. */
  get records(): VarnishRecords {
    if (this.#records === null) throw new Error('varnishd has not started');
    return this.#records;
  }

  /** A command of `varnish-cli(7)`; what it answers. */
  async command(line: string): Promise<string> {
    this.#answers = '';
    this.#process.stdin?.write(`${line}\n`);
    const { status, text } = await this.#answer();
    if (status !== 200) throw new VclRefused(text);
    return text;
  }

  /** The log of one request with all that it led to, or of everything, as varnishlog prints it. */
  async log(xid: string | null): Promise<string> {
    const query = xid === null ? [] : ['-q', `vxid == ${xid}`];
    const { stdout } = await promisify(execFile)(
      'varnishlog',
      ['-n', this.directory, '-d', '-g', 'request', ...query],
      {
        maxBuffer: 1 << 26,
      },
    );
    return stdout;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    running.delete(this);
    this.#records?.stop();
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
    await this.#answer();
    // There has to be a configuration before there can be a process that serves it.
    await this.load(emptyVcl);
    await this.command('start');
    const deadline = Date.now() + startTimeout;
    while (!this.#log.includes('Child launched OK')) {
      if (this.trouble !== null || Date.now() > deadline) throw new Error(`varnishd did not start:\n${this.#log}`);
      await sleep(10);
    }
    this.#started = true;
    await this.#follow();
  }

  /** Follows the log. That it does is seen by a request that is logged. */
  async #follow(): Promise<void> {
    const records = new VarnishRecords(this.directory);
    this.#records = records;
    for (const deadline = Date.now() + startTimeout; !records.follows; await sleep(20)) {
      if (Date.now() > deadline) throw new Error('varnishlog tells nothing');
      await send(this.port, plainRequest);
    }
    await records.lines(null);
  }

  /** An answer is a line with its status and its length, and a text. */
  async #answer(): Promise<{ readonly status: number; readonly text: string }> {
    const deadline = Date.now() + startTimeout;
    for (;;) {
      const [head, status, length] = /^(\d{3}) (\d+) *\n/.exec(this.#answers) ?? [];
      if (head !== undefined && Buffer.byteLength(this.#answers) > head.length + Number(length)) {
        return { status: Number(status), text: this.#answers.slice(head.length).trimEnd() };
      }
      if (this.trouble !== null || Date.now() > deadline) {
        await sleep(20); // for the rest of what it says
        throw new Error(`varnishd does not answer:\n${this.#log}${this.#answers}`);
      }
      await sleep(2);
    }
  }
}

const emptyVcl = 'vcl 4.1;\nbackend none none;\n';

/** A process that ends, or that is ended from the terminal, leaves no varnishd behind. */
function guard(): void {
  if (guarded) return;
  guarded = true;
  const stopAll = (): void => {
    for (const one of running) one.stop();
  };
  process.once('exit', stopAll);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      stopAll();
      process.exit(code);
    });
  }
}
