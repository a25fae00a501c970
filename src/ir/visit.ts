import { mapOperands, mapStatement } from './rewrite.ts';
import type { Body, Expression, Program, Statement } from './model.ts';

/** Calls `f` for an expression and everything in it, from the outside in. */
export function visitExpression(expression: Expression, f: (expression: Expression) => void): void {
  f(expression);
  mapOperands(expression, (operand) => (visitExpression(operand, f), operand));
}

/** Calls `f` for every statement of a body, inner ones too, in order. */
export function visitStatements(body: Body, f: (statement: Statement) => void): void {
  for (const statement of body) {
    f(statement);
    mapStatement(statement, { body: (inner) => (visitStatements(inner, f), inner) });
  }
}

/** Calls `f` for every expression that a statement reads, and everything in it; not for those of inner statements. */
export function visitReads(statement: Statement, f: (expression: Expression) => void): void {
  mapStatement(statement, { expression: (expression) => (visitExpression(expression, f), expression) });
  if (statement.kind === 'assign' && statement.operator !== '=') visitExpression(statement.target, f);
}

/** Calls `f` for every expression that is read anywhere in a body. */
export function visitBodyReads(body: Body, f: (expression: Expression, statement: Statement) => void): void {
  visitStatements(body, (statement) => visitReads(statement, (expression) => f(expression, statement)));
}

/** Every body of a program. */
export function bodiesOf(program: Program): Body[] {
  const top = program.items.filter((item): item is Statement => !('entries' in item) && isStatement(item));
  const bodies = program.items.flatMap((item) =>
    item.kind === 'state' || item.kind === 'subroutine' ? [item.body] : [],
  );
  return top.length > 0 ? [...bodies, top] : bodies;
}

const declarationKinds: ReadonlySet<string> = new Set([
  'acl', 'table', 'backend', 'probe', 'director', 'rate-counter', 'penalty-box', 'import', 'mark', 'state', 'subroutine',
]); // prettier-ignore

export function isStatement(item: Program['items'][number]): item is Statement {
  return !declarationKinds.has(item.kind);
}
