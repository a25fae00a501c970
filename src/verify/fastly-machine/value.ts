/**
 * A value of Fastly VCL. A text is bytes: each character of it (0–255) is one, as on the wire.
 * Only texts and addresses can be not set; the other types have a value always.
 */
export type Value =
  | { readonly type: 'STRING'; readonly value: string | null }
  /** 64 bits, with a sign. */
  | { readonly type: 'INTEGER'; readonly value: bigint }
  | { readonly type: 'FLOAT'; readonly value: number }
  | { readonly type: 'BOOL'; readonly value: boolean }
  /** Seconds since 1970. */
  | { readonly type: 'TIME'; readonly value: number }
  /** Seconds. */
  | { readonly type: 'RTIME'; readonly value: number }
  /** In its usual form, IPv6 in lower case and shortened. */
  | { readonly type: 'IP'; readonly value: string | null }
  /** The names of what is declared. */
  | { readonly type: 'BACKEND'; readonly value: string | null }
  | { readonly type: 'ACL'; readonly value: string }
  | { readonly type: 'REGEX'; readonly value: string }
  /** A bare word as an argument. */
  | { readonly type: 'ID'; readonly value: string };

export type ValueType = Value['type'];
export type ValueOf<T extends ValueType> = Extract<Value, { type: T }>;

export const notSet: Value = { type: 'STRING', value: null };

export function string(value: string | null): ValueOf<'STRING'> {
  return { type: 'STRING', value };
}

/** The lower 64 bits. */
export function integer(value: bigint | number): ValueOf<'INTEGER'> {
  return { type: 'INTEGER', value: BigInt.asIntN(64, BigInt(value)) };
}

export function float(value: number): ValueOf<'FLOAT'> {
  return { type: 'FLOAT', value };
}

export function bool(value: boolean): ValueOf<'BOOL'> {
  return { type: 'BOOL', value };
}

export function time(value: number): ValueOf<'TIME'> {
  return { type: 'TIME', value };
}

export function rtime(value: number): ValueOf<'RTIME'> {
  return { type: 'RTIME', value };
}

export function ip(value: string | null): ValueOf<'IP'> {
  return { type: 'IP', value };
}

export function isNotSet(value: Value): boolean {
  return value.value === null;
}
