import { setTimeout as sleep } from 'node:timers/promises';
import { type Response, send } from './client.ts';
import type { Observation } from './observe.ts';
import { OriginServer } from './origin-server.ts';
import { headerOf, type Plan, type PlannedRequest } from './plan.ts';
import { OriginScript } from './script.ts';
import type { Varnishd } from './varnishd.ts';

/** How long a fetch that the other side made may take to come. */
const patience = 500;
/** How long to look for one that the other side did not make. */
const settling = 8;
const poll = 2;

/** The origins of a configuration, each on its port. */
export class OriginServers {
  readonly #servers: ReadonlyMap<string, OriginServer>;

  static async start(backends: Iterable<string>): Promise<OriginServers> {
    const servers = new Map<string, OriginServer>();
    for (const name of backends) servers.set(name, await OriginServer.start(name));
    return new OriginServers(servers);
  }

  private constructor(servers: ReadonlyMap<string, OriginServer>) {
    this.#servers = servers;
  }

  get ports(): ReadonlyMap<string, number> {
    return new Map([...this.#servers].map(([name, { port }]) => [name, port]));
  }

  get busy(): boolean {
    return [...this.#servers.values()].some((server) => server.busy);
  }

  play(script: OriginScript): void {
    for (const server of this.#servers.values()) server.play(script);
  }

  /** Ends what goes on: a request whose body never comes would be waited for. */
  drop(): void {
    for (const server of this.#servers.values()) server.drop();
  }

  async stop(): Promise<void> {
    for (const server of this.#servers.values()) await server.stop();
  }
}

/** A Varnish configuration on varnishd, while one plan is played. */
export class VarnishSide {
  readonly #varnishd: Varnishd;
  readonly #origins: OriginServers;
  readonly #script: OriginScript;
  #seen = 0;

  constructor(varnishd: Varnishd, origins: OriginServers, plan: Plan) {
    this.#varnishd = varnishd;
    this.#origins = origins;
    this.#script = new OriginScript(plan);
    origins.play(this.#script);
  }

  /** `expected`: how many fetches the other side made. */
  async play(request: PlannedRequest, expected: number): Promise<Observation> {
    this.#varnishd.records.begin();
    let response: Response | null = null;
    let failure: string | null = null;
    try {
      await this.#varnishd.setSick(request.sick);
      response = await send(this.#varnishd.port, request);
    } catch (error) {
      failure = this.#varnishd.trouble ?? (error instanceof Error ? error.message : String(error));
    }
    await this.#quiet(expected);
    const fetches = this.#script.fetches.slice(this.#seen);
    this.#seen += fetches.length;
    const xid = response === null ? null : (headerOf(response.headers, 'X-Varnish')?.split(' ')[0] ?? null);
    const logged = await this.#varnishd.records.lines(xid);
    return { response, failure, fetches, logged, way: { xid } };
  }

  /** What came after the last request. */
  late(): OriginScript['fetches'] {
    return this.#script.fetches.slice(this.#seen);
  }

  async #quiet(expected: number): Promise<void> {
    const deadline = Date.now() + patience;
    while (this.#script.fetches.length - this.#seen < expected && Date.now() < deadline) await sleep(poll);
    await sleep(settling);
    while (this.#origins.busy && Date.now() < deadline) await sleep(poll);
    if (this.#origins.busy) this.#origins.drop();
  }
}
