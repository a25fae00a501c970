import { children, type Node } from '../../syntax/ast.ts';
import { randomBytes } from 'node:crypto';
import { type Address, type BackendSettings, readBackends } from './backends.ts';
import { Cache, type CacheObject } from './cache.ts';
import type { Linked, Platform } from './context.ts';
import { CounterStore } from './counters.ts';
import { deliver, type Delivery } from './delivery.ts';
import { type Choice, Directors } from './directors.ts';
import type { Observer, Services } from './frame.ts';
import { Health } from './health.ts';
import { prepareRequest } from './before-recv.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Configuration, Place } from './link.ts';
import { MachineError } from './machine-error.ts';
import type { ClientRequest } from './messages.ts';
import type { Origins } from './origins.ts';
import { purge, purgeByApi } from './purge.ts';
import { Saints } from './saints.ts';
import { type Parent, Task } from './task.ts';
import type { Trace } from './trace.ts';

export interface MachineOptions {
  readonly platform: Platform;
  readonly origins: Origins;
  /** Used in place of the addresses in the configuration. */
  readonly backends?: ReadonlyMap<string, Address>;
  /** A line of a `log` statement. */
  readonly log?: (text: string) => void;
  readonly trace?: (trace: Trace) => void;
  /** Told of everything that runs. */
  readonly observer?: Observer;
  /** What went wrong with the configuration at run time. */
  readonly trouble?: (message: string) => void;
  /** Decision `clustering`; on without a word. */
  readonly clustering?: boolean;
  /** What shows for a value that is not set; `(null)` without a word. */
  readonly nullText?: string;
  /** Bytes that the cache may hold. */
  readonly cacheLimit?: number;
}

const defaultCacheLimit = 256 * 1024 * 1024;

/** The machine that Fastly documents, with one configuration: requests come in, responses go out. */
export class Machine implements Services {
  readonly linked: Linked;
  readonly platform: Platform;
  readonly counters: CounterStore;
  readonly cache: Cache;
  readonly saints: Saints;
  readonly origins: Origins;
  readonly backends: ReadonlyMap<string, BackendSettings>;
  readonly clustering: boolean;
  readonly placeOf: (node: Parameters<Configuration['placeOf']>[0]) => Place | null;
  readonly nullText: string;
  readonly observer: Observer | undefined;
  generation = 1;
  readonly #directors: Directors;
  readonly #health: Health;
  readonly #options: MachineOptions;
  /** Whether `#FASTLY deliver` stands somewhere in vcl_deliver (decision `macros`). */
  readonly deliverHasMacro: boolean;
  readonly #background = new Set<Promise<void>>();

  constructor(configuration: Configuration, options: MachineOptions) {
    this.linked = configuration.linked;
    this.deliverHasMacro = (this.linked.states.get('deliver') ?? []).some(({ body }) => hasMacro(body));
    this.placeOf = configuration.placeOf;
    this.platform = options.platform;
    this.origins = options.origins;
    this.clustering = options.clustering ?? true;
    this.observer = options.observer;
    this.nullText = options.nullText ?? '(null)';
    this.#options = options;
    const now = (): number => this.platform.now();
    this.counters = new CounterStore(now);
    this.saints = new Saints(now);
    this.cache = new Cache(options.cacheLimit ?? defaultCacheLimit);
    this.backends = readBackends(this.linked, options.backends ?? new Map());
    this.#directors = new Directors(this.linked);
    this.#health = new Health(this.backends);
  }

  /** Begins to probe. */
  start(): void {
    this.#health.start((backend, probe) => this.origins.probe(backend, probe));
  }

  close(): void {
    this.#health.stop();
    this.origins.close();
  }

  /** A request of a client, to the end of vcl_deliver. What is given back is written, and `sent` called then. */
  async handle(request: ClientRequest): Promise<Delivery> {
    const api = purgeByApi(this, request);
    if (api !== null) return api;
    const isPurge = request.method === 'PURGE';
    const task = this.#task(isPurge ? { ...request, method: 'FASTLYPURGE' } : request, { purge: isPurge });
    return this.#guarded(task, () => (isPurge ? purge(this, task) : this.#respond(task)));
  }

  /** A fragment of a page. */
  fragment(request: ClientRequest, parent: Parent): Promise<Delivery> {
    const task = this.#task(request, { parent });
    return this.#guarded(task, () => this.#respond(task));
  }

