import type { Body, Expression, Statement } from '../../ir/model.ts';
import * as make from '../../ir/make.ts';
import { rewriteBody } from '../../ir/rewrite.ts';
import { visitBodyReads, visitStatements } from '../../ir/visit.ts';

const literals: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

/** The locals of a body that have one value and keep it: assigned once, always, a literal. */
export function constantsIn(body: Body): ReadonlyMap<string, Expression> {
  const constants = new Map<string, Expression>();
  for (const statement of body) {
    if (statement.kind === 'assign' && statement.target.kind === 'local' && statement.operator === '=') {
      if (literals.has(statement.value.kind)) constants.set(statement.target.name, statement.value);
    } else if (statement.kind === 'declare' && statement.value !== null && literals.has(statement.value.kind)) {
      constants.set(statement.local.name, statement.value);
    }
  }
  const writes = new Map<string, number>();
  visitStatements(body, (statement) => {
    const written = writtenLocal(statement);
    if (written !== null) writes.set(written, (writes.get(written) ?? 0) + 1);
  });
  for (const name of constants.keys()) if (writes.get(name) !== 1) constants.delete(name);
  return constants;
}

/** Takes out locals that nothing reads any more. */
export function withoutUnread(body: Body, names: ReadonlySet<string>): Body {
  const read = new Set<string>();
  visitBodyReads(body, (expression) => {
    if (expression.kind === 'local') read.add(expression.name);
  });
  const gone = (name: string): boolean => names.has(name) && !read.has(name);
  return rewriteBody(body, (statement): readonly Statement[] => {
    const written = statement.kind === 'declare' ? statement.local.name : writtenLocal(statement);
    return written !== null && gone(written) ? make.inPlaceOf(statement, []) : [statement];
  });
}

function writtenLocal(statement: Statement): string | null {
  if (statement.kind === 'assign' || statement.kind === 'remove')
    return statement.target.kind === 'local' ? statement.target.name : null;
  return statement.kind === 'declare' && statement.value !== null ? statement.local.name : null;
}
