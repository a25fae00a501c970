import type { Body, Expression } from '../../ir/model.ts';
import type { State } from '../../ir/states.ts';
import { visitReads, visitStatements } from '../../ir/visit.ts';

/** The state that code would be part of which nothing puts into one, by what it touches. */
export function likelyState(body: Body): State {
  let likely: State = 'receive';
  const note = (expression: Expression): void => {
    const root =
      expression.kind === 'header'
        ? expression.message
        : expression.kind === 'variable'
          ? expression.name.split('.')[0]
          : '';
    if (root === 'beresp') likely = 'backend-response';
    else if (likely !== 'backend-response' && root === 'bereq') likely = 'miss';
    else if (likely === 'receive' && root === 'resp') likely = 'deliver';
    else if (likely === 'receive' && root === 'obj') likely = 'synth';
  };
  visitStatements(body, (statement) => {
    if ('target' in statement) note(statement.target);
    if (statement.kind === 'set-body') likely = 'synth';
    if (statement.kind === 'hash-data') likely = 'hash';
    visitReads(statement, note);
  });
  return likely;
}
