import { outgoing } from './backend-request.ts';
import type { BackendSettings } from './backends.ts';
import { varyOf, type CacheObject } from './cache.ts';
import { compress } from './compression.ts';
import { ageOf, cacheableStatuses, lifetimesOf } from './freshness.ts';
import { Headers } from './headers.ts';
import type { Lifecycle, Outcome } from './lifecycle.ts';
import { revalidates } from './lookup.ts';
import { dropHopByHop, phrases, type RequestMessage } from './messages.ts';
import { OriginFailure, type OriginResponse } from './origins.ts';
import { responseFromFetch, responseFromObject } from './respond.ts';
import type { BackendResponse } from './task.ts';

/** What a desk holds of one response (decision `largeResponse`). */
const largestObject = 20 * 1024 * 1024;
const largestPassed = 100 * 1024 * 1024;

/** A marker lives for beresp.ttl, held between these (decision `hitForPassLifetime`). */
const shortestMarker = 120;
const longestMarker = 3600;

/** From the request for the origin to what is stored of its response. */
export class Fetcher {
  readonly #life: Lifecycle;
  readonly #kind: 'miss' | 'pass';

  constructor(life: Lifecycle, kind: 'miss' | 'pass') {
    this.#life = life;
    this.#kind = kind;
  }

  async fetch(): Promise<Outcome> {
    const life = this.#life;
    const { machine, task } = life;
    const bereq = task.bereq as RequestMessage;
    const known = this.#kind === 'miss' ? revalidates(machine, task) : null;
    let response: OriginResponse;
    try {
      response = await this.#ask(bereq, known);
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error;
      life.note('fetch-failed', error.message);
      return life.error(503, error.message);
    }
    if (known !== null && response.status === 304) return this.#stillGood(known, response);
    task.beresp = this.#read(response);
    const transition = life.run('fetch');
    const beresp = task.beresp;
    if (beresp.saintmode > 0 && task.answerer !== null)
      machine.saints.add(task.answerer.name, task.hash, beresp.saintmode);
    if (transition.kind === 'error' || transition.kind === 'restart') {
      response.discard();
      return transition.kind === 'restart' ? { kind: 'restart' } : life.error(transition.status, transition.message);
    }
    const action = life.actionOf('fetch', transition);
    if (action === 'deliver_stale') {
      response.discard();
      return life.deliverStale();
    }
    return this.#take(response, action === 'pass' || action === 'hit_for_pass');
  }

  /** Asks the backend that was chosen; where there is no connection, other members of its director. */
  async #ask(bereq: RequestMessage, known: CacheObject | null): Promise<OriginResponse> {
    const { machine, task } = this.#life;
    const choice = machine.choose(task);
    if ('failure' in choice) throw new OriginFailure(choice.failure);
    let failure: unknown;
    for (const name of [choice.backend, ...choice.others]) {
      const backend = machine.backends.get(name);
      if (backend === undefined) continue;
      const request = outgoing(task, bereq, backend, this.#kind, known);
      try {
        const response = await machine.origins.fetch(backend, request);
        this.#noteAnswerer(backend, response);
        task.bereqBodyBytes = request.body.length;
        task.bereqHeadBytes = request.headers.reduce((sum, [key, value]) => sum + key.length + value.length + 4, 0);
        return response;
      } catch (error) {
        failure = error;
        if (!(error instanceof OriginFailure && error.unconnected)) throw error;
      }
    }
    throw failure ?? new OriginFailure('Backend is unhealthy');
  }