  /** Fetches a stale object anew while it is delivered (decision `backgroundFetch`). */
  refresh({ original }: Task, object: CacheObject): void {
    if (object.refreshing) return;
    object.refreshing = true;
    const task = this.#task(original, { background: true });
    const work = this.#refresh(task)
      .catch((error: unknown) => this.trouble(error))
      .finally(() => {
        object.refreshing = false;
        this.#background.delete(work);
      });
    this.#background.add(work);
  }

  /** Waits for fetches in the background. */
  async settled(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  isHealthy(task: Task, backend: string): boolean {
    return this.#directors.isHealthy(backend, (name) => this.#isBackendHealthy(task, name));
  }

  isDirector(name: string): boolean {
    return this.#directors.has(name);
  }

  /** The backend that a request goes to now. */
  choose(task: Task): Choice {
    if (task.backend === null) return { failure: 'All backends failed or unhealthy' };
    return this.#directors.choose(task.backend, {
      digest: task.hash,
      identity: task.identity ?? task.client.ip,
      random: () => this.platform.random(),
      isHealthy: (name) => this.#isBackendHealthy(task, name),
    });
  }

  /** The result of a probe, for tests that have no time for them. */
  noteProbe(backend: string, good: boolean): void {
    this.#health.note(backend, good);
  }

  purgeAll(): void {
    this.generation += 1;
    this.cache.purgeAll();
  }

  log(_task: Task, text: string): void {
    this.#options.log?.(text);
  }

  trace(task: Task, status: number): void {
    if (this.#options.trace === undefined) return;
    const kind = task.purge ? 'purge' : task.background ? 'background' : task.parent === null ? 'request' : 'fragment';
    const { method } = task.original;
    const url = Buffer.from(task.original.url, 'latin1').toString('utf8');
    this.#options.trace({ method, url, kind, status, steps: task.way });
  }

  trouble(error: unknown): void {
    this.#options.trouble?.(error instanceof Error ? error.message : String(error));
  }

  #isBackendHealthy(task: Task, name: string): boolean {
    return this.backends.has(name) && this.#health.isHealthy(name) && !this.saints.has(name, task.hash);
  }

  #task(request: ClientRequest, options: { parent?: Parent; background?: boolean; purge?: boolean }): Task {
    const xid = Buffer.from(this.platform.randomBytes(4)).readUInt32BE(0).toString();
    // A desk has no TLS of its own: who needs it says that all connections have it.
    const tls = request.client.tls || this.platform.constant('req.is_ssl')?.value === true;
    const task = new Task(
      { ...request, client: { ...request.client, tls } },
      { started: this.platform.now(), xid, ...options },
    );
    prepareRequest(task);
    task.backend = this.linked.backends.keys().next().value ?? null;
    return task;
  }

  async #respond(task: Task): Promise<Delivery> {
    const life = new Lifecycle(this, task);
    for (;;) {
      let outcome = await life.round();
      for (;;) {
        if (outcome.kind === 'restart') {
          const ended = await life.restarted();
          if (ended === null) break;
          outcome = ended;
          continue;
        }
        const delivered = await deliver(life, outcome);
        if (delivered !== 'restart') return delivered;
        outcome = { kind: 'restart' };
      }
    }
  }

  async #refresh(task: Task): Promise<void> {
    const life = new Lifecycle(this, task);
    let outcome = await life.round();
    while (outcome.kind === 'restart') {
      const ended = await life.restarted();
      outcome = ended ?? (await life.round());
    }
    this.trace(task, task.resp?.status ?? 0);
  }

  /** A configuration that the platform's compiler would have refused ends in a 503 that says so, and the machine goes on. */
  async #guarded(task: Task, work: () => Promise<Delivery>): Promise<Delivery> {
    try {
      return await work();
    } catch (error) {
      const known =
        error instanceof MachineError ? error : new MachineError(`a fault of the machine: ${String(error)}`);
      this.trouble(known);
      this.trace(task, 503);
      return bare(503, 'VCL error', `${known.message}\n`);
    }
  }
}

/** A response of the platform itself, without any code of the configuration. */
export function bare(status: number, reason: string, text: string, type = 'text/plain; charset=utf-8'): Delivery {
  const body = Buffer.from(text, 'utf8');
  return {
    kind: 'response',
    status,
    reason,
    headers: [
      ['Content-Type', type],
      ['Content-Length', String(body.length)],
    ],
    body,
    sent: () => undefined,
  };
}

export function newId(): string {
  return randomBytes(8).toString('hex');
}

function hasMacro(node: Node): boolean {
  return node.kind === 'MacroStatement' || children(node).some(hasMacro);
}
