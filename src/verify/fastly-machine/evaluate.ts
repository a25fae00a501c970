import type * as ast from '../../syntax/ast.ts';
import { readCapture } from './captures.ts';
import { equals, matches, order } from './compare.ts';
import type { Context, Message } from './context.ts';
import { textOf } from './convert.ts';
import { callFunction } from './functions/call.ts';
import { durationLiteral, numberLiteral, textOfLiteral } from './literals.ts';
import { MachineError } from './machine-error.ts';
import { getField, separatorOf } from './subfields.ts';
import { bool, float, integer, notSet, rtime, string, time, type Value } from './value.ts';

/** Where a text goes, which decides what becomes of the parts that are not set (`fastly.md` §4.1). */
export type Destination = 'header' | 'subfield' | 'local' | 'argument' | 'log' | 'synthetic' | 'error' | 'hash';

/** In these an operand of a concatenation that is not set shows as `(null)`. */
const showsNull: ReadonlySet<Destination> = new Set(['header', 'log', 'synthetic', 'error']);

/**
 * The value of an expression. Only a concatenation looks at the destination. A value that is not set stays so: a local, an
 * argument or a header makes of it what it does.
 */
export function evaluate(expression: ast.Expression, context: Context, destination: Destination = 'local'): Value {
  switch (expression.kind) {
    case 'StringLiteral':
      return string(textOfLiteral(expression.raw));
    case 'NumberLiteral':
      return numberLiteral(expression);
    case 'BooleanLiteral':
      return bool(expression.value);
    case 'Variable':
    case 'Identifier':
      return readVariable(expression.name, context);
    case 'GroupExpression':
      return evaluate(expression.expression, context, destination);
    case 'UnaryExpression':
      return unary(expression, context);
    case 'LogicalExpression':
      return bool(evaluateCondition(expression, context));
    case 'BinaryExpression':
      return bool(binary(expression, context));
    case 'ConditionalExpression': {
      const chosen = evaluateCondition(expression.condition, context) ? expression.consequent : expression.alternate;
      return evaluate(chosen, context, destination);
    }
    case 'Concatenation':
      return concatenate(expression, context, destination);
    case 'CallExpression':
      return callFunction(expression, context, evaluate);
    default:
      throw new MachineError(`${expression.kind} is not part of Fastly VCL`);
  }
}

/** A condition: a STRING holds when it is set, empty or not. `&&` and `||` stop as soon as they can. */
export function evaluateCondition(expression: ast.Expression, context: Context): boolean {
  if (expression.kind === 'LogicalExpression') {
    const holds = (operand: ast.Expression): boolean => evaluateCondition(operand, context);
    return expression.operator === '&&' ? expression.operands.every(holds) : expression.operands.some(holds);
  }
  const value = evaluate(expression, context, 'argument');
  switch (value.type) {
    case 'BOOL':
      return value.value;
    case 'STRING':
    case 'IP':
      return value.value !== null;
    default:
      throw new MachineError(`${value.type} is no condition`);
  }
}

/**
 * The text of an expression at a place. `null` only where that means something: a header is removed, a reason of `error` is the
 * default one.
 */
export function toText(expression: ast.Expression, context: Context, destination: Destination): string | null {
  const text = textOf(evaluate(expression, context, destination));
  if (text !== null || destination === 'header' || destination === 'error') return text;
  return destination === 'log' || destination === 'synthetic' ? nullText(context) : '';
}

const nullText = ({ nullText = '(null)' }: Context): string => nullText;

function unary(expression: ast.UnaryExpression, context: Context): Value {
  if (expression.operator === '!') return bool(!evaluateCondition(expression.operand, context));
  const value = evaluate(expression.operand, context);
  if (expression.operator === '+') return value;
  switch (value.type) {
    case 'INTEGER':
      return integer(-value.value);
    case 'FLOAT':
      return float(-value.value);
    case 'RTIME':
      return rtime(-value.value);
    default:
      throw new MachineError(`${value.type} cannot be negated`);
  }
}

