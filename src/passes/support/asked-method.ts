import { canFallThrough } from '../../ir/flow.ts';
import type { Body, Expression, Statement } from '../../ir/model.ts';
import { mapStatement } from '../../ir/rewrite.ts';
import { visitStatements } from '../../ir/visit.ts';

/** Whether a request has a method, as far as the conditions around a statement tell. */
export type Known = 'yes' | 'no' | 'maybe';

/** Replaces the statements of a body, inner ones too, each with what is known of the method of the request there. */
export function withMethodKnown(
  body: Body,
  method: string,
  f: (statement: Statement, known: Known) => readonly Statement[],
  before: Known = 'maybe',
): Body {
  let known = before;
  return body.flatMap((statement): readonly Statement[] => {
    const here = known;
    known = after(statement, method, here);
    if (statement.kind !== 'if') {
      return f(mapStatement(statement, { body: (inner) => withMethodKnown(inner, method, f, here) }), here);
    }
    let rest = here;
    const branches = statement.branches.map((branch) => {
      const inside = told(branch.condition, true, method, rest);
      rest = told(branch.condition, false, method, rest);
      return { ...branch, body: withMethodKnown(branch.body, method, f, inside) };
    });
    const otherwise = statement.otherwise === null ? null : withMethodKnown(statement.otherwise, method, f, rest);
    return f({ ...statement, branches, otherwise }, here);
  });
}

/** What is known behind a statement: a branch that leaves takes its requests with it. */
function after(statement: Statement, method: string, known: Known): Known {
  if (changesMethod(statement)) return 'maybe';
  if (statement.kind !== 'if' || statement.otherwise !== null) return known;
  let rest = known;
  for (const { condition, body } of statement.branches) {
    if (canFallThrough(body)) return known;
    rest = told(condition, false, method, rest);
  }
  return rest;
}

function changesMethod(statement: Statement): boolean {
  let changes = false;
  visitStatements([statement], (inner) => {
    if ('target' in inner && isMethod(inner.target)) changes = true;
  });
  return changes;
}

/** What a condition that holds, or does not, tells. */
function told(condition: Expression, holds: boolean, method: string, known: Known): Known {
  switch (condition.kind) {
    case 'not':
      return told(condition.operand, !holds, method, known);
    case 'logical': {
      const operands = condition.operands.map((operand) => told(operand, holds, method, known));
      // All of them are as told, or at least one of them.
      if ((condition.operator === '&&') === holds) return operands.find((operand) => operand !== 'maybe') ?? known;
      const [first = known, ...others] = operands;
      return others.every((operand) => operand === first) ? first : known;
    }
    case 'binary': {
      if (!isMethod(condition.left) || condition.right.kind !== 'string') return known;
      if (condition.operator !== '==' && condition.operator !== '!=') return known;
      const equal = (condition.operator === '==') === holds;
      if (condition.right.value === method) return equal ? 'yes' : 'no';
      return equal ? 'no' : known;
    }
    default:
      return known;
  }
}

export function isMethod(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'req.method';
}
