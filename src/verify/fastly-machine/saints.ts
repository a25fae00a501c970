/** Beyond that many those that are over are forgotten, or all. */
const mostKept = 10_000;

/** Backends that are not asked for some keys for a while (decision `saintmode`). */
export class Saints {
  readonly #now: () => number;
  readonly #until = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  add(backend: string, key: string, seconds: number): void {
    const now = this.#now();
    if (this.#until.size > mostKept) {
      for (const [old, until] of this.#until) if (until <= now) this.#until.delete(old);
      if (this.#until.size > mostKept) this.#until.clear();
    }
    this.#until.set(`${backend} ${key}`, now + seconds);
  }

  has(backend: string, key: string): boolean {
    return (this.#until.get(`${backend} ${key}`) ?? -Infinity) > this.#now();
  }
}
