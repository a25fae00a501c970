// What varnishd logs while it runs, as `varnishlog -g raw` tells it.

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const poll = 3;
/** Lines that extensions log by themselves. */
const ofAnExtension = /^(?:saintmode: |vmod-tcp: |getsockopt\(\) )/;
/** How long the records of a request may take to come. */
const patience = 1000;

/** Follows the log of one varnishd: the lines of its `std.log`, and when each request has said everything. */
export class VarnishRecords {
  readonly #process: ChildProcess;
  /** Requests that have begun, or were announced by one that has, and have not ended. */
  readonly #open = new Set<string>();
  /** Those that have ended since it began. */
  readonly #ended = new Set<string>();
  readonly #sessions = new Set<string>();
  #lines: string[] = [];
  #rest = '';
  #seen = 0;

  constructor(directory: string) {
    this.#process = spawn('varnishlog', ['-n', directory, '-g', 'raw', '-i', 'Begin,Link,End,VCL_Log'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#process.on('error', () => undefined);
    this.#process.stdout?.setEncoding('latin1').on('data', (chunk: string) => this.#take(chunk));
  }

  /** Whether it has seen anything: what came before it was there is not told. */
  get follows(): boolean {
    return this.#seen > 0;
  }

  /** From here on lines belong to the next request. */
  begin(): void {
    this.#lines = [];
    this.#ended.clear();
  }

  /**
   * The lines since it began, when that request and all that it led to have ended. `xid`: the one that was answered last, where
   * the response told it.
   */
  async lines(xid: string | null): Promise<readonly string[]> {
    const deadline = Date.now() + patience;
    const isOver = (): boolean => this.#open.size === 0 && (xid === null ? this.#ended.size > 0 : this.#ended.has(xid));
    while (!isOver() && Date.now() < deadline) await sleep(poll);
    return this.#lines;
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  #take(chunk: string): void {
    const records = (this.#rest + chunk).split('\n');
    this.#rest = records.pop() ?? '';
    for (const record of records) this.#record(record);
  }

  #record(record: string): void {
    this.#seen += 1;
    const [, id = '', tag, text = ''] = /^ *(\d+) (\w+) +[-cb](?: ([^]*))?$/.exec(record) ?? [];
    switch (tag) {
      case 'VCL_Log':
        if (!ofAnExtension.test(text)) this.#lines.push(text);
        return;
      case 'Begin':
        if (text.startsWith('sess')) this.#sessions.add(id);
        else this.#open.add(id);
        return;
      case 'Link': {
        const [kind, linked = ''] = text.split(' ');
        if ((kind === 'req' || kind === 'bereq') && !this.#ended.has(linked)) this.#open.add(linked);
        return;
      }
      case 'End':
        if (this.#sessions.delete(id)) return;
        this.#open.delete(id);
        this.#ended.add(id);
        return;
      default:
        // A line break in a text.
        if (this.#lines.length > 0) this.#lines.push(`${this.#lines.pop()}\n${record}`);
    }
  }
}
