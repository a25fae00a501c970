import type * as ast from '../../syntax/ast.ts';
import type { Busy, CacheObject } from './cache.ts';
import type { StateName } from './context.ts';
import { runState, type Transition } from './execute.ts';
import { Fetcher } from './fetch.ts';
import { Frame } from './frame.ts';
import { makeBackendRequest } from './backend-request.ts';
import { Headers } from './headers.ts';
import { findObject, takesStale } from './lookup.ts';
import type { Machine } from './machine.ts';
import { phrases } from './messages.ts';
import { responseFromObject, responseFromSynthetic } from './respond.ts';
import type { Body } from './respond.ts';
import type { Task } from './task.ts';

/** Three times a request may begin again (statements/restart). */
const mostRestarts = 3;

/** What a state, with those after it, comes to: a response for vcl_deliver, or the request once more. */
export type Outcome =
  { readonly kind: 'deliver'; readonly body: Body } | { readonly kind: 'restart' } | { readonly kind: 'upgrade' };

const restart: Outcome = { kind: 'restart' };

/** What runs when a configuration has no subroutine for a state: the platform's own. */
const defaults: Readonly<Record<StateName, string>> = {
  recv: 'lookup',
  hash: 'hash',
  hit: 'deliver',
  miss: 'fetch',
  pass: 'pass',
  fetch: 'deliver',
  error: 'deliver',
  deliver: 'deliver',
  log: 'deliver',
};

/** The way of a request through the states (fastly.md 2.1). */
export class Lifecycle {
  readonly machine: Machine;
  readonly task: Task;

  constructor(machine: Machine, task: Task) {
    this.machine = machine;
    this.task = task;
  }

  /** Runs a state; how it ends. */
  run(state: StateName): Transition {
    const { machine, task } = this;
    const bodies = machine.linked.states.get(state) ?? [];
    const frame = new Frame(machine, task, state);
    if (bodies.length === 0 || (state === 'deliver' && !machine.deliverHasMacro)) frame.macro(state);
    if (bodies.length === 0 && state === 'hash') this.#defaultHash(frame);
    const transition = runState(bodies, frame);
    this.note(state, this.#nameOf(state, transition), 'at' in transition ? transition.at : (bodies.at(-1) ?? null));
    return transition;
  }

  #defaultHash(frame: Frame): void {
    frame.addHash(this.task.req.url, false);
    frame.addHash(this.task.req.headers.get('Host') ?? '', false);
  }

