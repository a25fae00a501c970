import type { Expression, Place, Statement } from './model.ts';
import { visitReads } from './visit.ts';

/** A key for a place, equal for what is the same place: header names have no case, a subfield is a part of its header. */
export function keyOf(place: Expression): string | null {
  switch (place.kind) {
    case 'header':
      return `${place.message}.http.${place.name.toLowerCase()}`;
    case 'subfield':
      return keyOf(place.header);
    case 'variable':
      return place.name;
    case 'local':
      return `var.${place.name}`;
    case 'carrier':
      return `carrier.${place.name}`;
    default:
      return null;
  }
}

/** What a statement itself writes, `null` for nothing. */
export function writtenPlace(statement: Statement): Place | null {
  switch (statement.kind) {
    case 'assign':
    case 'remove':
    case 'append':
      return statement.target;
    default:
      return null;
  }
}

/** The keys of what a statement itself reads. */
export function readKeys(statement: Statement): Set<string> {
  const keys = new Set<string>();
  visitReads(statement, (expression) => {
    const key = keyOf(expression);
    if (key !== null) keys.add(key);
  });
  if (statement.kind === 'append') {
    const key = keyOf(statement.target);
    if (key !== null) keys.add(key);
  }
  return keys;
}

/** Whether a key belongs to a message: `req`, `bereq` … */
export function belongsTo(key: string, message: string): boolean {
  return key.startsWith(`${message}.`);
}
