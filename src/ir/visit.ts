import type { Body, Expression, Program, Statement } from './model.ts';

/** Calls `f` for the direct operands of an expression. */
export function visitOperands(expression: Expression, f: (operand: Expression) => void): void {
  switch (expression.kind) {
    case 'string':
    case 'variable':
    case 'header':
    case 'local':
    case 'carrier':
    case 'number':
    case 'boolean':
    case 'blob':
    case 'unset':
    case 'capture':
    case 'name':
    case 'opaque':
      return;
    case 'subfield':
      f(expression.header);
      return;
    case 'concat':
      for (const part of expression.parts) f(part);
      return;
    case 'boolean-text':
    case 'not':
    case 'negate':
      f(expression.operand);
      return;
    case 'binary':
      f(expression.left);
      f(expression.right);
      return;
    case 'match':
      f(expression.subject);
      f(expression.pattern);
      return;
    case 'logical':
      for (const operand of expression.operands) f(operand);
      return;
    case 'conditional':
      f(expression.condition);
      f(expression.consequent);
      f(expression.alternate);
      return;
    case 'call':
      for (const { value } of expression.arguments) f(value);
      return;
    case 'method':
      f(expression.object);
      for (const { value } of expression.arguments) f(value);
      return;
    case 'apply':
      for (const value of expression.arguments) f(value);
      return;
    case 'lookup':
      f(expression.key);
      if (expression.fallback !== null) f(expression.fallback);
      return;
    case 'contains':
      f(expression.key);
      return;
  }
}

/** Calls `f` for an expression and everything in it, from the outside in. */
export function visitExpression(expression: Expression, f: (expression: Expression) => void): void {
  everyOperand(f)(expression);
}

/** What visits an expression and everything in it: one function for all that it is given. */
export function everyOperand(f: (expression: Expression) => void): (expression: Expression) => void {
  const each = (expression: Expression): void => {
    f(expression);
    visitOperands(expression, each);
  };
  return each;
}

/** Calls `f` for every statement of a body, inner ones too, in order. */
export function visitStatements(body: Body, f: (statement: Statement) => void): void {
  for (const statement of body) {
    f(statement);
    if (statement.kind === 'if' || statement.kind === 'switch' || statement.kind === 'nested')
      visitBodies(statement, (inner) => visitStatements(inner, f));
  }
}

/** Calls `f` for the bodies directly inside a statement. */
export function visitBodies(statement: Statement, f: (body: Body) => void): void {
  switch (statement.kind) {
    case 'if':
      for (const branch of statement.branches) f(branch.body);
      if (statement.otherwise !== null) f(statement.otherwise);
      break;
    case 'switch':
      for (const item of statement.cases) f(item.body);
      break;
    case 'nested':
      f(statement.body);
      break;
    default:
  }
}

/** Calls `f` for every expression that a statement itself has, each as a whole; not for its target. */
export function visitValues(statement: Statement, f: (value: Expression) => void): void {
  switch (statement.kind) {
    case 'assign':
    case 'append':
    case 'log':
    case 'set-body':
    case 'hash-data':
      f(statement.value);
      return;
    case 'declare':
    case 'return':
      if (statement.value !== null) f(statement.value);
      return;
    case 'call-subroutine':
      for (const value of statement.arguments) f(value);
      return;
    case 'transition':
      for (const value of statement.arguments) if (value !== null) f(value);
      return;
    case 'if':
      for (const { condition } of statement.branches) f(condition);
      return;
    case 'switch':
      f(statement.subject);
      for (const { test } of statement.cases) if (test !== null) f(test);
      return;
    case 'evaluate':
      f(statement.expression);
      return;
    case 'new-object':
      f(statement.construct);
      return;
    case 'remove':
    case 'nested':
    case 'remove-prefix':
    case 'break':
    case 'fallthrough':
    case 'goto':
    case 'label':
    case 'enable-esi':
    case 'platform':
    case 'include':
    case 'verbatim':
    case 'remark':
      return;
  }
}

/** Calls `f` for every expression that a statement reads, and everything in it; not for those of inner statements. */
export function visitReads(statement: Statement, f: (expression: Expression) => void): void {
  readWith(statement, everyOperand(f));
}

/** Calls `each` for every expression that a statement reads, each as a whole; its target where it adds to it. */
export function readWith(statement: Statement, each: (expression: Expression) => void): void {
  visitValues(statement, each);
  if (statement.kind === 'assign' && statement.operator !== '=') each(statement.target);
}

/** Calls `f` for every expression that is read anywhere in a body. */
export function visitBodyReads(body: Body, f: (expression: Expression, statement: Statement) => void): void {
  let reader: Statement;
  const each = everyOperand((expression) => f(expression, reader));
  visitStatements(body, (statement) => {
    reader = statement;
    readWith(statement, each);
  });
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
