import { sameMeaning } from '../../ir/equal.ts';
import * as make from '../../ir/make.ts';
import type { Body, Branch, Expression, Statement } from '../../ir/model.ts';
import { mapOperands, mapStatement } from '../../ir/rewrite.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { Type } from '../../ir/types.ts';
import { negated } from './negate.ts';

/** A value, and the statements that have to run before it is known. */
export interface Done {
  readonly before: Body;
  readonly value: Expression;
}

/** A statement whose only value is a choice is a choice between two statements. */
export function asChoice(statement: Statement, expressions: readonly Expression[]): Body | null {
  const [only] = expressions;
  if (expressions.length !== 1 || only?.kind !== 'conditional' || isOneCall.has(statement.kind)) return null;
  if (statement.kind === 'declare') {
    return [
      { ...(make.bare(statement) as typeof statement), value: null },
      make.assign(statement.local, only, statement.origin),
    ];
  }
  const plainStatement = make.bare(statement);
  const withValue = (value: Expression): Body => {
    if (
      plainStatement.kind === 'assign' &&
      plainStatement.operator === '=' &&
      sameMeaning(plainStatement.target, value)
    )
      return [];
    return [mapStatement(plainStatement, { expression: () => ungrouped(value) })];
  };
  const branches: Branch[] = [];
  let rest: Expression = only;
  for (; rest.kind === 'conditional'; rest = rest.alternate) {
    const { condition, consequent } = rest;
    // `if(req.http.X, req.http.X, "none")`: where it is chosen it is set.
    const isSet = sameMeaning(condition, consequent);
    branches.push(make.branch(ungrouped(condition), withValue(isSet ? { ...consequent, setWhen: true } : consequent)));
  }
  const last = withValue(rest);
  const [first] = branches;
  if (branches.length === 1 && first?.body.length === 0)
    return last.length === 0 ? [] : [make.when(negated(first.condition), last, null, statement.origin)];
  return [{ kind: 'if', branches, otherwise: last.length === 0 ? null : last, origin: statement.origin }];
}

const isOneCall: ReadonlySet<Statement['kind']> = new Set(['call-subroutine', 'evaluate', 'new-object', 'switch']);

export function typeOfValue(value: Expression): Type {
  if (value.kind !== 'conditional') return typeOf(value);
  const [one, other] = [typeOfValue(value.consequent), typeOfValue(value.alternate)];
  if (one === other || value.alternate.kind === 'unset') return one;
  return value.consequent.kind === 'unset' ? other : 'string';
}

/** Whether an operand that is not set is told from an empty one. */
export function operandsMatter(expression: Expression): boolean {
  if (expression.kind === 'binary')
    return (
      (expression.operator === '==' || expression.operator === '!=') &&
      !isText(expression.left) &&
      !isText(expression.right)
    );
  return expression.kind === 'not' || expression.kind === 'conditional';
}

function isText(expression: Expression): boolean {
  return expression.kind === 'string' && expression.value !== '';
}

/** `else { if … }` is `elseif …`. */
export function flattened(statement: Statement): Statement {
  if (statement.kind !== 'if' || statement.otherwise?.length !== 1) return statement;
  const [inner] = statement.otherwise.map(flattened);
  if (inner?.kind !== 'if' || inner.leading !== undefined || inner.trailing !== undefined) return statement;
  return { ...statement, branches: [...statement.branches, ...inner.branches], otherwise: inner.otherwise };
}

/** Operands in groups, each group with what has to be done before it. */
export function levelsOf(operands: readonly Done[]): { readonly before: Statement[]; readonly values: Expression[] }[] {
  const levels: { before: Statement[]; values: Expression[] }[] = [];
  for (const { before, value } of operands) {
    const level = levels.at(-1);
    if (level === undefined || before.length > 0) levels.push({ before: [...before], values: [value] });
    else level.values.push(value);
  }
  return levels;
}

export function joined(operator: '&&' | '||', values: readonly Expression[]): Expression {
  const [only] = values;
  return values.length === 1 && only !== undefined
    ? ungrouped(only)
    : { kind: 'logical', operator, operands: values, origin: null };
}

export function expressionsOf(statement: Statement): readonly Expression[] {
  const found: Expression[] = [];
  mapStatement(statement, { expression: (expression) => (found.push(expression), expression) });
  return found;
}

export function operandsOf(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  mapOperands(expression, (operand) => (found.push(operand), operand));
  return found;
}

/** One statement without comments may stand twice. */
export function isShort(body: Body): boolean {
  const [only] = body;
  if (body.length !== 1 || only === undefined || only.leading !== undefined || only.trailing !== undefined)
    return false;
  return (
    only.kind === 'transition' ||
    only.kind === 'return' ||
    only.kind === 'call-subroutine' ||
    only.kind === 'assign' ||
    only.kind === 'remove'
  );
}

export function plain(branch: Branch): Branch {
  const { leading: _leading, ...rest } = branch;
  return rest;
}

export function ungrouped(expression: Expression): Expression {
  if (expression.grouped !== true) return expression;
  const { grouped: _grouped, ...rest } = expression;
  return rest as Expression;
}
