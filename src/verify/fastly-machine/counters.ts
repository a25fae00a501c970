import type { Counters } from './context.ts';

/** Events are counted by tenths of a second, so that any window of whole seconds can be told. */
const slices = 10;
const longestWindow = 60;
/** Beyond that many keys of one counter or box, some are forgotten. */
const mostKeys = 100_000;

/** Rate counters and penalty boxes: one store for all requests, exact where the platform estimates. */
export class CounterStore implements Counters {
  readonly #now: () => number;
  /** By counter and key, events by slice of time. */
  readonly #events = new Map<string, Map<string, Map<number, number>>>();
  readonly #lastKeys = new Map<string, string>();
  readonly #penalties = new Map<string, Map<string, number>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  increment(counter: string, key: string, by: number): void {
    this.#lastKeys.set(counter, key);
    const keys = inner(this.#events, counter);
    const events = inner(keys, key);
    const slice = Math.floor(this.#now() * slices);
    events.set(slice, (events.get(slice) ?? 0) + by);
    for (const old of events.keys()) {
      if (old >= slice - longestWindow * slices) break;
      events.delete(old);
    }
    if (keys.size > mostKeys) this.#forget(keys, slice);
  }

  /** The entry that a counter was last raised for. */
  lastKey(counter: string): string {
    return this.#lastKeys.get(counter) ?? '';
  }

  count(counter: string, key: string, window: number): number {
    return this.countBetween(counter, key, 0, window);
  }

  /** Events from `from` to `to` seconds ago. */
  countBetween(counter: string, key: string, from: number, to: number): number {
    const slice = Math.floor(this.#now() * slices);
    let sum = 0;
    for (const [at, count] of this.#events.get(counter)?.get(key) ?? []) {
      const ago = slice - at;
      if (ago >= from * slices && ago < to * slices) sum += count;
    }
    return sum;
  }

  penalize(box: string, key: string, seconds: number): void {
    const entries = inner(this.#penalties, box);
    entries.set(key, this.#now() + seconds);
    if (entries.size <= mostKeys) return;
    for (const [old, until] of entries) if (until <= this.#now()) entries.delete(old);
    if (entries.size > mostKeys) shorten(entries);
  }

  isPenalized(box: string, key: string): boolean {
    return (this.#penalties.get(box)?.get(key) ?? -Infinity) > this.#now();
  }

  /** The entries without recent events go; where there are still too many, those that came first. */
  #forget(keys: Map<string, Map<number, number>>, slice: number): void {
    for (const [key, events] of keys) {
      if (Math.max(...events.keys()) < slice - longestWindow * slices) keys.delete(key);
    }
    shorten(keys);
  }
}

/** Half of what may be there stays, so that this is seldom done. */
function shorten(entries: Map<string, unknown>): void {
  let over = entries.size - mostKeys / 2;
  for (const key of entries.keys()) {
    if (over <= 0) return;
    entries.delete(key);
    over -= 1;
  }
}

function inner<K, L, V>(outer: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const known = outer.get(key);
  if (known !== undefined) return known;
  const made = new Map<L, V>();
  outer.set(key, made);
  return made;
}
