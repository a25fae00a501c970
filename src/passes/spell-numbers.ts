import type { Binary, Expression } from '../ir/model.ts';
import * as make from '../ir/make.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { kinds, mapKinds } from '../ir/kinds.ts';
import type { Pass, PassContext } from './pass.ts';

/** Digits of an integer that every structured-field reader takes (RFC 9651 §3.3.1). */
const maximumDigits = 15;

/**
 * Numbers that the target cannot read as they are: hexadecimal ones, exponents, more than three decimals. What does not fit a
 * literal is divided into place.
 */
export const spellNumbers: Pass = {
  name: 'spell-numbers',
  description: 'Numbers are decimal, with as many digits as the target reads.',
  needed: ({ source, target }) => source.dialect.traits.wideNumbers && !target.dialect.traits.wideNumbers,
  run: (program, context) =>
    mapBodies(program, (body) =>
      mapKinds(body, kinds('number', 'negate', 'binary'), (expression) => spell(expression, context)),
    ),
};

function spell(expression: Expression, context: PassContext): Expression {
  if (expression.kind === 'negate' && expression.operand.kind === 'number')
    return { ...expression.operand, text: `-${expression.operand.text}`, origin: expression.origin };
  if (expression.kind === 'binary') return startPositive(expression);
  if (expression.kind !== 'number') return expression;
  switch (expression.type) {
    case 'integer': {
      const text = BigInt(expression.text).toString();
      if (text.length <= maximumDigits) return text === expression.text ? expression : { ...expression, text };
      context.reporter.report('VCP2012', expression.origin, `the target has no integers of ${text.length} digits`);
      return { ...expression, text: '9'.repeat(maximumDigits) };
    }
    case 'float':
      return spellFloat(expression, context);
    default:
      return expression;
  }
}

const mirrored: Readonly<Partial<Record<Binary['operator'], Binary['operator']>>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** The target reads no sign at the beginning of a comparison. */
function startPositive(comparison: Binary): Expression {
  const { left, right, operator } = comparison;
  const swapped = mirrored[operator];
  if (swapped === undefined || !startsNegative(left)) return comparison;
  return startsNegative(right)
    ? { ...comparison, left: fromZero(left) }
    : { ...comparison, operator: swapped, left: right, right: left };
}

function startsNegative(expression: Expression): boolean {
  if (expression.kind === 'number') return expression.text.startsWith('-');
  return expression.kind === 'binary' && startsNegative(expression.left);
}

function fromZero(expression: Expression): Expression {
  if (expression.kind === 'binary') return { ...expression, left: { ...fromZero(expression.left), grouped: true } };
  if (expression.kind !== 'number') return expression;
  const zero: Expression = { ...expression, text: expression.text.replace(/[\d.]+/, '0').replace('-', '') };
  const exact: Expression = expression.type === 'float' ? { ...expression, text: '0.0' } : zero;
  return make.binary(exact, '-', { ...expression, text: expression.text.slice(1) });
}

function spellFloat(expression: Extract<Expression, { kind: 'number' }>, context: PassContext): Expression {
  const value = valueOf(expression.text);
  const [whole = '0', decimals = ''] = decimalText(value).split('.');
  if (decimals.length <= 3 && whole.length <= 12)
    return { ...expression, text: `${whole}.${decimals === '' ? '0' : decimals}` };
  const kept = decimals.slice(0, Math.max(0, maximumDigits - 3 - whole.length));
  if (whole.length > 12) {
    context.reporter.report('VCP2012', expression.origin, `the target has no number as large as ${expression.text}`);
    return { ...expression, text: `${'9'.repeat(12)}.0` };
  }
  const scaled: Expression = { ...expression, text: `${`${whole}${kept}`.replace(/^0+(?=\d)/, '')}.0` };
  return { ...make.binary(scaled, '/', make.integer(10 ** kept.length)), grouped: true, origin: expression.origin };
}

function valueOf(text: string): number {
  const hexadecimal = /^0x([\dA-Fa-f]+)(?:\.([\dA-Fa-f]*))?(?:p([+-]?\d+))?$/.exec(text);
  if (hexadecimal === null) return Number(text);
  const [, whole = '0', part = '', exponent = '0'] = hexadecimal;
  return Number.parseInt(`${whole}${part}` || '0', 16) * 2 ** (Number(exponent) - 4 * part.length);
}

/** Without an exponent. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(Math.min(20, value < 1 ? 15 : 0)).replace(/0+$/, '') : text;
}
