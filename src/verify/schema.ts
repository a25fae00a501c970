// Small readers that turn untyped YAML into typed values and say exactly where it does not fit.

export class SchemaError extends Error {}

/** Reads one value; `at` is the path to it, for messages. */
export type Read<T> = (value: unknown, at: string) => T;

type Fields = Record<string, Read<unknown>>;
type Shape<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> };

function fail(at: string, wanted: string, value: unknown): never {
  throw new SchemaError(`${at}: expected ${wanted}, found ${value === undefined ? 'nothing' : JSON.stringify(value)}`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const string: Read<string> = (value, at) => (typeof value === 'string' ? value : fail(at, 'a string', value));

/** A string, or a number or boolean that YAML read where a string was meant (`Age: 0`). */
export const text: Read<string> = (value, at) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : fail(at, 'a string', value);

export const number: Read<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fail(at, 'a number, 0 or more', value);

export const boolean: Read<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : fail(at, 'true or false', value);

export const nothing: Read<null> = (value, at) => (value === null ? null : fail(at, 'null', value));

export function oneOf<T extends string>(...choices: readonly T[]): Read<T> {
  return (value, at) => choices.find((choice) => choice === value) ?? fail(at, choices.join(' or '), value);
}

export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, at) => (value === undefined ? undefined : read(value, at));
}

export function withDefault<T>(read: Read<T>, otherwise: T): Read<T> {
  return (value, at) => (value === undefined ? otherwise : read(value, at));
}

export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value, at) =>
    Array.isArray(value) ? value.map((item, index) => read(item, `${at}[${index}]`)) : fail(at, 'a list', value);
}

/** Names chosen by the author (headers, origins, options), all with values of one kind. */
export function record<T>(read: Read<T>): Read<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (!isRecord(value)) return fail(at, 'a mapping', value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item, `${at}.${key}`)]));
  };
}

/** A mapping with these keys and no others. */
export function shape<F extends Fields>(fields: F): Read<Shape<F>> {
  return (value, at) => {
    if (!isRecord(value)) return fail(at, `a mapping with ${Object.keys(fields).join(', ')}`, value);
    for (const key of Object.keys(value)) {
      if (!(key in fields)) {
        throw new SchemaError(`${at}: unknown key "${key}"; known keys: ${Object.keys(fields).join(', ')}`);
      }
    }
    const entries = Object.entries(fields).map(([key, read]) => [key, read(value[key], `${at}.${key}`)]);
    return Object.fromEntries(entries) as Shape<F>;
  };
}

/** The readers in turn; the first that fits wins, and the last one's complaint is reported. */
export function either<A, B>(first: Read<A>, second: Read<B>): Read<A | B> {
  return (value, at) => {
    try {
      return first(value, at);
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      return second(value, at);
    }
  };
}
