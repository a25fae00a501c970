import { addressBytes, formatAddress, parseAddress } from '../address.ts';
import { bool, integer, ip, string, type Value } from '../value.ts';
import { text, whole, type Family } from './function.ts';

export const addresses: Family = {
  'std.ip': (args) => ip(parseAddress(text(args, 0)) ?? parseAddress(text(args, 1))),
  'std.str2ip': (args) => ip(parseAddress(text(args, 0)) ?? parseAddress(text(args, 1))),
  'std.anystr2ip': (args) => ip(parseAnyAddress(text(args, 0)) ?? parseAnyAddress(text(args, 1))),
  'std.ip2str': (args) => string(address(args)),
  'addr.is_ipv4': (args) => bool(bytesOf(args)?.length === 4),
  'addr.is_ipv6': (args) => bool(bytesOf(args)?.length === 16),
  /** Counted from the right, an IPv4 address as if it had zeros on its left. */
  'addr.extract_bits': (args) => {
    const number = BigInt(`0x0${Buffer.from(bytesOf(args) ?? []).toString('hex')}`);
    return integer(BigInt.asUintN(Number(whole(args, 2)), number >> whole(args, 1)));
  },
};

function address(args: readonly Value[]): string | null {
  const [value] = args;
  return value?.type === 'IP' ? value.value : null;
}

function bytesOf(args: readonly Value[]): Uint8Array | null {
  const text = address(args);
  return text === null ? null : addressBytes(text);
}

/** As `inet_aton` reads: one to four parts in decimal, octal or hexadecimal, the last one for all bytes that are left. */
function parseAnyAddress(text: string): string | null {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[\da-f]+|\d+)$/i.test(part))) return parseAddress(text);
  const values = parts.map((part) => {
    if (/^0x/i.test(part)) return Number.parseInt(part, 16);
    return part.length > 1 && part.startsWith('0')
      ? /[89]/.test(part)
        ? Number.NaN
        : Number.parseInt(part, 8)
      : Number(part);
  });
  const last = values.pop() as number;
  const room = 4 - values.length;
  if (!values.every((value) => value <= 255) || !(last < 256 ** room)) return null;
  const rest = Array.from({ length: room }, (_, at) => Math.floor(last / 256 ** (room - 1 - at)) % 256);
  return formatAddress(Uint8Array.from([...values, ...rest]));
}
