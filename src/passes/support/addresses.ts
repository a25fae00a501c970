/** An address or a network: a version of IP, the bits, and how many of them count. */
export interface Network {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly prefix: number;
}

/** A network of its text; without a mask it is one address. `null` for what is none. */
export function parseNetwork(address: string, mask: number | null = null): Network | null {
  const value = parseIpv4(address);
  if (value !== null) return network(32, value, mask);
  const long = parseIpv6(address);
  return long === null ? null : network(128, long, mask);
}

export function isAddress(text: string): boolean {
  return parseNetwork(text) !== null;
}

/** Whether the first holds the second: as large, or larger. */
export function holds(outer: Network, inner: Network): boolean {
  return (
    outer.bits === inner.bits &&
    outer.prefix <= inner.prefix &&
    masked({ ...inner, prefix: outer.prefix }).value === masked(outer).value
  );
}

/** The same network without the bits that do not count. */
export function masked(network: Network): Network {
  const shift = BigInt(network.bits - network.prefix);
  return { ...network, value: (network.value >> shift) << shift };
}

export function formatAddress({ bits, value }: Network): string {
  return bits === 32 ? words(value, 4, 8).join('.') : formatIpv6(words(value, 8, 16).map((word) => word.toString(16)));
}

function network(bits: 32 | 128, value: bigint, mask: number | null): Network | null {
  const prefix = mask ?? bits;
  return prefix >= 0 && prefix <= bits ? { bits, value, prefix } : null;
}

function parseIpv4(text: string): bigint | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? join(bytes, 8) : null;
}

function parseIpv6(text: string): bigint | null {
  // The last two words may be written as an IPv4 address.
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail !== null) {
    const short = parseIpv4(tail[2] as string);
    if (short === null) return null;
    return parseIpv6(
      (tail[1] as string) +
        words(short, 2, 16)
          .map((word) => word.toString(16))
          .join(':'),
    );
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...head, ...rest];
  if (!given.every((word) => /^[0-9A-Fa-f]{1,4}$/.test(word))) return null;
  const missing = 8 - given.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...Array<string>(missing).fill('0'), ...rest];
  return join(
    all.map((word) => Number.parseInt(word, 16)),
    16,
  );
}

function formatIpv6(all: readonly string[]): string {
  const text = all.join(':');
  const runs = [...text.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  return `${before}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}

function join(parts: readonly number[], size: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(size)) | BigInt(part), 0n);
}

function words(value: bigint, count: number, size: number): number[] {
  const mask = (1n << BigInt(size)) - 1n;
  return Array.from({ length: count }, (_, index) => Number((value >> BigInt((count - 1 - index) * size)) & mask));
}
