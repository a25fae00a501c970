import { toBuffer } from '../bytes.ts';
import { bool, integer, string, type Value } from '../value.ts';
import { text, whole, type Family } from './function.ts';
import { murmur3 } from './murmur.ts';
import { normalizeUrl } from './normalize-url.ts';

export const miscellaneous: Family = {
  http_status_matches: (args) => {
    const format = text(args, 1);
    const codes = format
      .replace(/^!/, '')
      .split(',')
      .map((code) => code.trim());
    return bool(codes.includes(whole(args, 0).toString()) !== format.startsWith('!'));
  },
  /** "A MurmurHash-based hash function", from one number to another, both possible (decision `murmurHash`). */
  'fastly.hash': (args) => {
    const [from, to] = [whole(args, 2), whole(args, 3)];
    if (from > to) return integer(0);
    const hash = BigInt(murmur3(toBuffer(text(args, 0)), Number(BigInt.asUintN(32, whole(args, 1)))));
    return integer(from + (hash % (to - from + 1n)));
  },
  /** A desk has no shields. */
  'fastly.try_select_shield': (args) => args[1] as Value,
  /** Nor another hop. */
  'fastly.ff.last_hop_was_serviceid': () => bool(false),
  'url.normalize': (args) => string(normalizeUrl(text(args, 0))),
};
