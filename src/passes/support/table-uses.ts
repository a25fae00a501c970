import * as make from '../../ir/make.ts';
import type { Carrier, Expression, Program, Table } from '../../ir/model.ts';
import type { Type } from '../../ir/types.ts';
import { bodiesOf } from '../../ir/visit.ts';
import { kinds, visitKinds, visitTargets } from '../../ir/kinds.ts';
import type { PassContext } from '../pass.ts';

/** What the code asks a table for. */
export interface Uses {
  readonly types: Set<Type>;
  /** Whether some lookup brings a value for keys without an entry. */
  fallback: boolean;
  /** Whether the code asks only if there is an entry. */
  contains: boolean;
  readonly origin: Expression['origin'];
}

export function usesOf(program: Program): ReadonlyMap<string, Uses> {
  const found = new Map<string, Uses>();
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('lookup', 'contains'), (expression) => {
      const uses = found.get(expression.table) ?? {
        types: new Set<Type>(),
        fallback: false,
        contains: false,
        origin: expression.origin,
      };
      found.set(expression.table, uses);
      if (expression.kind === 'contains') uses.contains = true;
      else {
        uses.types.add(expression.type);
        uses.fallback ||= expression.fallback !== null;
      }
    });
  }
  return found;
}

/** Tables that the service has and the files do not. */
export function withMissing(program: Program, uses: ReadonlyMap<string, Uses>, context: PassContext): Program {
  const declared = new Set(program.items.flatMap((item) => (item.kind === 'table' ? [item.name] : [])));
  const missing = [...uses].filter(([name]) => !declared.has(name));
  if (missing.length === 0) return program;
  const tables = missing.map(([name, { types, origin }]): Table => {
    context.needs.stubs.set(name, 'table');
    context.reporter.report('VCP5015', origin, `table '${name}' is not in these files: its lookup finds nothing`);
    const [type = 'string'] = types;
    return make.remarked(
      { kind: 'table', name, type, entries: [], origin: null, blankBefore: true },
      'Stub: the service has it, the files do not',
    );
  });
  const code = program.items.findIndex((item) => item.kind === 'state' || item.kind === 'subroutine');
  const at = code === -1 ? program.items.length : code;
  return { ...program, items: [...program.items.slice(0, at), ...tables, ...program.items.slice(at)] };
}

/** What is handed over to a lookup, and what it gives. The same names on both sides: one subroutine serves them. */
export interface Places {
  readonly key: Carrier;
  value(type: Type): Carrier;
  readonly found: Carrier;
  subject(type: Type): Carrier;
}

const short = ['key', 'value', 'found', 'subject'] as const;

/** Short names, unless the code has locals of these names. */
export function placesIn(program: Program): Places {
  const taken = new Set<string>();
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('local'), (local) => taken.add(local.name));
    visitTargets(body, kinds('local'), (local) => taken.add(local.name));
  }
  const free = !short.some((name) => taken.has(name));
  const named = (name: (typeof short)[number], type: Type): Carrier =>
    make.carrier(free ? name : `table ${name}`, type, 'client');
  return {
    key: named('key', 'string'),
    value: (type) => named('value', type),
    found: named('found', 'boolean'),
    subject: (type) => named('subject', type),
  };
}

/** A pattern or an access list is no value that could be kept. */
export function isPattern(type: Type): boolean {
  return type === 'acl' || type === 'regex';
}