  #noteAnswerer({ name, host }: BackendSettings, { ip, port }: OriginResponse): void {
    this.#life.task.answerer = { name, host, ip, port };
  }

  #read(response: OriginResponse): BackendResponse {
    const { machine } = this.#life;
    const headers = new Headers(response.headers);
    dropHopByHop(headers);
    const lifetimes = lifetimesOf(headers, machine.platform.now());
    return {
      proto: response.proto,
      status: response.status,
      // Without a phrase of its own it has the usual one.
      reason: response.reason === '' ? (phrases[response.status] ?? '') : response.reason,
      headers,
      ttl: lifetimes.ttl,
      staleIfError: lifetimes.staleIfError ?? 0,
      staleWhileRevalidate: lifetimes.staleWhileRevalidate ?? 0,
      cacheable: this.#kind === 'miss' && cacheableStatuses.has(response.status),
      gzip: false,
      brotli: false,
      esi: false,
      stream: false,
      pci: false,
      hipaa: false,
      saintmode: 0,
    };
  }

  /** A 304: the object goes on, with new times and headers; vcl_fetch does not run (decision `revalidation`). */
  #stillGood(object: CacheObject, response: OriginResponse): Outcome {
    const { machine, task } = this.#life;
    response.discard();
    const now = machine.platform.now();
    const headers = new Headers(response.headers);
    dropHopByHop(headers);
    headers.unset('Content-Length');
    const lifetimes = lifetimesOf(headers, now);
    const merged = object.headers.copy();
    for (const name of new Set(headers.lines.map(([one]) => one.toLowerCase()))) {
      merged.unset(name);
      for (const [spelled, value] of headers.lines) if (spelled.toLowerCase() === name) merged.add(spelled, value);
    }
    object.headers = merged;
    object.entered = now;
    object.expires = now + lifetimes.ttl;
    object.age = ageOf(headers);
    object.staleIfError = lifetimes.staleIfError ?? object.staleIfError;
    object.staleWhileRevalidate = lifetimes.staleWhileRevalidate ?? object.staleWhileRevalidate;
    object.lastUse = now;
    task.object = object;
    this.#life.note('revalidated', 'the object is still good');
    return { kind: 'deliver', body: responseFromObject(task, object, now) };
  }

  /** Reads the body, stores what is to be stored. */
  async #take(response: OriginResponse, pass: boolean): Promise<Outcome> {
    const life = this.#life;
    const { machine, task } = life;
    const beresp = task.beresp as BackendResponse;
    const stored = this.#kind === 'miss' && !pass && beresp.cacheable;
    let body: Buffer;
    try {
      body = await response.body(this.#kind === 'miss' ? largestObject : largestPassed);
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error;
      life.note('fetch-failed', error.message);
      return life.error(503, error.message);
    }
    body = compress(beresp, body);
    const bodiless = task.bereq?.method === 'HEAD' ? beresp.headers.get('Content-Length') : null;
    beresp.headers.unset('Content-Length');
    const now = machine.platform.now();
    const object = this.#object(beresp, body, now, pass);
    if (this.#kind === 'miss' && pass)
      machine.cache.store(task.hash, { ...object, body: Buffer.alloc(0) }, task.lookupHeaders);
    if (stored) {
      machine.cache.store(task.hash, object, task.lookupHeaders);
      task.object = object;
    }
    const cached = this.#kind === 'miss' && !pass;
    return { kind: 'deliver', body: responseFromFetch(task, object, { cached, bodiless }) };
  }

  #object(beresp: BackendResponse, body: Buffer, now: number, marker: boolean): CacheObject {
    const { task } = this.#life;
    const lifetime = marker ? Math.min(Math.max(beresp.ttl, shortestMarker), longestMarker) : beresp.ttl;
    return {
      proto: 'HTTP/1.1',
      status: beresp.status,
      reason: beresp.reason,
      headers: beresp.headers.copy(),
      body,
      hitForPass: marker,
      entered: now,
      expires: now + lifetime,
      age: ageOf(beresp.headers),
      staleIfError: marker ? 0 : beresp.staleIfError,
      staleWhileRevalidate: marker ? 0 : beresp.staleWhileRevalidate,
      esi: beresp.esi,
      pci: beresp.pci,
      hipaa: beresp.hipaa,
      vary: varyOf(beresp.headers.all('Vary'), task.lookupHeaders),
      surrogateKeys: beresp.headers.all('Surrogate-Key').join(' ').match(/\S+/g) ?? [],
      hits: 0,
      lastUse: now,
      refreshing: false,
    };
  }
}
