import * as make from '../ir/make.ts';
import type { Conditional, Expression } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import { bodiesOf } from '../ir/visit.ts';
import { kinds, mapWhere } from '../ir/kinds.ts';
import { readsGroups } from './support/effects.ts';
import { extract } from './support/extract.ts';
import { negated } from './support/negate.ts';
import type { Pass } from './pass.ts';

/**
 * F22: a choice between two values becomes a choice between two statements; where the value is only a part of a statement, it
 * is chosen before it. A choice between two conditions is a condition.
 */
export const lowerConditionals: Pass = {
  name: 'lower-conditionals',
  description: 'Choices between values are choices between statements.',
  needed: ({ target }) => !target.dialect.traits.conditionalExpressions,
  run(program) {
    const groups = bodiesOf(program).some(readsGroups);
    return mapBodies(program, (body) =>
      extract(mapWhere(body, choices, simplify), { within: choices, wants: () => false, choices: true, groups }),
    );
  },
};

const choices = kinds('conditional');

function simplify(expression: Expression): Expression {
  if (expression.kind === 'boolean-text' && expression.operand.kind === 'conditional')
    return spelled(expression, expression.operand);
  if (expression.kind === 'match' && expression.pattern.kind === 'conditional')
    return matchedEither(expression, expression.pattern);
  if (expression.kind === 'concat' && expression.parts.length === 1) return printedEither(expression);
  return expression.kind === 'conditional' ? asLogic(expression) : expression;
}

/** A choice that is the whole text of a log line or a body. */
function printedEither(text: Extract<Expression, { kind: 'concat' }>): Expression {
  const [only] = text.parts;
  if (only?.kind !== 'conditional') return text;
  return {
    ...only,
    consequent: { ...text, parts: [only.consequent] },
    alternate: printedEither({ ...text, parts: [only.alternate] }),
  };
}

/** The text of the one or of the other. */
function spelled(text: Extract<Expression, { kind: 'boolean-text' }>, choice: Conditional): Expression {
  const of = (operand: Expression): Expression =>
    operand.kind === 'boolean'
      ? make.string(operand.value ? text.whenTrue : text.whenFalse, operand.origin)
      : { ...text, operand };
  return { ...choice, consequent: of(choice.consequent), alternate: of(choice.alternate) };
}

/** An access list is no value that could be kept: the match itself is chosen. */
function matchedEither(match: Extract<Expression, { kind: 'match' }>, choice: Conditional): Expression {
  const { consequent, alternate } = choice;
  return asLogic({
    ...choice,
    consequent: { ...match, pattern: consequent },
    alternate: { ...match, pattern: alternate },
  });
}

/** A choice between two conditions, where that says it without working anything out twice. */
function asLogic(choice: Conditional): Expression {
  const { condition, consequent, alternate, origin } = choice;
  if (typeOf(consequent) !== 'boolean' || typeOf(alternate) !== 'boolean') return choice;
  const all = (...operands: Expression[]): Expression => ({ ...make.logical('&&', operands), origin });
  const any = (...operands: Expression[]): Expression => ({ ...make.logical('||', operands), origin });
  if (consequent.kind === 'boolean' && alternate.kind === 'boolean') {
    if (consequent.value === alternate.value) return choice;
    if (!consequent.value) return negated(condition);
    // A text that is asked whether it is set.
    return typeOf(condition) === 'boolean'
      ? condition
      : { kind: 'logical', operator: '&&', operands: [condition], origin };
  }
  if (alternate.kind === 'boolean')
    return alternate.value ? any(negated(condition), consequent) : all(condition, consequent);
  if (consequent.kind === 'boolean')
    return consequent.value ? any(condition, alternate) : all(negated(condition), alternate);
  return isCheap(condition) ? any(all(condition, consequent), all(negated(condition), alternate)) : choice;
}

/** What may be asked twice. */
function isCheap(condition: Expression): boolean {
  switch (condition.kind) {
    case 'header':
    case 'variable':
    case 'local':
    case 'carrier':
    case 'boolean':
    case 'string':
    case 'number':
      return true;
    case 'not':
      return isCheap(condition.operand);
    case 'binary':
      return isCheap(condition.left) && isCheap(condition.right);
    default:
      return false;
  }
}
