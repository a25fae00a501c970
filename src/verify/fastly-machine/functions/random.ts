import { createHash } from 'node:crypto';
import { bool, integer, notSet, string } from '../value.ts';
import { text, whole, type Family } from './function.ts';
import { withinWorkspace } from './workspace.ts';

const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export const random: Family = {
  randomint: (args, context) => integer(between(whole(args, 0), whole(args, 1), context.platform.random())),
  randomint_seeded: (args) => integer(between(whole(args, 0), whole(args, 1), seeded(whole(args, 2)))),
  randombool: (args, context) => bool(chance(whole(args, 0), whole(args, 1), context.platform.random())),
  randombool_seeded: (args) => bool(chance(whole(args, 0), whole(args, 1), seeded(whole(args, 2)))),
  randomstr: (args, context) => {
    const charset = args[1] === undefined ? characters : text(args, 1);
    if (charset === '') return notSet;
    const length = whole(args, 0);
    if (length <= 0n) return string('');
    const pick = (): string => charset.charAt(Math.floor(context.platform.random() * charset.length));
    return withinWorkspace(length, context, () => Array.from({ length: Number(length) }, pick).join(''));
  },
};

/** Both ends can come. With ends in the wrong order the result is 0. */
function between(from: bigint, to: bigint, random: number): bigint {
  if (from > to) return 0n;
  return from + (BigInt(Math.floor(random * 2 ** 53)) * (to - from + 1n)) / 2n ** 53n;
}

function chance(numerator: bigint, denominator: bigint, random: number): boolean {
  if (numerator <= 0n) return false;
  return denominator <= 0n || random < Number(numerator) / Number(denominator);
}

/** The generator of the platform is not public; this one gives the same for the same seed (decision `seededRandom`). */
function seeded(seed: bigint): number {
  const digest = createHash('sha256').update(seed.toString()).digest();
  return Number(digest.readBigUInt64BE() >> 11n) / 2 ** 53;
}
