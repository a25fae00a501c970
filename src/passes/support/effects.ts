import type { Body, Expression } from '../../ir/model.ts';
import { keyOf, writtenPlace } from '../../ir/places.ts';
import { visitExpression, visitReads, visitStatements } from '../../ir/visit.ts';
import { kinds, visitKinds } from '../../ir/kinds.ts';

/** What code changes, as keys of places; `null`: it may change anything. */
export type Writes = ReadonlySet<string> | null;

/** The groups of the last match are a place that every match writes. */
export const groups = 're.group';

/** What a body changes, given what the subroutines that it calls change. */
export function writesOf(body: Body, called: (subroutine: string) => Writes): Writes {
  const written = new Set<string>();
  let anything = false;
  const add = (writes: Writes): void => {
    if (writes === null) anything = true;
    else for (const key of writes) written.add(key);
  };
  visitStatements(body, (statement) => {
    switch (statement.kind) {
      case 'transition':
      case 'evaluate':
      case 'verbatim':
      case 'platform':
      case 'include':
        anything = true;
        break;
      case 'log':
      case 'set-body':
      case 'hash-data':
      case 'enable-esi':
        written.add(statement.kind);
        break;
      case 'remove-prefix':
        written.add(`${statement.message}.http`);
        break;
      case 'declare':
        written.add(keyOf(statement.local) ?? '');
        break;
      case 'call-subroutine':
        add(called(statement.name));
        break;
      default: {
        const place = writtenPlace(statement);
        if (place !== null) written.add(keyOf(place) ?? '');
      }
    }
    visitReads(statement, (expression) => {
      if (expression.kind === 'apply') add(called(expression.subroutine));
      if (isPatternMatch(expression)) written.add(groups);
    });
  });
  return anything ? null : written;
}

/** What an expression reads, as keys of places. */
export function readsOf(expression: Expression): ReadonlySet<string> {
  const read = new Set<string>();
  visitExpression(expression, (inner) => {
    const key = keyOf(inner);
    if (key !== null) read.add(key);
    if (inner.kind === 'capture') read.add(groups);
    // `req` as an argument: the function may look at any header.
    if (inner.kind === 'name' && messages.has(inner.name)) read.add(`${inner.name}.http`);
  });
  return read;
}

const messages: ReadonlySet<string> = new Set(['req', 'bereq', 'beresp', 'obj', 'resp']);

/** Whether an expression has another value after something was written. */
export function disturbs(writes: Writes, expression: Expression): boolean {
  const read = readsOf(expression);
  if (writes === null) return read.size > 0;
  return [...read].some((key) => [...writes].some((written) => overlap(key, written)));
}

/** One place is the other, a part of it, or a view of it: `req.url` and `req.url.path`. */
function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Whether evaluating an expression leaves groups behind. */
export function leavesGroups(expression: Expression): boolean {
  let leaves = false;
  visitExpression(expression, (inner) => {
    if (isPatternMatch(inner)) leaves = true;
  });
  return leaves;
}

function isPatternMatch(expression: Expression): boolean {
  if (expression.kind !== 'match') return false;
  return expression.pattern.kind === 'string' || expression.pattern.kind === 'lookup';
}

/** Whether a body looks at the groups of the last match. */
export function readsGroups(body: Body): boolean {
  let reads = false;
  visitKinds(body, kinds('capture'), () => {
    reads = true;
  });
  return reads;
}
