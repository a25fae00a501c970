/** Types of values, the union of what both dialects have. `unknown` only where the input does not say. */
export type Type =
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'time'
  | 'duration'
  | 'ip'
  | 'acl'
  | 'backend'
  | 'regex'
  | 'bytes'
  | 'blob'
  | 'body'
  | 'http'
  | 'header'
  | 'probe'
  | 'storage'
  | 'subroutine'
  /** The bare name of a thing: a table, a rate counter, a word of an enumeration. */
  | 'name'
  | 'void'
  | 'unknown';
