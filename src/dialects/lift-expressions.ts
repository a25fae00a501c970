import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import { isNumeric, typeOf } from '../ir/type-of.ts';
import { liftName, originOf, type Lifter } from './lift-context.ts';

/**
 * Lifts an expression. `unsetText` is what operands that are not set print if this is a concatenation: it depends on where
 * the text goes.
 */
export function liftExpression(node: ast.Expression, lifter: Lifter, unsetText: '' | '(null)' = ''): ir.Expression {
  const origin = originOf(node, lifter);
  const lift = (child: ast.Expression): ir.Expression => liftExpression(child, lifter);
  switch (node.kind) {
    case 'StringLiteral':
      return { kind: 'string', value: lifter.rules.text(node.raw), spelling: node.raw, origin };
    case 'NumberLiteral':
      return { kind: 'number', type: node.type, text: node.raw.replace(/[ \t]/g, ''), origin };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: node.value, origin };
    case 'BlobLiteral':
      return { kind: 'blob', text: node.raw, origin };
    case 'Identifier':
    case 'Variable':
      return liftName(node.name, node, lifter);
    case 'GroupExpression':
      return { ...liftExpression(node.expression, lifter, unsetText), grouped: true };
    case 'Concatenation':
      return liftConcatenation(node, lifter, unsetText);
    case 'BinaryExpression':
      return liftBinary(node, lifter);
    case 'LogicalExpression':
      return { kind: 'logical', operator: node.operator, operands: node.operands.map(lift), origin };
    case 'UnaryExpression': {
      const operand = lift(node.operand);
      if (node.operator === '!') return { kind: 'not', operand, origin };
      return node.operator === '-' ? { kind: 'negate', operand, origin } : operand;
    }
    case 'ConditionalExpression':
      return {
        kind: 'conditional',
        condition: lift(node.condition),
        consequent: lift(node.consequent),
        alternate: lift(node.alternate),
        origin,
      };
    case 'CallExpression':
      return lifter.rules.call(node, lifter);
    case 'MethodExpression':
      return {
        kind: 'method',
        vocabulary: lifter.rules.vocabulary,
        object: lift(node.object),
        name: node.method,
        arguments: liftArguments(node.arguments, lifter),
        type: node.method === 'resolve' ? 'backend' : 'string',
        origin,
      };
    case 'TemplateDirective':
      return { kind: 'opaque', text: node.text, origin };
  }
}

export function liftArguments(nodes: readonly ast.Argument[], lifter: Lifter): ir.Argument[] {
  return nodes.map((node) => ({ name: node.name, value: liftExpression(node.value, lifter) }));
}

function liftBinary(node: ast.BinaryExpression, lifter: Lifter): ir.Expression {
  const origin = originOf(node, lifter);
  const left = liftExpression(node.left, lifter);
  const right = liftExpression(node.right, lifter);
  if (node.operator === '~' || node.operator === '!~') {
    const pattern = right.kind === 'name' ? { ...right, type: 'acl' as const } : right;
    return { kind: 'match', negated: node.operator === '!~', subject: left, pattern, origin };
  }
  // A boolean beside a text is compared as it reads.
  const beside = typeOf(left) === 'string' ? asText(right, lifter) : right;
  return { kind: 'binary', operator: node.operator as ir.Binary['operator'], left, right: beside, origin };
}

/**
 * From the left, as both engines do: numbers are added while both sides are numbers, everything after that is text. On Fastly
 * only a time and the duration behind its sign are.
 */
function liftConcatenation(node: ast.Concatenation, lifter: Lifter, unset: '' | '(null)'): ir.Expression {
  const origin = originOf(node, lifter);
  const parts: ir.Expression[] = [];
  for (const { operator, value } of node.parts) {
    const part = liftExpression(value, lifter);
    const last = parts.at(-1);
    const adds =
      last !== undefined && operator !== '' && (operator === '-' || lifter.rules.adds(last, part, parts.length === 1));
    if (adds) {
      parts[parts.length - 1] = {
        kind: 'binary',
        operator: operator === '-' ? '-' : '+',
        left: last,
        right: part,
        origin,
      };
    } else parts.push(part);
  }
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return { kind: 'concat', parts: parts.map((part) => asText(part, lifter)), unset, origin };
}

/** A value where a text is wanted: only booleans read differently on the two engines. */
export function asText(value: ir.Expression, lifter: Lifter): ir.Expression {
  if (typeOf(value) !== 'boolean') return value;
  return { kind: 'boolean-text', operand: value, ...lifter.rules.booleanText, origin: value.origin };
}

/** Whether a `+` between the two is arithmetic. */
export function bothNumeric(left: ir.Expression, right: ir.Expression): boolean {
  return isNumeric(typeOf(left)) && isNumeric(typeOf(right));
}