function binary(expression: ast.BinaryExpression, context: Context): boolean {
  const left = evaluate(expression.left, context, 'argument');
  const right = evaluate(expression.right, context, 'argument');
  switch (expression.operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case '~':
      return matches(left, right, context);
    case '!~':
      return !matches(left, right, context);
    case '<':
      return order(left, right) < 0;
    case '>':
      return order(left, right) > 0;
    case '<=':
      return order(left, right) <= 0;
    case '>=':
      return order(left, right) >= 0;
    default:
      throw new MachineError(`${expression.operator} is no operator of an expression`);
  }
}

function concatenate(expression: ast.Concatenation, context: Context, destination: Destination): Value {
  const [first, second] = expression.parts;
  // Alone, a time and a duration with a sign are a time.
  if (expression.parts.length === 2 && first !== undefined && second !== undefined && shiftsTime(second)) {
    const value = evaluate(first.value, context);
    if (value.type === 'TIME') return time(value.value + shift(second));
  }
  let text = '';
  let anySet = false;
  for (let at = 0; at < expression.parts.length; at += 1) {
    const part = expression.parts[at] as ast.ConcatenationPart;
    const next = expression.parts[at + 1];
    let value = evaluate(part.value, context, destination);
    if (value.type === 'TIME' && part.value.kind === 'Variable' && next !== undefined && shiftsTime(next)) {
      value = time(value.value + shift(next));
      at += 1;
    }
    const own = textOf(value);
    anySet ||= own !== null;
    text += own ?? (showsNull.has(destination) ? nullText(context) : '');
  }
  // Nothing but operands that are not set: the whole is not set (fiddle be239b5c).
  return anySet ? string(text) : notSet;
}

/** `now + 5m`: the duration has to be a literal, and the sign to be written (fiddle befec89e). */
function shiftsTime(part: ast.ConcatenationPart): boolean {
  return part.operator !== '' && part.value.kind === 'NumberLiteral' && part.value.type === 'duration';
}

function shift(part: ast.ConcatenationPart): number {
  const seconds = durationLiteral((part.value as ast.NumberLiteral).raw);
  return part.operator === '-' ? -seconds : seconds;
}

export interface HeaderName {
  readonly message: Message;
  readonly header: string;
  readonly field: string | null;
}

const headerVariable = /^(req|bereq|beresp|obj|resp)\.http\.(?:"([^"]*)"|([^:]*))(?::(.*))?$/;

/** The parts of `req.http.Name:field`; `null` for a variable that is no header. */
export function parseHeaderName(name: string): HeaderName | null {
  const match = headerVariable.exec(name);
  if (match === null) return null;
  return { message: match[1] as Message, header: match[2] ?? match[3] ?? '', field: match[4] ?? null };
}

export function readVariable(name: string, context: Context): Value {
  if (name.startsWith('var.')) {
    const local = context.locals.get(name.slice(4));
    if (local === undefined) throw new MachineError(`${name} is not declared`);
    return local;
  }
  const header = parseHeaderName(name);
  if (header !== null) return string(readHeader(header, context));
  if (name.startsWith('re.group.')) return string(readCapture(name, context));
  if (name === 'LF') return string('\n');
  return context.read(name) ?? readName(name, context);
}

export function readHeader({ message, header, field }: HeaderName, context: Context): string | null {
  const value = context.headers(message)?.get(header) ?? null;
  return field === null ? value : getField(value, field, separatorOf(header));
}

/** The bare name of something declared. */
function readName(name: string, { linked }: Context): Value {
  if (linked.backends.has(name) || linked.directors.has(name)) return { type: 'BACKEND', value: name };
  if (linked.acls.has(name)) return { type: 'ACL', value: name };
  if (linked.tables.has(name) || linked.rateCounters.has(name) || linked.penaltyBoxes.has(name)) {
    return { type: 'ID', value: name };
  }
  throw new MachineError(`there is no variable ${name}`);
}
