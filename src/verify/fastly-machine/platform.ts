import { randomBytes } from 'node:crypto';
import type { Platform } from './context.ts';
import { constants } from './constants.ts';
import type { Value } from './value.ts';

/** The clock and the dice of this machine, and the constants of a desk; `set` changes some of them. */
export function deskPlatform(set: ReadonlyMap<string, Value> = new Map()): Platform {
  return {
    now: () => Date.now() / 1000,
    random: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
    randomBytes: (count) => randomBytes(count),
    constant: (name) => set.get(name) ?? constants.get(name),
  };
}
