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

/** `!(n == 1)` of numbers is `n != 1`: so a boolean that is kept as a number reads. */
export function plainNot(expression: Expression): Expression {
  if (expression.kind !== 'not' || expression.operand.kind !== 'binary' || expression.operand.operator !== '==')
    return expression;
  return typeOf(expression.operand.left) === 'integer'
    ? { ...negated(expression.operand), grouped: false }
    : expression;
}
