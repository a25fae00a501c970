import type { Expression } from '../ir/model.ts';
import { mapOperands } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import { visitExpression } from '../ir/visit.ts';
import { simplify } from './simplify.ts';
import { fillText, matchTemplate } from './templates.ts';

/** A row, compiled: what an expression of one dialect becomes in the other. */
export interface Row {
  readonly from: string;
  readonly to: string;
  readonly pattern: Expression;
  /** The pattern is a function's name alone: every call of it fits. */
  readonly anyArguments?: true;
  /** `null`: there is no equal, or a pass makes it. */
  readonly result: Expression | null;
  readonly fidelity: 'exact' | 'emulated' | 'approximate' | 'none';
  readonly differs?: string;
  readonly limit?: 'target' | 'tool' | 'input';
  readonly advice?: string;
  readonly needs?: readonly string[];
  readonly pass?: string;
  /** A condition on the result's side that is true when the value is set; `true`: it always is. */
  readonly set?: Expression | true;
  /** Extensions that the result takes. */
  readonly vmods: readonly string[];
  readonly source?: readonly string[];
}

const placeholder = /^PLACEHOLDER_([A-Za-z0-9_]+?)(?:__([a-z]+))?$/;

/** A placeholder of a pattern, as it was lifted, and what it asks for: `literal`, a type, or nothing. */
export function placeholderOf(expression: Expression): { readonly name: string; readonly kind: string | null } | null {
  if (expression.kind !== 'name') return null;
  const match = placeholder.exec(expression.name);
  return match === null ? null : { name: match[1] as string, kind: match[2] ?? null };
}

type Binding = Map<string, Expression>;

/** Rows by what they begin with, the most specific first. */
export class RowIndex {
  readonly #rows = new Map<string, Row[]>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      const key = headOf(row.pattern);
      const known = this.#rows.get(key);
      if (known === undefined) this.#rows.set(key, [row]);
      else known.push(row);
    }
    for (const known of this.#rows.values()) known.sort((a, b) => specific(b) - specific(a));
  }

  /** The rows that fit an expression, the most specific first, each with what its placeholders stand for. */
  *find(expression: Expression): Generator<{ readonly row: Row; readonly binding: ReadonlyMap<string, Expression> }> {
    for (const row of this.#rows.get(headOf(expression)) ?? []) {
      const binding: Binding = new Map();
      if (row.anyArguments === true || fits(row.pattern, expression, binding)) yield { row, binding };
    }
  }
}

function headOf(expression: Expression): string {
  switch (expression.kind) {
    case 'call':
    case 'variable':
      return `${expression.kind} ${expression.vocabulary} ${wild(expression.name)}`;
    case 'method':
      return `method ${expression.name}`;
    default:
      return expression.kind;
  }
}

/** Names with a part that users give: `backend.F_x.healthy`. */
function wild(name: string): string {
  return name.replace(/^(backend|director|ratecounter)\.[^.]+\./, '$1.*.').replace(/^waf\..*/, 'waf.*');
}

/** A name alone is the least specific. */
function specific(row: Row): number {
  return row.anyArguments === true ? -1 : literals(row.pattern);
}

function literals(pattern: Expression): number {
  let count = 0;
  visitExpression(pattern, (inner) => {
    if (
      inner.kind === 'string' ||
      inner.kind === 'number' ||
      inner.kind === 'boolean' ||
      (placeholderOf(inner)?.kind ?? null) !== null
    )
      count += 1;
  });
  return count;
}

function isLiteral(expression: Expression): boolean {
  return expression.kind === 'string' || expression.kind === 'number' || expression.kind === 'boolean';
}

function fits(pattern: Expression, expression: Expression, binding: Binding): boolean {
  const hole = placeholderOf(pattern);
  if (hole !== null) {
    if (hole.kind === 'literal' ? !isLiteral(expression) : hole.kind !== null && typeOf(expression) !== hole.kind)
      return false;
    binding.set(hole.name, expression);
    return true;
  }
  if (pattern.kind !== expression.kind) return false;
  if (pattern.kind === 'string' && expression.kind === 'string' && pattern.value.includes('{{')) {
    const found = matchTemplate(pattern.value, expression.value);
    for (const [name, value] of found ?? []) binding.set(name, { kind: 'string', value, origin: expression.origin });
    return found !== null;
  }
  if (!sameHead(pattern, expression)) return false;
  if (pattern.kind === 'variable' && expression.kind === 'variable') {
    const hole = /\.PLACEHOLDER_(\w+)\./.exec(pattern.name)?.[1];
    if (hole !== undefined)
      binding.set(hole, {
        kind: 'name',
        name: expression.name.split('.')[1] as string,
        type: 'backend',
        origin: expression.origin,
      });
  }
  const parts = operands(pattern);
  const others = operands(expression);
  return (
    parts.length === others.length && parts.every((part, index) => fits(part, others[index] as Expression, binding))
  );
}

function operands(expression: Expression): Expression[] {
  const found: Expression[] = [];
  mapOperands(expression, (operand) => (found.push(operand), operand));
  return found;
}

function sameHead(a: Expression, b: Expression): boolean {
  switch (a.kind) {
    case 'call':
    case 'variable':
      return a.kind === b.kind && a.vocabulary === b.vocabulary && wild(a.name) === wild(b.name);
    case 'method':
    case 'name':
      return a.kind === b.kind && a.name === b.name;
    case 'header':
      return a.kind === b.kind && a.message === b.message && a.name.toLowerCase() === b.name.toLowerCase();
    case 'binary':
      return a.kind === b.kind && a.operator === b.operator;
    case 'match':
      return a.kind === b.kind && a.negated === b.negated;
    case 'logical':
      return a.kind === b.kind && a.operator === b.operator;
    case 'string':
    case 'boolean':
      return a.kind === b.kind && a.value === b.value;
    case 'number':
      return a.kind === b.kind && a.text === b.text;
    default:
      return true;
  }
}

/** The result of a row with its placeholders filled in. */
export function fillRow(
  result: Expression,
  binding: ReadonlyMap<string, Expression>,
  origin: Expression['origin'],
): Expression {
  const fill = (expression: Expression, asPattern: boolean): Expression => {
    const hole = placeholderOf(expression);
    if (hole !== null) return binding.get(hole.name) ?? expression;
    if (expression.kind === 'string') {
      const value = fillText(expression.value, binding, asPattern);
      return value === expression.value ? expression : { ...expression, value };
    }
    if (expression.kind === 'number' || expression.kind === 'opaque') return expression;
    if (expression.kind === 'variable') return withNames(expression, binding);
    let position = -1;
    const isPattern = patternOperand(expression);
    const filled = mapOperands(expression, (operand) => {
      position += 1;
      return fill(operand, position === isPattern);
    });
    return simplify(filled);
  };
  return { ...fill(result, false), origin };
}

/** `backend.$b.healthy`: a part of the name is that of the declared thing. */
function withNames(
  variable: Extract<Expression, { kind: 'variable' }>,
  binding: ReadonlyMap<string, Expression>,
): Expression {
  const name = variable.name.replace(/PLACEHOLDER_(\w+?)(?=\.)/g, (whole, hole: string) => {
    const bound = binding.get(hole);
    return bound?.kind === 'name' ? bound.name : whole;
  });
  return name === variable.name ? variable : { ...variable, name };
}

/** Which operand of an expression is a regular expression. */
function patternOperand(expression: Expression): number {
  if (expression.kind === 'match') return 1;
  if (expression.kind === 'call' && /^(?:regsub|regsuball|header\.(?:get|remove|regsub))$/.test(expression.name))
    return 1;
  return -1;
}
