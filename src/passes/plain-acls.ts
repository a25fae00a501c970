import type { Acl, AclEntry, Item, Program } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import type { Comment } from '../syntax/ast.ts';
import { parseNetwork } from './support/addresses.ts';
import { originalAsComments } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/** V9: access lists of the target hold addresses and networks, and no names; how the source compiles or logs them is its own. */
export const plainAcls: Pass = {
  name: 'plain-acls',
  description: 'Access lists hold nothing but networks.',
  needed: ({ source, target }) => target.dialect.traits.aclsReadText && !source.dialect.traits.aclsReadText,
  run(program, context) {
    const items = mapSame(program.items, (item): Item => (item.kind === 'acl' ? plain(item, context) : item));
    return { ...program, items } satisfies Program;
  },
};

function plain(acl: Acl, context: PassContext): Acl {
  const entries: AclEntry[] = [];
  let waiting: readonly Comment[] = [];
  for (const entry of acl.entries.flatMap(localhost)) {
    const network = split(entry);
    if (network === null) {
      context.reporter.report(
        'VCP1040',
        entry.origin,
        `'${entry.address}' in the access list ${acl.name} is a name: the target takes addresses only`,
      );
      waiting = [
        ...waiting,
        ...(entry.leading ?? []),
        ...originalAsComments(context.sourceText(entry.origin), 'VCP1040'),
        ...(entry.trailing ?? []),
      ];
      continue;
    }
    if (
      entries.some(
        (other) =>
          other.address === network.address && other.mask === network.mask && other.negated === network.negated,
      )
    ) {
      waiting = [...waiting, ...(entry.leading ?? []), ...(entry.trailing ?? [])];
      continue;
    }
    entries.push(waiting.length === 0 ? network : { ...network, leading: [...waiting, ...(network.leading ?? [])] });
    waiting = [];
  }
  const dangling = [...waiting, ...(acl.dangling ?? [])];
  return { ...acl, flags: [], entries, ...(dangling.length === 0 ? {} : { dangling }) };
}

/** The machine itself: its addresses. */
function localhost(entry: AclEntry): readonly AclEntry[] {
  if (entry.address.toLowerCase() !== 'localhost') return [entry];
  const { leading, trailing, blankBefore, spelling: _spelling, ...bare } = entry;
  const comments = { ...(leading && { leading }), ...(blankBefore && { blankBefore }) };
  return [
    { ...bare, address: '127.0.0.1', mask: null, ...comments },
    { ...bare, address: '::1', mask: null, ...(trailing && { trailing }) },
  ];
}

/** The mask stands behind the quotes; `null` for a name. */
function split(entry: AclEntry): AclEntry | null {
  const [, address = entry.address, inside] = /^([^/]*)\/(\d+)$/.exec(entry.address) ?? [];
  const mask = inside ?? entry.mask;
  if (mask !== null && !/^\d+$/.test(mask)) return null;
  if (parseNetwork(address, mask === null ? null : Number(mask)) === null) return null;
  const { spelling: _spelling, ...bare } = entry;
  return { ...bare, address, mask, optional: false };
}
