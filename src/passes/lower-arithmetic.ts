import { sameMeaning } from '../ir/equal.ts';
import * as make from '../ir/make.ts';
import type { Assign, AssignmentOperator, Binary, Body, Expression, Local, Place, Statement } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { isNumeric, typeOf } from '../ir/type-of.ts';
import { extract } from './support/extract.ts';
import { LocalNames } from './support/local-names.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V8: the target has no operators for numbers: a sum is worked out in a variable, with the operators of assignments. Times are
 * moved by functions.
 */
export const lowerArithmetic: Pass = {
  name: 'lower-arithmetic',
  description: 'Numbers are added and multiplied in variables.',
  needed: ({ source, target }) => source.dialect.traits.arithmetic && !target.dialect.traits.arithmetic,
  run: (program, context) =>
    mapBodies(program, (body) => {
      const moved = mapBodyExpressions(body, (expression) => movedTime(expression, context));
      const compound = rewriteBody(moved, (statement) => (statement.kind === 'assign' ? inPlace(statement) : [statement]));
      const names = new LocalNames(compound);
      return rewriteBody(extract(compound, { wants: isSum, take: (expression) => take(expression, names) }), (statement) => [mapStatement(statement, {})]);
    }),
};

const operators: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

function isSum(expression: Expression): expression is Binary {
  return expression.kind === 'binary' && operators.has(expression.operator) && isNumeric(typeOf(expression));
}

/** A time and a duration. */
function movedTime(expression: Expression, { target }: PassContext): Expression {
  if (!isSum(expression) || typeOf(expression.left) !== 'time' || typeOf(expression.right) !== 'duration') return expression;
  const moved = make.call(target.dialect.id, expression.operator === '+' ? 'time.add' : 'time.sub', [expression.left, expression.right], 'time');
  return { ...moved, origin: expression.origin };
}

/** `set x = x + 1` and `set x = a + b`, where x is a number itself. */
function inPlace(statement: Assign): readonly Statement[] {
  const { target, operator, value, origin } = statement;
  if (operator !== '=' || !isSum(value) || !isNumeric(typeOf(target)) || typeOf(target) !== typeOf(value)) return [statement];
  const { left, right } = value;
  if (mentions(right, target) || isSum(right)) return [statement];
  const last = make.inPlaceOf(statement, [step(target, value.operator, right, origin)]);
  if (sameMeaning(left, target)) return last;
  if (isSum(left)) return [statement];
  return make.inPlaceOf(statement, [make.assign(target, left, origin), step(target, value.operator, right, origin)]);
}

function mentions(expression: Expression, place: Place): boolean {
  return JSON.stringify(expression).includes(`"name":${JSON.stringify('name' in place ? place.name : '')}`);
}

function step(target: Place, operator: Binary['operator'], value: Expression, origin: Statement['origin']): Assign {
  return { ...make.assign(target, value, origin), operator: `${operator}=` as AssignmentOperator };
}

function take(expression: Expression, names: LocalNames): { before: Body; value: Expression; called: string } | null {
  if (!isSum(expression)) return null;
  const type = typeOf(expression);
  const { left, right, origin } = expression;
  const own: Local = left.kind === 'local' && left.name.startsWith(wanted[type] ?? 'number') ? left : make.local(names.free(wanted[type] ?? 'number'), type);
  const first = own === left ? [] : [make.assign(own, left, origin)];
  return { before: [...first, step(own, expression.operator, right, origin)], value: own, called: own.name };
}

/** What the variables are called. */
const wanted: Readonly<Partial<Record<ReturnType<typeof typeOf>, string>>> = { duration: 'seconds', time: 'moment', float: 'number' };
