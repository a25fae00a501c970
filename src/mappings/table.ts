/** What a dialect of a version has, compiled from `mappings/targets/`. */
export interface DialectTable {
  readonly dialect: string;
  readonly version: string;
  readonly states: Readonly<Record<string, StateFact>>;
  /** Subroutines that user code is put before (Varnish 6.6 and later). */
  readonly hooks: readonly string[];
  readonly variables: Readonly<Record<string, VariableFact>>;
  readonly functions: Readonly<Record<string, CallableFact>>;
  readonly objects: Readonly<Record<string, ObjectFact>>;
  /** Extension → the package that brings it; `bundled` for the engine's own. */
  readonly packages: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly protectedHeaders: readonly string[];
  readonly reserved: readonly string[];
}

export interface StateFact {
  readonly returns: readonly string[];
  readonly statements: readonly string[];
}

export interface VariableFact {
  readonly type: string;
  /** The subroutines in which it can be read, written, unset. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly unset: readonly string[];
  /** The better name that its dialect has for it. */
  readonly deprecated?: string;
}

export interface CallableFact {
  readonly returns: string;
  readonly args: readonly ArgumentFact[];
  readonly vmod?: string;
  /** The only subroutines that may call it. */
  readonly in?: readonly string[];
}

export interface ArgumentFact {
  readonly type: string;
  readonly name: string;
  readonly optional: boolean;
  readonly repeats: boolean;
}

export interface ObjectFact extends CallableFact {
  readonly methods: Readonly<Record<string, CallableFact>>;
}

const patternsOf = new WeakMap<DialectTable, ReadonlyMap<string, string>>();

/**
 * The fact about a variable, by its name as written in the dialect: `req.http.Foo`, `backend.F_x.healthy`.
 * A `*` in the table stands for one part of the name, at its end for the rest of it.
 */
export function findVariable(table: DialectTable, name: string): VariableFact | undefined {
  const exact = own(table.variables, name);
  if (exact !== undefined) return exact;
  const before = matched.get(table);
  const known =
    before === undefined || before.size > mostMatched ? new Map<string, VariableFact | undefined>() : before;
  if (known !== before) matched.set(table, known);
  else if (known.has(name)) return known.get(name);
  const fact = matchVariable(table, name);
  known.set(name, fact);
  return fact;
}

/** Names that were matched with the patterns of a table: the same ones are asked for over and over. */
const matched = new WeakMap<DialectTable, Map<string, VariableFact | undefined>>();
const mostMatched = 10_000;

function matchVariable(table: DialectTable, name: string): VariableFact | undefined {
  let patterns = patternsOf.get(table);
  if (patterns === undefined) {
    const stars = Object.keys(table.variables).filter((key) => key.includes('*'));
    patterns = new Map(stars.map((key) => [shape(key.split('.'), key.split('.').indexOf('*')), key]));
    patternsOf.set(table, patterns);
  }
  const parts = name.split('.');
  for (let star = 1; star < parts.length; star += 1) {
    const key = patterns.get(shape([...parts.slice(0, star), '*', ...parts.slice(star + 1)], star));
    if (key !== undefined) return table.variables[key];
    const rest = patterns.get(shape([...parts.slice(0, star), '*'], star));
    if (rest !== undefined) return table.variables[rest];
  }
  return undefined;
}

function shape(parts: readonly string[], star: number): string {
  return `${star}:${parts.join('.')}`;
}

/** A property of a record, but never one of its prototype's. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
