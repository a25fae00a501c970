import type { Context } from '../context.ts';
import { notSet, string, type Value } from '../value.ts';

/** More than any request has room for on the platform; it keeps a desk from running out of memory. */
const workspace = 16 * 1024 * 1024;

/** A text of `length` bytes, unless there is no room for it (`fastly.error` ESESOOM, decision `workspace`). */
export function withinWorkspace(length: number | bigint, context: Context, make: () => string): Value {
  if (length > workspace) {
    context.setError('ESESOOM');
    return notSet;
  }
  return string(make());
}
