import type { Branch, Match, Statement } from '../../ir/model.ts';
import type { CaptureFlow, Home, Use } from './captures-flow.ts';
import type { Token } from './captures-reach.ts';

/** A branch with its condition, or a statement without one. */
export type Place = Branch | Statement;

/** Where a match has certainly just succeeded. */
export interface Site {
  readonly where: 'tried' | 'next' | 'whenTrue' | 'otherwise' | 'after';
  readonly key: Place;
}

export function placeOf(home: Home): Place {
  return home.branch ?? home.statement;
}

export function matchesOf(use: Use): Match[] {
  return [...new Set([...use.reach.keys()].flatMap((token) => (token.match === null ? [] : [token.match])))];
}

/** The site of a match by the way that control goes on from it; without one of its own it is tried beforehand. */
export function siteOf(token: Token, flow: CaptureFlow, inOrder: ReadonlySet<Place>): Site | null {
  const home = token.match === null ? undefined : flow.homes.get(token.match);
  if (home === undefined) return null;
  const { statement, branch } = home;
  const exits = branch === null ? undefined : flow.exits.get(branch);
  if (statement.kind !== 'if' || branch === null || exits === undefined) return { where: 'tried', key: statement };
  if (inOrder.has(branch)) return { where: 'tried', key: branch };
  if (token.exit === 'true' && exits.whenTrue.size === 1) return { where: 'whenTrue', key: branch };
  if (token.exit !== 'false' || exits.whenFalse.size > 1) return { where: 'tried', key: branch };
  const next = statement.branches[statement.branches.indexOf(branch) + 1];
  if (next !== undefined) return { where: 'next', key: next };
  return {
    where: statement.otherwise === null && !flow.passable.has(statement) ? 'after' : 'otherwise',
    key: statement,
  };
}

export function push<K, V>(map: Map<K, V[]>, key: K, ...values: readonly V[]): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [...values]);
  else known.push(...values);
}
