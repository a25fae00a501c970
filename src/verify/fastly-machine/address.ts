import { isIP } from 'node:net';

/** An address in its usual form; `null` when the text is none. */
export function parseAddress(text: string): string | null {
  const kind = isIP(text);
  if (kind === 4) return text;
  // A zone belongs to one machine only.
  if (kind === 0 || text.includes('%')) return null;
  const bytes = addressBytes(text) as Uint8Array;
  return formatAddress(bytes);
}

/** Four or sixteen bytes; `null` when the text is no address. */
export function addressBytes(text: string): Uint8Array | null {
  const kind = isIP(text);
  if (kind === 4) return Uint8Array.from(text.split('.'), Number);
  if (kind === 0 || text.includes('%')) return null;
  const [head = '', tail] = text.split('::');
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const missing = 8 - before.length - after.length;
  const all = [...before, ...Array.from({ length: missing }, () => 0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

/** Groups of sixteen bits; the last two may be written as an IPv4 address. */
function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** As `inet_ntop` writes it: the longest run of zeros shortened, an IPv4 address in IPv6 with dots. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const words = Array.from({ length: 8 }, (_, at) => (bytes[2 * at] as number) * 256 + (bytes[2 * at + 1] as number));
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) {
    return `::ffff:${bytes.slice(12).join('.')}`;
  }
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && words[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const write = (part: number[]): string => part.map((word) => word.toString(16)).join(':');
  if (best.start === -1) return write(words);
  return `${write(words.slice(0, best.start))}::${write(words.slice(best.start + best.length))}`;
}
