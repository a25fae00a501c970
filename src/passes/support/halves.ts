// Tidies one half of code that was parted: what is left of a statement may be nothing.

import type { Body, Statement } from '../../ir/model.ts';
import { readKeys, writtenPlace } from '../../ir/places.ts';
import { mapStatement } from '../../ir/rewrite.ts';
import { visitStatements } from '../../ir/visit.ts';

export function hasCode(body: Body): boolean {
  return body.some(
    (statement) => statement.kind !== 'remark' && statement.kind !== 'declare' && statement.kind !== 'return',
  );
}

export function wrap(statement: Extract<Statement, { kind: 'nested' }>, body: Body): readonly Statement[] {
  return hasCode(body) ? [{ ...statement, body }] : [];
}

/** Where the code of a state ends, the fetch comes next anyway. */
export function withoutLastFetch(body: Body): Body {
  const rest = body.slice();
  for (let at = rest.length - 1; at >= 0; at -= 1) {
    const statement = rest[at] as Statement;
    if (!hasCode([statement])) continue;
    if (statement.kind === 'transition' && statement.action === 'fetch') {
      rest.splice(at, 1);
      continue;
    }
    const inner = mapStatement(statement, { body: withoutLastFetch });
    const kept = inner.kind === 'if' ? trimmed(inner) : inner.kind === 'nested' ? wrap(inner, inner.body) : [inner];
    rest.splice(at, 1, ...kept);
    if (kept.length > 0) break;
  }
  return rest;
}

/** An `if` without branches that do something is nothing; empty branches at its end go. */
export function trimmed(statement: Extract<Statement, { kind: 'if' }>): readonly Statement[] {
  const leaves = (body: Body): boolean => hasCode(body) || body.some((inner) => inner.kind === 'return');
  const otherwise = statement.otherwise !== null && leaves(statement.otherwise) ? statement.otherwise : null;
  const last = statement.branches.findLastIndex((branch) => leaves(branch.body));
  if (otherwise !== null) return [{ ...statement, otherwise }];
  return last === -1 ? [] : [{ ...statement, branches: statement.branches.slice(0, last + 1), otherwise: null }];
}

/** Of the locals, only what something on this side reads. */
export function neededLocals(body: readonly Statement[]): Body {
  const needed = new Set<string>();
  for (let grown = true; grown;) {
    grown = false;
    visitStatements(body, (statement) => {
      const place = writtenPlace(statement);
      if (place?.kind === 'local' && !needed.has(place.name)) return;
      for (const key of readKeys(statement)) {
        const name = /^var\.(.*)$/.exec(key)?.[1];
        if (name !== undefined && !needed.has(name)) {
          needed.add(name);
          grown = true;
        }
      }
    });
  }
  const keep = (inner: Body): Body =>
    inner.flatMap((statement): readonly Statement[] => {
      const place = writtenPlace(statement);
      if (place?.kind === 'local' && !needed.has(place.name)) return [];
      if (statement.kind === 'declare' && !needed.has(statement.local.name)) return [];
      const mapped = mapStatement(statement, { body: keep });
      return mapped.kind === 'if' ? trimmed(mapped) : [mapped];
    });
  return keep(body);
}
