/** Where numbers come from that nobody can foresee. */
export interface Dice {
  /** From 0 to below 1. */
  next(): number;
  bytes(count: number): Uint8Array;
}

/** Dice that always fall on the same side: what is decided by them is decided the same way each time. */
export function loadedDice(value: number): Dice {
  return { next: () => value, bytes: (count) => new Uint8Array(count).fill(Math.floor(value * 256)) };
}

/** Dice with a seed: the same seed gives the same throws (mulberry32). */
export class Random implements Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of several; there has to be one. */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
