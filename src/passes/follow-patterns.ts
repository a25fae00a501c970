import * as make from '../ir/make.ts';
import type { Body, Expression, Local, Statement } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import { visitReads, visitStatements } from '../ir/visit.ts';
import { disturbs, writesOf } from './support/effects.ts';
import { isPattern } from './support/table-uses.ts';
import type { Pass } from './pass.ts';

/**
 * F23, F24: a local that holds a pattern or an access list cannot be kept. One that is assigned once is what it was assigned,
 * wherever it is used, as long as that would still give the same.
 */
export const followPatterns: Pass = {
  name: 'follow-patterns',
  description: 'Locals of patterns and access lists are what they were assigned.',
  needed: ({ source, target }) => source.dialect.traits.locals && !target.dialect.traits.locals,
  run: (program) => mapBodies(program, follow),
};

function follow(body: Body): Body {
  const values = new Map<string, Expression>();
  for (const local of patternsIn(body)) {
    const value = valueOf(local, body);
    if (value !== null) values.set(local, value);
  }
  if (values.size === 0) return body;
  const isFollowed = (place: Expression): boolean => place.kind === 'local' && values.has(place.name);
  const without = rewriteBody(body, (statement): readonly Statement[] => {
    const gone =
      (statement.kind === 'assign' && isFollowed(statement.target)) ||
      (statement.kind === 'declare' && isFollowed(statement.local));
    return gone ? make.inPlaceOf(statement, []) : [statement];
  });
  return mapBodyExpressions(without, (expression) =>
    expression.kind === 'local' ? (values.get(expression.name) ?? expression) : expression,
  );
}

function patternsIn(body: Body): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (local: Local): void => {
    if (isPattern(local.type)) names.add(local.name);
  };
  visitStatements(body, (statement) => {
    if (statement.kind === 'declare') note(statement.local);
    if (statement.kind === 'assign' && statement.target.kind === 'local') note(statement.target);
  });
  return names;
}

/** What a local holds wherever it is read; `null` where that depends. */
function valueOf(name: string, body: Body): Expression | null {
  let value: Expression | null = null;
  let depends = false;
  visitStatements(body, (statement) => {
    visitReads(statement, (expression) => {
      if (expression.kind === 'local' && expression.name === name && value === null) depends = true;
    });
    const given = givenTo(name, statement);
    if (given !== null) {
      // Once, and on every way.
      if (value !== null || !body.includes(statement)) depends = true;
      value = given;
    } else if (
      value !== null &&
      !isChoice(statement) &&
      disturbs(
        writesOf([statement], () => null),
        value,
      )
    )
      depends = true;
  });
  return depends ? null : value;
}

function givenTo(name: string, statement: Statement): Expression | null {
  if (statement.kind === 'declare') return statement.local.name === name ? statement.value : null;
  if (statement.kind !== 'assign' || statement.target.kind !== 'local' || statement.target.name !== name) return null;
  return statement.value;
}

/** What is inside is looked at by itself. */
function isChoice(statement: Statement): boolean {
  return (
    statement.kind === 'if' ||
    statement.kind === 'switch' ||
    statement.kind === 'nested' ||
    statement.kind === 'transition'
  );
}
