import type { Io } from './io.ts';

/** Fewer need no progress. */
const many = 4;

/** Calls `f` for each item, and says on a terminal how far it has come when there are many. */
export function withProgress<T, R>(items: readonly T[], nameOf: (item: T) => string, io: Io, f: (item: T) => R): R[] {
  const visible = io.interactive && items.length >= many;
  const results = items.map((item, index) => {
    if (visible) io.err(`\r\u001b[K${index + 1}/${items.length} ${nameOf(item)}`);
    return f(item);
  });
  if (visible) io.err('\r\u001b[K');
  return results;
}
