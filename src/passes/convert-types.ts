import * as make from '../ir/make.ts';
import type { Assign, Expression, Statement } from '../ir/model.ts';
import { mapBodies, mapSame, mapExpression, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { isNumeric, typeOf } from '../ir/type-of.ts';
import type { Type } from '../ir/types.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F15: the source turns one type into another where a value is assigned or compared; the target compares equal types only, and
 * wants conversions written out.
 */
export const convertTypes: Pass = {
  name: 'convert-types',
  description: 'Conversions between types are written out.',
  needed: ({ source, target }) => source.dialect.traits.locals && !target.dialect.traits.locals,
  run: (program, context) =>
    mapBodies(program, (body) =>
      rewriteBody(body, (statement): readonly Statement[] => {
        const compared = mapStatement(statement, { expression: (expression) => mapExpression(expression, compare) });
        return compared.kind === 'assign' ? convert(compared, context) : [compared];
      }),
    ),
};

/** How a value of one type becomes one of another, in the language of the target. */
const conversions: Readonly<Partial<Record<Type, Readonly<Partial<Record<Type, string>>>>>> = {
  integer: {
    float: 'std.integer(real = _value_)',
    duration: 'std.integer(duration = _value_)',
    time: 'std.integer(time = _value_)',
  },
  float: {
    integer: 'std.real(integer = _value_)',
    duration: 'std.real(duration = _value_)',
    time: 'std.real(time = _value_)',
  },
  duration: { integer: 'std.duration(integer = _value_)', float: 'std.duration(real = _value_)' },
  time: {
    integer: 'std.time(integer = _value_)',
    float: 'std.time(real = _value_)',
    duration: 'std.time(real = std.real(duration = _value_))',
  },
};

function convert(statement: Assign, context: PassContext): readonly Statement[] {
  const { target, value, operator } = statement;
  if (typeOf(target) === 'ip' && typeOf(value) === 'string')
    return make.inPlaceOf(statement, address(statement, context));
  if (typeOf(target) === 'string') {
    const text = printed(value);
    return [text === value ? statement : { ...statement, value: text }];
  }
  return [converted(statement, operator, context)];
}

/** A text that is no address leaves the variable not set. */
function address(statement: Assign, context: PassContext): readonly Statement[] {
  const { target, value, origin } = statement;
  const bare = make.assign(target, value, origin);
  if (value.kind === 'string') return [bare];
  const valid = vclExpression(context.target, '"" + std.ip(_value_, "0.0.0.0") != "0.0.0.0"', { value });
  return [make.when(valid, [bare], [make.remove(target, origin)], origin)];
}

/** A kept address in a text is the text that is kept. */
function printed(value: Expression): Expression {
  if (value.kind === 'local' && value.type === 'ip') return { ...value, type: 'string' };
  if (value.kind !== 'concat') return value;
  const parts = mapSame(value.parts, printed);
  return parts === value.parts ? value : { ...value, parts };
}

function converted(statement: Assign, operator: Assign['operator'], context: PassContext): Statement {
  const { target, value } = statement;
  const wanted = typeOf(target);
  const given = typeOf(value);
  if (wanted === given) return statement;
  // Times and durations are moved and stretched by what is not one of them.
  if (operator !== '=' && (wanted === 'time' || given === 'duration')) return statement;
  const scales = (operator === '*=' || operator === '/=') && wanted === 'duration';
  if (scales) return statement;
  const text = conversions[wanted]?.[given];
  if (text === undefined) return statement;
  if (value.kind === 'number' && wanted === 'float')
    return { ...statement, value: { ...value, type: 'float', text: `${value.text}.0` } };
  return { ...statement, value: { ...vclExpression(context.target, text, { value }), origin: value.origin } };
}

function compare(expression: Expression): Expression {
  if (expression.kind === 'match') {
    const text = typeOf(expression.subject);
    const isPattern = typeOf(expression.pattern) === 'string' || typeOf(expression.pattern) === 'regex';
    return isPattern && text !== 'string' && text !== 'unknown'
      ? { ...expression, subject: asText(expression.subject) }
      : expression;
  }
  if (expression.kind !== 'binary' || !comparisons.has(expression.operator)) return expression;
  const { left, right } = expression;
  const [leftType, rightType] = [typeOf(left), typeOf(right)];
  if (leftType === rightType || leftType === 'unknown' || rightType === 'unknown') return expression;
  if (leftType === 'string') return { ...expression, right: asText(right) };
  if (leftType === 'ip' && rightType === 'string')
    return right.kind === 'string' ? expression : { ...expression, left: asText(left) };
  if (leftType === 'float' && right.kind === 'number' && right.type === 'integer') {
    return { ...expression, right: { ...right, type: 'float', text: `${right.text}.0` } };
  }
  if (isNumeric(leftType) && rightType === 'string') return { ...expression, left: asText(left) };
  return expression;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function asText(value: Expression): Expression {
  return { kind: 'concat', parts: [make.string(''), value], unset: '', origin: value.origin };
}
