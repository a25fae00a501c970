/** MurmurHash3, 32 bits (Austin Appleby, in the public domain). */
export function murmur3(bytes: Buffer, seed: number): number {
  let hash = seed;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    hash ^= scramble(bytes.readUInt32LE(at));
    hash = Math.imul(rotate(hash, 13), 5) + 0xe6546b64;
  }
  let rest = 0;
  for (let byte = bytes.length - 1; byte >= at; byte -= 1) rest = (rest << 8) | (bytes[byte] as number);
  hash ^= scramble(rest) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
