/** xxHash with the seed 0, from its specification (github.com/Cyan4973/xxHash, doc/xxhash_spec.md). */
interface Variant {
  readonly bits: number;
  readonly primes: readonly [bigint, bigint, bigint, bigint, bigint];
  /** Of the rounds. */
  readonly rotation: bigint;
  readonly gathering: readonly [bigint, bigint, bigint, bigint];
  readonly avalanche: readonly [bigint, bigint, bigint];
}

const small: Variant = {
  bits: 32,
  primes: [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn, 0x27d4eb2fn, 0x165667b1n],
  rotation: 13n,
  gathering: [1n, 7n, 12n, 18n],
  avalanche: [15n, 13n, 16n],
};

const large: Variant = {
  bits: 64,
  primes: [0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n],
  rotation: 31n,
  gathering: [1n, 7n, 12n, 18n],
  avalanche: [33n, 29n, 32n],
};

export function xxh32(bytes: Buffer): string {
  const { wrap, rotate, primes, lane } = arithmetic(small);
  const [p1, p2, p3, p4, p5] = primes;
  const striped = stripes(bytes, small);
  let hash = wrap((striped?.hash ?? p5) + BigInt(bytes.length));
  let at = striped?.end ?? 0;
  for (; at + 4 <= bytes.length; at += 4) hash = wrap(rotate(wrap(hash + lane(bytes, at) * p3), 17n) * p4);
  for (; at < bytes.length; at += 1) hash = wrap(rotate(wrap(hash + BigInt(bytes[at] as number) * p5), 11n) * p1);
  return finish(hash, [p2, p3], small);
}

export function xxh64(bytes: Buffer): string {
  const { wrap, rotate, primes, lane, round } = arithmetic(large);
  const [p1, p2, p3, p4, p5] = primes;
  const striped = stripes(bytes, large);
  let hash = striped === null ? p5 : striped.hash;
  for (const accumulator of striped?.accumulators ?? []) hash = wrap((hash ^ round(0n, accumulator)) * p1 + p4);
  hash = wrap(hash + BigInt(bytes.length));
  let at = striped?.end ?? 0;
  for (; at + 8 <= bytes.length; at += 8) hash = wrap(rotate(hash ^ round(0n, lane(bytes, at)), 27n) * p1 + p4);
  if (at + 4 <= bytes.length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(bytes.readUInt32LE(at)) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at += 1) hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at] as number) * p5), 11n) * p1);
  return finish(hash, [p2, p3], large);
}

function arithmetic({ bits, primes, rotation }: Variant) {
  const wrap = (value: bigint): bigint => BigInt.asUintN(bits, value);
  const rotate = (value: bigint, by: bigint): bigint => wrap((value << by) | (value >> (BigInt(bits) - by)));
  const lane = (bytes: Buffer, at: number): bigint =>
    bits === 32 ? BigInt(bytes.readUInt32LE(at)) : bytes.readBigUInt64LE(at);
  const round = (accumulator: bigint, input: bigint): bigint =>
    wrap(rotate(wrap(accumulator + input * primes[1]), rotation) * primes[0]);
  return { wrap, rotate, primes, lane, round };
}

/** Four lanes side by side, as long as there are whole stripes; `null` for a shorter text. */
function stripes(bytes: Buffer, variant: Variant) {
  const { wrap, rotate, primes, lane, round } = arithmetic(variant);
  const size = variant.bits / 8;
  if (bytes.length < 4 * size) return null;
  let accumulators = [wrap(primes[0] + primes[1]), primes[1], 0n, wrap(-primes[0])];
  let end = 0;
  for (; end + 4 * size <= bytes.length; end += 4 * size) {
    const start = end;
    accumulators = accumulators.map((accumulator, at) => round(accumulator, lane(bytes, start + at * size)));
  }
  const hash = wrap(accumulators.reduce((sum, it, at) => sum + rotate(it, variant.gathering[at] as bigint), 0n));
  return { accumulators, hash, end };
}

function finish(hash: bigint, factors: readonly [bigint, bigint], variant: Variant): string {
  const { wrap } = arithmetic(variant);
  const [first, second, third] = variant.avalanche;
  let result = wrap((hash ^ (hash >> first)) * factors[0]);
  result = wrap((result ^ (result >> second)) * factors[1]);
  return (result ^ (result >> third)).toString(16).padStart(variant.bits / 4, '0');
}
