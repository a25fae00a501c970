import type { BackendSettings, ProbeSettings } from './backends.ts';

/** Asks once; whether the answer was the expected one, in time. */
export type ProbeSender = (backend: BackendSettings, probe: ProbeSettings) => Promise<boolean>;

/** The results of the last probes of each backend. One without a probe is healthy. */
export class Health {
  readonly #results = new Map<string, boolean[]>();
  readonly #backends: ReadonlyMap<string, BackendSettings>;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(backends: ReadonlyMap<string, BackendSettings>) {
    this.#backends = backends;
    for (const { name, probe } of backends.values()) {
      if (probe !== null)
        this.#results.set(
          name,
          Array.from({ length: Math.min(probe.initial, probe.window) }, () => true),
        );
    }
  }

  isHealthy(name: string): boolean {
    const probe = this.#backends.get(name)?.probe ?? null;
    if (probe === null) return true;
    return (this.#results.get(name) ?? []).filter(Boolean).length >= probe.threshold;
  }

  note(name: string, good: boolean): void {
    const { window = 8 } = this.#backends.get(name)?.probe ?? {};
    const results = [...(this.#results.get(name) ?? []), good];
    this.#results.set(name, results.slice(-window));
  }

  /** Probes from now on. */
  start(send: ProbeSender): void {
    for (const backend of this.#backends.values()) {
      if (backend.probe !== null) void this.#probe(backend, backend.probe, send);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #probe(backend: BackendSettings, probe: ProbeSettings, send: ProbeSender): Promise<void> {
    const good = await send(backend, probe).catch(() => false);
    if (this.#stopped) return;
    this.note(backend.name, good);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#probe(backend, probe, send);
    }, probe.interval * 1000);
    timer.unref();
    this.#timers.add(timer);
  }
}
