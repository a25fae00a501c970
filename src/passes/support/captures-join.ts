import * as make from '../../ir/make.ts';
import type { Call, Concat, Expression, StringLiteral } from '../../ir/model.ts';
import { sameMeaning } from '../../ir/equal.ts';
import { quoteReplacement } from '../../regex/quote.ts';

interface Substitution {
  readonly call: Call;
  readonly subject: Expression;
  readonly pattern: StringLiteral;
  readonly replacement: StringLiteral;
}

const longest = 40;

/**
 * Groups of one match side by side are one substitution, with the words around them in its replacement: `"\2-\1"`. Only those
 * that certainly are set.
 */
export function joinGroups(concat: Concat, groups: ReadonlySet<Expression>): Expression {
  const known = new Set(groups);
  const parts: Expression[] = [];
  for (const part of concat.parts) {
    const last = parts.pop();
    const joined = last === undefined ? null : join(last, part, known);
    if (joined === null) parts.push(...(last === undefined ? [] : [last]), part);
    else parts.push(joined);
    if (joined !== null) known.add(joined);
  }
  const [only] = parts;
  if (parts.length === concat.parts.length) return concat;
  return parts.length === 1 && only !== undefined ? { ...only, origin: concat.origin } : { ...concat, parts };
}

function join(left: Expression, right: Expression, groups: ReadonlySet<Expression>): Expression | null {
  const a = substitution(left, groups);
  const b = substitution(right, groups);
  if (a !== null && b !== null) {
    if (!sameMeaning(a.subject, b.subject) || a.pattern.value !== b.pattern.value) return null;
    return replacing(a, a.replacement.value + b.replacement.value);
  }
  if (a !== null && isWord(right)) return replacing(a, a.replacement.value + quoteReplacement(right.value));
  return b !== null && isWord(left) ? replacing(b, quoteReplacement(left.value) + b.replacement.value) : null;
}

function substitution(expression: Expression, groups: ReadonlySet<Expression>): Substitution | null {
  if (expression.kind !== 'call' || expression.setWhen !== true || !groups.has(expression)) return null;
  const [subject, pattern, replacement] = expression.arguments.map((argument) => argument.value);
  if (subject === undefined || pattern?.kind !== 'string' || replacement?.kind !== 'string') return null;
  return { call: expression, subject, pattern, replacement };
}

function isWord(expression: Expression): expression is StringLiteral {
  return expression.kind === 'string' && expression.value.length <= longest;
}

function replacing({ call, subject, pattern }: Substitution, replacement: string): Expression {
  return { ...call, arguments: [subject, pattern, make.string(replacement)].map((value) => ({ name: null, value })) };
}
