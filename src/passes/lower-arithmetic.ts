import { sameMeaning } from '../ir/equal.ts';
import * as make from '../ir/make.ts';
import type {
  Assign,
  AssignmentOperator,
  Binary,
  Body,
  Expression,
  Local,
  Negate,
  Place,
  Statement,
} from '../ir/model.ts';
import { keyOf } from '../ir/places.ts';
import { mapBodies, mapOperands } from '../ir/rewrite.ts';
import { isNumeric, typeOf } from '../ir/type-of.ts';
import { visitExpression } from '../ir/visit.ts';
import { kinds, mapKinds, rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { extract } from './support/extract.ts';
import { LocalNames } from './support/local-names.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V8: the target has no operators for numbers: a sum is worked out in a variable, with the operators of assignments. Times are
 * moved by functions. A text that is put together and then compared is put together in a variable, too.
 */
export const lowerArithmetic: Pass = {
  name: 'lower-arithmetic',
  description: 'Numbers are added and multiplied in variables.',
  needed: ({ source, target }) => source.dialect.traits.arithmetic && !target.dialect.traits.arithmetic,
  run: (program, context) =>
    mapBodies(program, (body) => {
      const moved = mapKinds(body, kinds('binary'), (expression) => movedTime(expression, context));
      const compound = rewriteStatementKinds(moved, statementKinds('assign'), inPlace);
      const names = new LocalNames(compound);
      return extract(compound, {
        within: kinds('binary', 'negate', 'match'),
        wants: isWanted,
        take: (expression) => take(expression, names),
      });
    }),
};

const operators: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

function isSum(expression: Expression): expression is Binary {
  return expression.kind === 'binary' && operators.has(expression.operator) && isNumeric(typeOf(expression));
}

function isNegated(expression: Expression): expression is Negate {
  return expression.kind === 'negate' && expression.operand.kind !== 'number';
}

/** A comparison of texts of which one has several parts. */
function isCompared(expression: Expression): boolean {
  if (expression.kind === 'match') return expression.subject.kind === 'concat';
  return (
    expression.kind === 'binary' &&
    !operators.has(expression.operator) &&
    (expression.left.kind === 'concat' || expression.right.kind === 'concat')
  );
}

function isWanted(expression: Expression): boolean {
  return isSum(expression) || isNegated(expression) || isCompared(expression);
}

/** A time and a duration. */
function movedTime(expression: Expression, { target }: PassContext): Expression {
  if (!isSum(expression) || typeOf(expression.left) !== 'time' || typeOf(expression.right) !== 'duration')
    return expression;
  const moved = make.call(
    target.dialect.id,
    expression.operator === '+' ? 'time.add' : 'time.sub',
    [expression.left, expression.right],
    'time',
  );
  return { ...moved, origin: expression.origin };
}

/** `set x = x + 1` and `set x = a + b`, where x is a number itself. */
function inPlace(statement: Assign): readonly Statement[] {
  const { target, operator, value, origin } = statement;
  if (operator !== '=' || !isSum(value) || !isNumeric(typeOf(target)) || typeOf(target) !== typeOf(value))
    return [statement];
  const { left, right } = value;
  if (mentions(right, target) || isSum(right) || isSum(left)) return [statement];
  const last = step(target, value.operator, right, origin);
  if (sameMeaning(left, target)) return make.inPlaceOf(statement, [last]);
  return make.inPlaceOf(statement, [make.assign(target, left, origin), last]);
}

function mentions(expression: Expression, place: Place): boolean {
  const key = keyOf(place);
  let found = false;
  visitExpression(expression, (inner) => {
    found ||= keyOf(inner) === key;
  });
  return found;
}

function step(target: Place, operator: Binary['operator'], value: Expression, origin: Statement['origin']): Assign {
  return { ...make.assign(target, value, origin), operator: `${operator}=` as AssignmentOperator };
}

type Taken = { readonly before: Body; readonly value: Expression; readonly called: string };

function take(expression: Expression, names: LocalNames): Taken | null {
  if (isCompared(expression)) return takeText(expression, names);
  const type = typeOf(expression);
  const kind = wanted[type] ?? 'number';
  const { origin } = expression;
  const fresh = (): Local => make.local(names.free(kind), type);
  if (isNegated(expression)) {
    const own = fresh();
    const nothing = type === 'duration' ? make.duration('0s') : make.integer(0);
    return {
      before: [make.assign(own, nothing, origin), step(own, '-', expression.operand, origin)],
      value: own,
      called: own.name,
    };
  }
  if (!isSum(expression)) return null;
  const { left, operator, right } = expression;
  // What was worked out just before goes on.
  if (left.kind === 'local' && left.name.startsWith(kind))
    return { before: [step(left, operator, right, origin)], value: left, called: left.name };
  const own = fresh();
  return { before: [make.assign(own, left, origin), step(own, operator, right, origin)], value: own, called: own.name };
}

function takeText(expression: Expression, names: LocalNames): Taken {
  const before: Statement[] = [];
  const kept = mapOperands(expression, (operand) => {
    if (operand.kind !== 'concat') return operand;
    const own = make.local(names.free('text'), 'string');
    before.push(make.assign(own, { ...operand, grouped: false }, operand.origin));
    return own;
  });
  return { before, value: kept, called: 'text' };
}

/** What the variables are called. */
const wanted: Readonly<Partial<Record<ReturnType<typeof typeOf>, string>>> = {
  duration: 'seconds',
  time: 'moment',
  float: 'number',
};
