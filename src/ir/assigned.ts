import type { Body, Expression, Statement } from './model.ts';
import { visitExpression, visitReads } from './visit.ts';

/** The locals of a body that some path reads before it assigns them. */
export function readsBeforeAssigned(body: Body): ReadonlySet<string> {
  const early = new Set<string>();
  walk(body, new Set(), early);
  return early;
}

/** Goes through a body with what is certainly assigned; gives back what is at its end, `null` where that is not reached. */
function walk(body: Body, before: ReadonlySet<string>, early: Set<string>): Set<string> | null {
  let assigned: Set<string> | null = new Set(before);
  for (const statement of body) {
    if (assigned === null) return null;
    assigned = step(statement, assigned, early);
  }
  return assigned;
}

function step(statement: Statement, assigned: Set<string>, early: Set<string>): Set<string> | null {
  const read = (expression: Expression): void => {
    if (expression.kind === 'local' && !assigned.has(expression.name)) early.add(expression.name);
  };
  switch (statement.kind) {
    case 'if': {
      const ends: (Set<string> | null)[] = [];
      for (const branch of statement.branches) {
        visitExpression(branch.condition, read);
        ends.push(walk(branch.body, assigned, early));
      }
      ends.push(statement.otherwise === null ? assigned : walk(statement.otherwise, assigned, early));
      return meet(ends);
    }
    case 'nested':
      return walk(statement.body, assigned, early);
    case 'switch':
    case 'goto':
    case 'label':
      visitReads(statement, read);
      return assigned;
    case 'transition':
    case 'return':
      visitReads(statement, read);
      return null;
    default:
      visitReads(statement, read);
      if (statement.kind === 'assign' && statement.target.kind === 'local') assigned.add(statement.target.name);
      if (statement.kind === 'declare' && statement.value !== null) assigned.add(statement.local.name);
      return assigned;
  }
}

/** What is assigned on every path that goes on. */
function meet(ends: readonly (ReadonlySet<string> | null)[]): Set<string> | null {
  const [first, ...others] = ends.filter((end) => end !== null);
  if (first === undefined) return null;
  return new Set([...first].filter((name) => others.every((end) => end.has(name))));
}
