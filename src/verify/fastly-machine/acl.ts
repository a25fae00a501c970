import type * as ast from '../../syntax/ast.ts';
import { addressBytes } from './address.ts';
import { textOfLiteral } from './literals.ts';
import { MachineError } from './machine-error.ts';

/**
 * Whether an address is in an ACL: the entry with the longest prefix decides, and whether it is negated (decision
 * `aclLongestPrefix`). What is no address matches nothing.
 */
export function aclMatches(acl: ast.AclDeclaration, address: string | null): boolean {
  const bytes = address === null ? null : addressBytes(address);
  if (bytes === null) return false;
  let best = { length: -1, matches: false };
  for (const entry of acl.entries) {
    if (entry.kind !== 'AclEntry') throw new MachineError(`the ACL ${acl.name.name} has an entry that cannot be read`);
    for (const prefix of prefixesOf(entry)) {
      if (prefix.length > best.length && isWithin(bytes, prefix))
        best = { length: prefix.length, matches: !entry.negated };
    }
  }
  return best.matches;
}

interface Prefix {
  readonly bytes: Uint8Array;
  /** In bits. */
  readonly length: number;
}

function prefixesOf(entry: ast.AclEntry): Prefix[] {
  const text = entry.address.kind === 'StringLiteral' ? textOfLiteral(entry.address.raw) : entry.address.name;
  // Exactly these two (falco commit ec191ea, by a Fastly engineer).
  const names = text === 'localhost' ? ['127.0.0.1', '::1'] : [text];
  return names.map((name) => {
    const bytes = addressBytes(name);
    if (bytes === null) throw new MachineError(`"${name}" is no address`);
    const length = entry.mask?.kind === 'NumberLiteral' ? Number(entry.mask.raw) : bytes.length * 8;
    return { bytes, length };
  });
}

function isWithin(address: Uint8Array, prefix: Prefix): boolean {
  if (address.length !== prefix.bytes.length) return false;
  for (let bit = 0; bit < prefix.length; bit += 1) {
    const mask = 0x80 >> (bit & 7);
    if (((address[bit >> 3] as number) & mask) !== ((prefix.bytes[bit >> 3] as number) & mask)) return false;
  }
  return true;
}
