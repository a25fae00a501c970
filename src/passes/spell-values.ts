import * as make from '../ir/make.ts';
import type { Binary, Branch, Expression, Match, NumberLiteral, Program, Statement } from '../ir/model.ts';
import { mapBodies, mapExpression, mapOperands, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import type { Pass } from './pass.ts';

/**
 * V8: where the source reads a number as a text, or as a condition, the target wants to be told: literals are the text that the
 * source makes of them, and conditions compare.
 */
export const spellValues: Pass = {
  name: 'spell-values',
  description: 'Numbers in texts and conditions are texts and conditions.',
  needed: ({ source, target }) => source.dialect.traits.arithmetic && !target.dialect.traits.arithmetic,
  run: (program) =>
    mapBodies(program, (body) => rewriteBody(body, (statement) => [spell(statement)])) satisfies Program,
};

function spell(original: Statement): Statement {
  const statement = appended(original);
  const text = wantsText(statement);
  const spelled = mapStatement(statement, {
    expression: (expression) => {
      const inner = mapExpression(expression, inside);
      return text ? asText(inner) : inner;
    },
  });
  if (spelled.kind !== 'if') return spelled;
  return {
    ...spelled,
    branches: spelled.branches.map((branch): Branch => ({ ...branch, condition: asCondition(branch.condition) })),
  };
}

/** Not every version of the target appends to headers. */
function appended(statement: Statement): Statement {
  if (statement.kind !== 'assign' || statement.operator !== '+=' || typeOf(statement.target) !== 'string')
    return statement;
  const { target, value } = statement;
  return {
    ...statement,
    operator: '=',
    value: make.concat(target, ...(value.kind === 'concat' ? value.parts : [value])),
  };
}

function wantsText(statement: Statement): boolean {
  switch (statement.kind) {
    case 'assign':
      return typeOf(statement.target) === 'string';
    case 'append':
    case 'log':
    case 'set-body':
    case 'hash-data':
      return true;
    default:
      return false;
  }
}

function inside(expression: Expression): Expression {
  switch (expression.kind) {
    case 'concat':
      return together(mapOperands(expression, asText));
    case 'logical':
    case 'not':
      return mapOperands(expression, asCondition);
    case 'conditional':
      return { ...expression, condition: asCondition(expression.condition) };
    case 'binary':
      return isLiteral(expression.left) && !isLiteral(expression.right) ? turned(expression) : expression;
    case 'match':
      return joined(expression);
    case 'number':
      if (expression.type === 'duration') return withoutWeeks(expression);
      return expression.type === 'bytes'
        ? { ...expression, type: 'integer', text: String(bytesOf(expression.text)) }
        : expression;
    default:
      return expression;
  }
}

/** Texts side by side are one. */
function together(text: Expression): Expression {
  if (text.kind !== 'concat') return text;
  const parts: Expression[] = [];
  for (const part of text.parts) {
    const last = parts.at(-1);
    if (last?.kind === 'string' && part.kind === 'string')
      parts[parts.length - 1] = make.string(last.value + part.value, last.origin);
    else parts.push(part);
  }
  const [only] = parts;
  return parts.length === 1 && only?.kind === 'string' ? only : { ...text, parts };
}

function isLiteral({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number' || kind === 'boolean';
}

const mirrored: Readonly<Record<string, Binary['operator']>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** A literal stands on the right of a comparison. */
function turned(comparison: Binary): Binary {
  const operator = mirrored[comparison.operator];
  return operator === undefined
    ? comparison
    : { ...comparison, operator, left: comparison.right, right: comparison.left };
}

/** A pattern is one literal. */
function joined(match: Match): Match {
  const { pattern } = match;
  if (pattern.kind !== 'concat' || !pattern.parts.every((part) => part.kind === 'string')) return match;
  return {
    ...match,
    pattern: make.string(
      pattern.parts.map((part) => (part.kind === 'string' ? part.value : '')).join(''),
      pattern.origin,
    ),
  };
}

function asText(expression: Expression): Expression {
  if (expression.kind === 'negate' && expression.operand.kind === 'number')
    return make.string(`-${textOf(expression.operand)}`, expression.origin);
  if (expression.kind === 'number') return make.string(textOf(expression), expression.origin);
  // What stands in parentheses is a condition there.
  if (expression.grouped !== true || typeOf(expression) === 'boolean') return expression;
  const { grouped: _grouped, ...plain } = expression;
  return plain as Expression;
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };

function textOf({ type, text }: NumberLiteral): string {
  if (type === 'integer' || type === 'bytes') return String(BigInt(text.replace(/\D.*$/, '') || '0'));
  const unit = /[a-z]+$/.exec(text)?.[0] ?? 's';
  return (Number.parseFloat(text) * (type === 'duration' ? (units[unit] ?? 1) : 1)).toFixed(3);
}

/** Not every reader of the target knows weeks. */
function withoutWeeks(duration: NumberLiteral): NumberLiteral {
  const weeks = /^([\d.]+)w$/.exec(duration.text)?.[1];
  return weeks === undefined ? duration : { ...duration, text: `${Number(weeks) * 7}d` };
}

const multiples: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

function bytesOf(text: string): number {
  return Math.round(Number.parseFloat(text) * (multiples[/[A-Z]+$/.exec(text)?.[0] ?? 'B'] ?? 1));
}

/** A number that is a condition is one that is not zero, a duration one that is left. */
function asCondition(expression: Expression): Expression {
  const type = typeOf(expression);
  if (type === 'integer') return { ...make.binary(expression, '!=', make.integer(0)), origin: expression.origin };
  if (type === 'duration') return { ...make.binary(expression, '>', make.duration('0s')), origin: expression.origin };
  return expression;
}
