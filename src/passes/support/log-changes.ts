import * as make from '../../ir/make.ts';
import type { Body, Expression, Header, Statement } from '../../ir/model.ts';
import { keyOf, writtenPlace } from '../../ir/places.ts';
import { rewriteBody, mapBodyExpressions } from '../../ir/rewrite.ts';
import { visitBodyReads, visitStatements } from '../../ir/visit.ts';

/**
 * F9: in the source the response is gone when the log code runs, so that what it changes there only it can see. Here the
 * response is still to be sent: the log code changes a copy.
 */
export function logChanges(body: Body): Body {
  const changed = new Map<string, Header>();
  visitStatements(body, (statement) => {
    const place = writtenPlace(statement);
    if (place?.kind === 'header' && place.message === 'resp') changed.set(keyOf(place) ?? '', place);
  });
  if (changed.size === 0) return body;
  const read = new Set<string>();
  visitBodyReads(body, (expression) => read.add(keyOf(expression) ?? ''));
  const copyOf = (expression: Expression): Expression => {
    const header = changed.get(keyOf(expression) ?? '');
    return header === undefined
      ? expression
      : { ...make.local(`logged ${header.name}`, 'string'), origin: expression.origin };
  };
  const kept = rewriteBody(body, (statement): readonly Statement[] => {
    const place = writtenPlace(statement);
    const key = place === null ? null : keyOf(place);
    if (key === null || !changed.has(key)) return [statement];
    if (!read.has(key)) return make.inPlaceOf(statement, []);
    // A copy is a plain value: it has no header lines.
    if (statement.kind !== 'append') return [statement];
    return [
      {
        ...make.assign(statement.target, statement.value, statement.origin),
        ...(statement.leading === undefined ? {} : { leading: statement.leading }),
      },
    ];
  });
  const copies = [...changed.values()].filter((header) => read.has(keyOf(header) ?? ''));
  const first = copies.map((header) =>
    make.when(header, [make.assign(make.local(`logged ${header.name}`, 'string'), header)]),
  );
  return [...first, ...mapBodyExpressions(kept, copyOf)];
}
