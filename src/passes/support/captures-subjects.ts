import { sameMeaning } from '../../ir/equal.ts';
import * as make from '../../ir/make.ts';
import type { Expression, Match, Statement } from '../../ir/model.ts';
import { visitExpression } from '../../ir/visit.ts';
import type { Names } from './names.ts';
import type { CaptureFlow } from './captures-flow.ts';
import { subjectKey } from './captures-reach.ts';
import { placeOf, push, type Place } from './captures-sites.ts';
import type { CaptureValues } from './captures-value.ts';

/**
 * A subject that is no plain value is worked out once, into a local, before the statement of its match; where groups are read
 * in it, before its own branch; and where the condition is gone through in order, right before its match (by the writer).
 */
export function putAside(
  match: Match,
  flow: CaptureFlow,
  inOrder: ReadonlySet<Place>,
  groups: CaptureValues,
  subjects: Map<Place, Statement[]>,
  names: Names,
): void {
  const home = flow.homes.get(match);
  if (home === undefined || subjectKey(match) !== '' || groups.subjects.has(match)) return;
  const place = placeOf(home);
  const own = inOrder.has(place) || readsGroups(match.subject);
  const same = [...groups.subjects].find(([other]) => {
    const beside = flow.homes.get(other);
    return (
      !own &&
      beside?.statement === home.statement &&
      !inOrder.has(placeOf(beside)) &&
      sameMeaning(other.subject, match.subject)
    );
  });
  const local = same?.[1] ?? make.local(names.local(nameOf(match.subject)), 'string');
  groups.subjects.set(match, local);
  if (same !== undefined || inOrder.has(place)) return;
  const [first] = home.statement.kind === 'if' ? home.statement.branches : [];
  push(subjects, own ? place : (first ?? home.statement), make.assign(local, match.subject, match.origin));
}

function readsGroups(subject: Expression): boolean {
  let reads = false;
  visitExpression(subject, (inner) => {
    if (inner.kind === 'capture') reads = true;
  });
  return reads;
}

function nameOf(subject: Expression): string {
  if (subject.kind === 'subfield') return subject.field;
  return subject.kind === 'variable' ? subject.name.replace(/^\w+\./, '').replaceAll('.', ' ') : 'subject';
}
