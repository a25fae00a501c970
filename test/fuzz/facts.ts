// What generated programs are made of: names of Fastly that the translator gives an equal for, by type and place.

import { profileNamed } from '../../src/dialects/index.ts';
import { rows } from '../../src/generated/rows.ts';
import type { CallableFact, DialectTable } from '../../src/mappings/table.ts';
import { isConstant } from '../../src/verify/fastly-machine/variables/index.ts';

export const states = ['recv', 'hash', 'hit', 'miss', 'pass', 'fetch', 'error', 'deliver', 'log'] as const;
export type State = (typeof states)[number];

const table = profileNamed('fastly')?.table as DialectTable;

/** Names whose equal is none, or nearly one, in any of their rows. */
const inexact = new Set(
  rows.flatMap(({ from, fidelity, pattern }) =>
    from === 'fastly' && (fidelity === 'none' || fidelity === 'approximate') ? [nameOf(pattern)] : [],
  ),
);
const mapped = new Set(rows.flatMap(({ from, pattern }) => (from === 'fastly' ? [nameOf(pattern)] : [])));

function nameOf(pattern: unknown): string {
  const { name } = pattern as { readonly name?: string };
  return name ?? '';
}

/** Of a desk and of a moment: both sides never have the same. */
const left =
  /^(?:now|time\.|req\.xid|randomstr|random|client\.port|server\.|req\.vcl|req\.service|.*bytes|workspace|.*\.ip$|.*\.port$|req\.digest|fastly_info|fastly\.error|uuid|std\.(?:random|collect|time)|early_hints|h2\.|h3\.|.*\.(?:handshake|elapsed)|beresp\.backend|req\.customer|bereq\.header|req\.body|req\.postbody|parse_time_delta|ratelimit|table\.|accept\.|setcookie|waf|fastly\.|req\.backend|boltsort)/;

export interface GeneratedFunction {
  readonly name: string;
  readonly fact: CallableFact;
}

/**
 * What differs and is no fault: `stale.exists` is a text on the platform of which nobody says what it is, and on varnishd a
 * truth (conditions have it); the separator of filters is a control character, nobody says which.
 */
const known = new Set(['stale.exists', 'querystring.filtersep']);

/** Functions whose arguments can be written down without knowing what they mean. */
export const functions: readonly GeneratedFunction[] = Object.entries(table.functions)
  .filter(([name]) => mapped.has(name) && !inexact.has(name) && !known.has(name) && !left.test(name))
  .filter(([, { args, returns }]) => {
    const simple = ['STRING', 'INTEGER', 'FLOAT', 'BOOL', 'RTIME', 'REGEX'];
    return (
      args.every(({ type }) => simple.includes(type)) &&
      ['STRING', 'INTEGER', 'FLOAT', 'BOOL', 'RTIME'].includes(returns)
    );
  })
  .map(([name, fact]) => ({ name, fact }));

/** Variables that a state can read. */
export function variables(state: State, type: string): readonly string[] {
  return Object.entries(table.variables)
    .filter(([name, fact]) => fact.type === type && fact.read.includes(`vcl_${state}`) && !name.includes('*'))
    .map(([name]) => name)
    .filter(
      (name) =>
        !inexact.has(name) && !known.has(name) && !left.test(name) && !isConstant(name) && !name.includes('.http.'),
    );
}
