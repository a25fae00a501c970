import type { Body, Branch, Statement } from '../../ir/model.ts';

/**
 * Replaces statements, telling which stand where control would come to the end of the body next. `null` leaves one as it is.
 */
export function inTail(
  body: Body,
  f: (statement: Statement, tail: boolean) => readonly Statement[] | null,
  tail = true,
): Body {
  const last = lastThatRuns(body);
  return body.flatMap((statement, index) => {
    const atEnd = tail && index >= last;
    const replaced = f(statement, atEnd);
    return replaced ?? [inside(statement, f, atEnd)];
  });
}

function inside(
  statement: Statement,
  f: (statement: Statement, tail: boolean) => readonly Statement[] | null,
  tail: boolean,
): Statement {
  switch (statement.kind) {
    case 'if': {
      const branches = statement.branches.map((branch): Branch => ({ ...branch, body: inTail(branch.body, f, tail) }));
      const otherwise = statement.otherwise === null ? null : inTail(statement.otherwise, f, tail);
      return { ...statement, branches, otherwise };
    }
    case 'nested':
      return { ...statement, body: inTail(statement.body, f, tail) };
    default:
      return statement;
  }
}

/** Comments at the end are not code. */
function lastThatRuns(body: Body): number {
  let last = body.length - 1;
  while (last > 0 && body[last]?.kind === 'remark') last -= 1;
  return last;
}
