import type { Expression, Program } from '../../ir/model.ts';
import { typeOf } from '../../ir/type-of.ts';
import { bodiesOf, visitOperands, visitStatements, visitValues } from '../../ir/visit.ts';

/** Calls `f` for every use of `stale.exists` that is no question: what its text is nobody documents. */
export function visitStaleTexts(program: Program, f: (use: Expression) => void): void {
  const text = (expression: Expression): void => {
    if (expression.kind === 'variable' && expression.name === 'stale.exists') f(expression);
    else if (isQuestion(expression)) question(expression);
    else visitOperands(expression, text);
  };
  const question = (expression: Expression): void => {
    if (expression.kind === 'variable' && expression.name === 'stale.exists') return;
    if (isQuestion(expression)) visitOperands(expression, question);
    else text(expression);
  };
  for (const body of bodiesOf(program)) {
    visitStatements(body, (statement) => {
      const asks = statement.kind === 'if' || (statement.kind === 'assign' && typeOf(statement.target) === 'boolean');
      visitValues(statement, asks ? question : text);
    });
  }
}

function isQuestion({ kind }: Expression): boolean {
  return kind === 'logical' || kind === 'not';
}
