import * as make from '../ir/make.ts';
import type { Acl, AclEntry, Expression, Match, Program } from '../ir/model.ts';
import { mapBodies, mapSame } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import { kinds, mapKinds } from '../ir/kinds.ts';
import type { Comment } from '../syntax/ast.ts';
import { formatAddress, holds, masked, parseNetwork, type Network } from './support/addresses.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F24: access lists keep their entries. What the target reads otherwise is written out: names for the machine itself, bits
 * behind the mask, entries that say the same. A text on the left of a list is read as an address first.
 */
export const lowerAcls: Pass = {
  name: 'lower-acls',
  description: 'Access lists have only networks, and only addresses are matched against them.',
  needed: ({ source, target }) => source.dialect.traits.aclsReadText && !target.dialect.traits.aclsReadText,
  run(program, context) {
    const lists = new Map<string, readonly Network[]>();
    const items = mapSame(program.items, (item) => {
      if (item.kind !== 'acl') return item;
      const lowered = lowerAcl(item, context);
      lists.set(item.name, includedIn(lowered));
      return lowered;
    });
    const matched = { ...program, items } satisfies Program;
    return mapBodies(matched, (body) => mapKinds(body, kinds('match'), (match) => lowerMatch(match, lists, context)));
  },
};

interface Parsed {
  readonly entry: AclEntry;
  /** `null` for a name. */
  readonly network: Network | null;
}

function lowerAcl(acl: Acl, context: PassContext): Acl {
  const parsed: Parsed[] = [];
  /** Where each network stands: lists may have thousands. */
  const places = new Map<string, number>();
  let waiting: readonly Comment[] = [];
  for (const entry of acl.entries.flatMap(localhost)) {
    const network = networkOf(entry);
    if (network === null)
      context.reporter.report(
        'VCP1040',
        entry.origin,
        `'${entry.address}' in the access list ${acl.name} is no address`,
      );
    const key = network === null ? null : keyOf(network);
    const place = key === null ? undefined : places.get(key);
    const same = place === undefined ? undefined : parsed[place];
    if (place === undefined || same === undefined) {
      if (key !== null) places.set(key, parsed.length);
      const leading = [...waiting, ...(entry.leading ?? [])];
      const commented = leading.length === 0 ? entry : { ...entry, leading };
      parsed.push({ entry: network === null ? commented : written(commented, network), network });
      waiting = [];
      continue;
    }
    waiting = [...waiting, ...(entry.leading ?? []), ...(entry.trailing ?? [])];
    if (same.entry.negated === entry.negated) continue;
    reportWider(entry.negated ? entry : same.entry, entry.negated ? same.entry : entry, context);
    parsed[place] = { ...same, entry: { ...same.entry, negated: true } };
  }
  warnOfWideNegations(parsed, context);
  const dangling = [...waiting, ...(acl.dangling ?? [])];
  return { ...acl, entries: parsed.map(({ entry }) => entry), ...(dangling.length === 0 ? {} : { dangling }) };
}

/** The source means these two addresses, whatever the machine's resolver says. */
function localhost(entry: AclEntry): readonly AclEntry[] {
  if (entry.address.toLowerCase() !== 'localhost' || entry.mask !== null) return [entry];
  const { leading, trailing, blankBefore, spelling: _spelling, ...bare } = entry;
  const first = {
    ...bare,
    address: '127.0.0.1',
    ...(leading === undefined ? {} : { leading }),
    ...(blankBefore === true ? { blankBefore } : {}),
  };
  return [first, { ...bare, address: '::1', ...(trailing === undefined ? {} : { trailing }) }];
}

function networkOf(entry: AclEntry): Network | null {
  const [, address = entry.address, inside] = /^([^/]*)\/(\d+)$/.exec(entry.address) ?? [];
  const mask = inside ?? entry.mask;
  if (mask !== null && !/^\d+$/.test(mask)) return null;
  return parseNetwork(address, mask === null ? null : Number(mask));
}

/** An entry as the target takes it; untouched where that is how it was. */
function written(entry: AclEntry, network: Network): AclEntry {
  const plain = masked(network);
  if (plain.value === network.value && !entry.address.includes('/')) return entry;
  const { spelling: _spelling, ...bare } = entry;
  return { ...bare, address: formatAddress(plain), mask: plain.prefix === plain.bits ? null : String(plain.prefix) };
}

/** The same for what is the same network. */
function keyOf(network: Network): string {
  return `${network.bits} ${network.prefix} ${masked(network).value}`;
}

/** Here the most specific entry wins; by its documentation the source lets negations win. */
function warnOfWideNegations(parsed: readonly Parsed[], context: PassContext): void {
  for (const outer of parsed) {
    // One address holds no other.
    if (!outer.entry.negated || outer.network === null || outer.network.prefix === outer.network.bits) continue;
    const inner = parsed.find(
      ({ entry, network }) => !entry.negated && network !== null && holds(outer.network as Network, network),
    );
    if (inner !== undefined) reportWider(outer.entry, inner.entry, context);
  }
}

function reportWider(negation: AclEntry, inclusion: AclEntry, context: PassContext): void {
  const related = inclusion.origin === null ? [] : [{ span: inclusion.origin, message: 'this one wins on the target' }];
  const names = [negation, inclusion].map(({ address, mask }) => (mask === null ? address : `${address}/${mask}`));
  const same = names[0] === names[1];
  const message = same
    ? `${names[0]} is in the list and negated: the negation stays`
    : `the negated ${names[0]} holds ${names[1]}, which is in the list`;
  context.reporter.report('VCP3030', negation.origin, message, { related: same ? [] : related });
}

/** The networks of a list, and those it takes out: only their bounds matter here. */
function includedIn(acl: Acl): readonly Network[] {
  return acl.entries
    .flatMap((entry) => (entry.negated ? [] : [networkOf(entry)]))
    .filter((network) => network !== null);
}

const nobody = ['0.0.0.0', '255.255.255.255', '::', '192.0.2.255', '100::'] as const;

function lowerMatch(match: Match, lists: ReadonlyMap<string, readonly Network[]>, context: PassContext): Expression {
  const { pattern, subject } = match;
  if (pattern.kind === 'local' && pattern.type === 'acl') {
    context.reporter.report('VCP2032', match.origin, 'the target cannot choose an access list at run time', {
      help: 'Test against each list by its name, under the condition that chose it.',
    });
    return { ...make.boolean(match.negated), origin: match.origin };
  }
  if (pattern.kind !== 'name' || pattern.type !== 'acl' || typeOf(subject) !== 'string') return match;
  if (subject.kind === 'unset') return { ...make.boolean(match.negated), origin: match.origin };
  const networks = lists.get(pattern.name) ?? [];
  const outside = nobody.find((address) => {
    const network = parseNetwork(address);
    return network !== null && !networks.some((other) => holds(other, network));
  });
  const read = (fallback: string): Expression => ({
    ...vclExpression(context.target, `std.ip(_text_, "${fallback}", resolve=false)`, { text: subject }),
    origin: subject.origin,
  });
  if (outside !== undefined) return { ...match, subject: read(outside) };
  // Every address is in the list: a text that is none shows by taking either fallback.
  const isAddress = make.binary(read('0.0.0.0'), '==', read('::'));
  const both = make.logical('&&', [isAddress, { ...match, negated: false, subject: read('0.0.0.0') }]);
  return match.negated ? make.not(both) : both;
}