  #nameOf(state: StateName, transition: Transition): string {
    switch (transition.kind) {
      case 'end':
        return `end, ${this.actionOf(state, transition)}`;
      case 'return':
        return `return(${transition.action})`;
      case 'error':
        return `error ${transition.status}`;
      case 'restart':
        return 'restart';
    }
  }

  note(
    state: Task['way'][number]['state'],
    transition: string,
    at: ast.Statement | ast.Subroutine | null = null,
  ): void {
    this.task.way.push({ state, transition, place: at === null ? null : this.machine.placeOf(at) });
  }

  /** The word after return, or what falling off the end comes to (decision `receiveDefault`). */
  actionOf(state: StateName, transition: Transition): string {
    if (transition.kind === 'return') return transition.action;
    const { method } = this.task.req;
    if (state === 'recv' && method !== 'GET' && method !== 'HEAD' && method !== 'FASTLYPURGE') return 'pass';
    return defaults[state];
  }

  /** From vcl_recv to before vcl_deliver. */
  async round(): Promise<Outcome> {
    const { task } = this;
    const received = this.run('recv');
    if (received.kind === 'restart') return restart;
    const action = this.actionOf('recv', received);
    if (received.kind !== 'error' && (action === 'upgrade' || action === 'pipe')) return { kind: 'upgrade' };
    this.run('hash');
    if (received.kind === 'error') return this.error(received.status, received.message);
    if (action === 'pass') {
      task.state = 'PASS';
      return this.pass();
    }
    return this.#lookup();
  }

  async #lookup(): Promise<Outcome> {
    const { machine, task } = this;
    const { method, headers } = task.req;
    // The request goes on where the cache is, and what happens to req there stays there (decision `clustering`).
    task.clustered = machine.clustering && task.restarts === 0 && (method === 'GET' || method === 'HEAD');
    const kept = task.clustered ? { ...task.req, headers: headers.copy() } : null;
    const backend = task.backend;
    try {
      return await this.#withCache();
    } finally {
      if (kept !== null) {
        task.req = kept;
        task.backend = backend;
      }
    }
  }

  async #withCache(): Promise<Outcome> {
    const { machine, task } = this;
    const arrived = machine.platform.now();
    task.lookupHeaders = task.req.headers.copy();
    for (let waited = false; ;) {
      const found = findObject(machine, task, waited ? arrived : null);
      task.stale = found.stale;
      if (found.kind === 'hit') return this.#hit(found.object, found.stale !== null, waited);
      if (found.kind === 'pass') {
        this.note('lookup', 'hit-for-pass');
        task.state = 'HITPASS';
        return this.pass();
      }
      const busy = machine.cache.busy(task.hash);
      if (busy === null || task.hashIgnoreBusy) return this.#miss(waited);
      this.note('lookup', 'waits');
      await busy.done;
      waited = true;
    }
  }

  async #hit(object: CacheObject, isStale: boolean, waited: boolean): Promise<Outcome> {
    const { machine, task } = this;
    const now = machine.platform.now();
    object.hits += 1;
    task.object = object;
    task.state = waited ? 'HIT-WAIT' : 'HIT';
    if (object.expires <= now) {
      task.state = 'HIT-STALE';
      task.deliversStale = takesStale(task, object, now) ? 'revalidating' : 'error';
      if (isStale && task.deliversStale === 'revalidating') machine.refresh(task, object);
    }
    this.note('lookup', isStale ? 'stale hit' : 'hit');
    const transition = this.run('hit');
    object.lastUse = now;
    if (transition.kind === 'restart') return restart;
    if (transition.kind === 'error') return this.error(transition.status, transition.message);
    if (this.actionOf('hit', transition) === 'pass') {
      task.object = null;
      task.deliversStale = null;
      task.state = 'PASS';
      return this.pass();
    }
    return { kind: 'deliver', body: responseFromObject(task, object, now) };
  }

  async #miss(waited: boolean): Promise<Outcome> {
    const { machine, task } = this;
    const ahead = machine.cache.busy(task.hash) !== null;
    const busy: Busy | null = ahead ? null : machine.cache.begin(task.hash);
    try {
      task.state = waited ? 'MISS-WAIT' : 'MISS';
      this.note(
        'lookup',
        machine.cache.hasOthers(task.hash, task.lookupHeaders) ? 'miss: other variants only' : 'miss',
      );
      task.bereq = makeBackendRequest(task, 'miss');
      const transition = this.run('miss');
      if (transition.kind === 'error') return await this.error(transition.status, transition.message);
      if (transition.kind === 'restart') return restart;
      switch (this.actionOf('miss', transition)) {
        case 'pass':
          // Nobody waits for what is not stored.
          busy?.release();
          task.state = 'PASS';
          return await this.pass();
        case 'deliver_stale':
          return await this.deliverStale();
        default:
          return await new Fetcher(this, 'miss').fetch();
      }
    } finally {
      busy?.release();
    }
  }

  /** vcl_pass: what comes is not stored. */
  async pass(): Promise<Outcome> {
    const { task } = this;
    task.bereq = makeBackendRequest(task, 'pass');
    const transition = this.run('pass');
    if (transition.kind === 'error') return this.error(transition.status, transition.message);
    if (transition.kind === 'restart') return restart;
    return new Fetcher(this, 'pass').fetch();
  }

  /** The old object in place of a response; without one, an error of its own. */
  async deliverStale(): Promise<Outcome> {
    const { machine, task } = this;
    const { stale } = task;
    if (stale === null) return this.error(503, 'No stale object available');
    const now = machine.platform.now();
    if (!task.background) stale.hits += 1;
    stale.lastUse = now;
    task.object = stale;
    task.synthetic = null;
    task.answerer = null;
    task.deliversStale = 'error';
    task.state = 'HIT-STALE';
    return { kind: 'deliver', body: responseFromObject(task, stale, now) };
  }

  /** vcl_error: a new object with nothing of what came before. */
  async error(status: number, message: string | null): Promise<Outcome> {
    const { task } = this;
    const again = task.synthetic !== null && task.way.at(-1)?.state === 'error';
    task.object = null;
    task.beresp = null;
    task.answerer = null;
    task.deliversStale = null;
    task.synthetic = {
      proto: 'HTTP/1.1',
      status,
      reason: message ?? phrases[status] ?? 'Unknown Error',
      headers: new Headers(),
      body: null,
      ttl: 0,
    };
    // deliver_stale without anything to deliver leads here once, not for ever.
    const transition: Transition = again ? { kind: 'end' } : this.run('error');
    if (transition.kind === 'restart' && !task.restartsExhausted) return restart;
    if (this.actionOf('error', transition) === 'deliver_stale' && transition.kind === 'return')
      return this.deliverStale();
    const body = responseFromSynthetic(task);
    task.state = (task.resp?.status ?? 500) < 400 ? 'HIT-SYNTH' : 'ERROR';
    return { kind: 'deliver', body };
  }

  /** Begins again, or says that this was once too often. `null`: begin again. */
  async restarted(): Promise<Outcome | null> {
    const { task } = this;
    if (task.restarts < mostRestarts) {
      task.restarts += 1;
      task.forget();
      return null;
    }
    task.restartsExhausted = true;
    task.forget();
    this.note('limit', 'Max restarts limit reached');
    return this.error(503, 'Max restarts limit reached');
  }
}
