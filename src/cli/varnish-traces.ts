import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from './io.ts';

const records = 'Begin,ReqMethod,ReqURL,BereqMethod,BereqURL,VCL_call,VCL_return,RespStatus,BerespStatus,VCL_Log';

interface Step {
  readonly state: string;
  transition: string;
}

/** The way of each request through varnishd, as its log tells it. */
export class VarnishTraces {
  readonly #child: ChildProcess;
  readonly #json: boolean;
  readonly #io: Io;
  #rest = '';
  #heard = false;

  constructor(directory: string, json: boolean, io: Io) {
    this.#json = json;
    this.#io = io;
    this.#child = spawn('varnishlog', ['-u', '-n', directory, '-g', 'vxid', '-i', records], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child.on('error', () => io.err('varnishlog cannot be started: there are no traces\n'));
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear(chunk.toString()));
  }

  /** Waits until it sees what is logged: `poke` leaves something there. */
  async ready(poke: () => Promise<unknown>, tries = 200): Promise<void> {
    if (tries === 0 || this.#heard) return;
    await poke();
    await sleep(20);
    await this.ready(poke, tries - 1);
  }

  stop(): void {
    this.#child.kill('SIGTERM');
  }

  #hear(text: string): void {
    this.#heard = true;
    const groups = (this.#rest + text).split('\n\n');
    this.#rest = groups.pop() ?? '';
    for (const group of groups) this.#tell(group);
  }

  #tell(group: string): void {
    const steps: Step[] = [];
    let [method, url, status, kind] = ['', '', 0, 'request'];
    for (const line of group.split('\n')) {
      const [, tag = '', value = ''] = /^-+\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      if (tag === 'Begin')
        kind = value.startsWith('bereq') ? 'fetch' : value.startsWith('sess') ? 'session' : 'request';
      if (method === '' && /^B?e?ReqMethod$/i.test(tag)) method = value;
      if (url === '' && /^B?e?ReqURL$/i.test(tag)) url = value;
      if (/^B?e?RespStatus$/i.test(tag)) status = Number(value);
      if (tag === 'VCL_call') steps.push({ state: value.toLowerCase(), transition: '' });
      const last = steps.at(-1);
      if (tag === 'VCL_return' && last !== undefined) last.transition = `return(${value})`;
    }
    if (kind === 'session' || steps.length === 0) return;
    if (this.#json) {
      this.#io.out(`${JSON.stringify({ method, url, kind, status, steps })}\n`);
      return;
    }
    const width = Math.max(...steps.map(({ state }) => state.length));
    const lines = steps.map(({ state, transition }) => `  ${state.padEnd(width)}  ${transition}`);
    this.#io.out(`${method} ${url}${kind === 'request' ? '' : ` (${kind})`} → ${status}\n${lines.join('\n')}\n`);
  }
}
