import { requestLines, type Response } from './client.ts';
import type { Delivery } from './fastly-machine/delivery.ts';
import type { Observer } from './fastly-machine/frame.ts';
import type { Configuration } from './fastly-machine/link.ts';
import { Machine } from './fastly-machine/machine.ts';
import { deskPlatform } from './fastly-machine/platform.ts';
import { type Trace, traceText } from './fastly-machine/trace.ts';
import type { Value } from './fastly-machine/value.ts';
import type { Observation } from './observe.ts';
import type { Plan, PlannedRequest } from './plan.ts';
import type { Dice } from './random.ts';
import { OriginScript } from './script.ts';
import { ScriptedOrigins } from './scripted-origins.ts';

export interface MachineSideOptions {
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly random: Dice;
  /** What stands in a text for what is not set. */
  readonly nullText: string;
  readonly set: ReadonlyMap<string, Value>;
  readonly observer?: Observer;
  /** Whether requests are handed to another node; on without a word. */
  readonly clustering?: boolean;
}

export interface MachineObservation extends Observation {
  readonly traces: readonly Trace[];
}

/** A Fastly configuration on the machine, in this process, while one plan is played. */
export class MachineSide {
  readonly #machine: Machine;
  readonly #script: OriginScript;
  #traces: Trace[] = [];
  #trouble: string[] = [];
  #logged: string[] = [];
  #sick: readonly string[] = [];

  constructor(
    configuration: Configuration,
    plan: Plan,
    { now, random, nullText, set, observer, clustering }: MachineSideOptions,
  ) {
    this.#script = new OriginScript(plan);
    this.#machine = new Machine(configuration, {
      platform: {
        ...deskPlatform(set),
        now,
        random: () => random.next(),
        randomBytes: (count) => random.bytes(count),
      },
      origins: new ScriptedOrigins(this.#script),
      nullText,
      log: (line) => void this.#logged.push(line),
      trace: (trace) => void this.#traces.push(trace),
      trouble: (message) => void this.#trouble.push(message),
      ...(observer === undefined ? {} : { observer }),
      ...(clustering === undefined ? {} : { clustering }),
    });
    this.#begin(configuration);
  }

  /** Whatever `.initial` says: both sides begin with origins that are well. */
  #begin(configuration: Configuration): void {
    for (const name of configuration.linked.backends.keys()) this.#probe(name, true);
  }

  #setSick(sick: readonly string[]): void {
    for (const name of this.#sick) if (!sick.includes(name)) this.#probe(name, true);
    for (const name of sick) if (!this.#sick.includes(name)) this.#probe(name, false);
    this.#sick = sick;
  }

  /** As many probes as any window has. */
  #probe(backend: string, good: boolean): void {
    for (let count = 0; count < 64; count += 1) this.#machine.noteProbe(backend, good);
  }

  async play(request: PlannedRequest): Promise<MachineObservation> {
    this.#traces = [];
    this.#trouble = [];
    this.#logged = [];
    this.#setSick(request.sick);
    const before = this.#script.fetches.length;
    const headers = requestLines(request);
    const headBytes = headers.reduce(
      (sum, [name, value]) => sum + name.length + value.length + 4,
      request.url.length + 20,
    );
    const { method, url, client, tls } = request;
    const delivery = await this.#machine.handle({
      method,
      url,
      proto: 'HTTP/1.1',
      headers,
      body: Buffer.from(request.body, 'latin1'),
      headBytes,
      client: {
        ip: client,
        port: 50_000,
        serverIp: client.includes(':') ? '::1' : '127.0.0.1',
        serverPort: tls ? 443 : 80,
        tls,
        requests: 1,
      },
    });
    const response = this.#taken(delivery);
    await this.#machine.settled();
    return {
      response,
      failure: this.#trouble[0] ?? null,
      fetches: this.#script.fetches.slice(before),
      logged: this.#logged,
      traces: this.#traces,
      way: { text: this.#traces.map(traceText).join('\n') },
    };
  }

  /** Takes what is sent, and says so: vcl_log runs then. */
  #taken(delivery: Delivery): Response {
    if (delivery.kind === 'tunnel') {
      delivery.origin.destroy();
      const { status, reason, headers, body } = this.#script.last ?? { status: 0, reason: '', headers: [], body: '' };
      return { status, reason, headers, body };
    }
    const { status, reason, headers, body } = delivery;
    const kept = headers.map(([name, value]): readonly [string, string] => [name, value]);
    const head = kept.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
    delivery.sent({ head, body: body.length, completed: true });
    return { status, reason, headers: kept, body: body.toString('latin1') };
  }
}

export interface RehearsalOptions extends Omit<MachineSideOptions, 'now'> {
  /** The time at which it begins. */
  readonly start: number;
  /** Seconds that pass each time that the clock is read; none without it. */
  readonly pace?: number;
}

/** Plays a plan on the machine alone, with a clock that needs no waiting. */
export async function rehearse(
  configuration: Configuration,
  plan: Plan,
  { start, pace = 0, ...options }: RehearsalOptions,
): Promise<readonly MachineObservation[]> {
  let now = start;
  const machine = new MachineSide(configuration, plan, { ...options, now: () => (now += pace) });
  const observations: MachineObservation[] = [];
  for (const step of plan.steps) {
    if (step.kind === 'pause') now += step.seconds;
    else {
      now += 0.003;
      observations.push(await machine.play(step.request));
    }
  }
  return observations;
}
