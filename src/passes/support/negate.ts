import * as make from '../../ir/make.ts';
import type { Expression } from '../../ir/model.ts';
import { typeOf } from '../../ir/type-of.ts';

/** The opposite of a condition, as a person would write it. */
export function negated(condition: Expression): Expression {
  switch (condition.kind) {
    case 'not':
      return condition.operand;
    case 'boolean':
      return { ...condition, value: !condition.value };
    case 'match':
      return { ...condition, negated: !condition.negated };
    case 'binary':
      if (condition.operator === '==') return { ...condition, operator: '!=' };
      return condition.operator === '!=' ? { ...condition, operator: '==' } : make.not({ ...condition, grouped: true });
    default:
      return make.not(condition);
  }
}

const opposite: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** `!(n == 1)` of numbers is `n != 1`, and `!(a ~ b)` is `a !~ b`. */
export function plainNot(expression: Expression): Expression {
  if (expression.kind !== 'not') return expression;
  const { operand } = expression;
  if (operand.kind === 'match') return { ...operand, negated: !operand.negated, grouped: false };
  const operator = operand.kind === 'binary' ? opposite[operand.operator] : undefined;
  if (operand.kind !== 'binary' || operator === undefined || typeOf(operand.left) !== 'integer') return expression;
  return { ...operand, operator, grouped: false } as Expression;
}
