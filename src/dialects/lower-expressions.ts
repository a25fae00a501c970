import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import { canonicalNames } from '../generated/tables.ts';
import { typeOf } from '../ir/type-of.ts';
import { own } from '../mappings/table.ts';
import { call, group, identifier, nowhere, variable, type Lowerer } from './lower-context.ts';

/** How tightly an operator binds; an operand that binds less stands in parentheses. */
const level = { or: 0, and: 1, not: 2, comparison: 3, sum: 4, product: 5, atom: 6 } as const;
type Level = (typeof level)[keyof typeof level];

export function lowerExpression(node: ir.Expression, lowerer: Lowerer): ast.Expression {
  const lowered = lowerBare(node, lowerer);
  return node.grouped === true && lowered.kind !== 'GroupExpression' ? group(lowered) : lowered;
}

function operand(node: ir.Expression, least: Level, lowerer: Lowerer): ast.Expression {
  const lowered = lowerExpression(node, lowerer);
  return levelOf(lowered) < least ? group(lowered) : lowered;
}

function levelOf(node: ast.Expression): Level {
  switch (node.kind) {
    case 'LogicalExpression':
      return node.operator === '||' ? level.or : level.and;
    case 'UnaryExpression':
      return node.operator === '!' ? level.not : level.atom;
    case 'Concatenation':
      return level.sum;
    case 'BinaryExpression':
      return '*/%'.includes(node.operator)
        ? level.product
        : '+-'.includes(node.operator)
          ? level.sum
          : level.comparison;
    default:
      return level.atom;
  }
}

function lowerBare(node: ir.Expression, lowerer: Lowerer): ast.Expression {
  const { rules } = lowerer;
  const own_ = rules.expression(node, lowerer);
  if (own_ !== null) return own_;
  switch (node.kind) {
    case 'string':
      return rules.string(node, lowerer.context);
    case 'number':
      return { kind: 'NumberLiteral', type: node.type, raw: node.text, ...nowhere };
    case 'boolean':
      return { kind: 'BooleanLiteral', value: node.value, ...nowhere };
    case 'blob':
      return { kind: 'BlobLiteral', raw: node.text, ...nowhere };
    case 'variable':
      return variable(variableName(node, lowerer));
    case 'header':
      return variable(rules.header(node));
    case 'name':
      return variable(node.name);
    case 'opaque':
      return variable(node.text);
    case 'concat':
      return rules.concat(node, lowerer);
    case 'boolean-text':
      return lowerExpression(node.operand, lowerer);
    case 'binary': {
      const least = levelOfOperator(node.operator);
      const tighter = Math.min(least + 1, level.atom) as Level;
      const left = operand(node.left, least === level.comparison ? level.sum : least, lowerer);
      const right = operand(node.right, tighter, lowerer);
      if (node.operator === '+' || node.operator === '-')
        return typeOf(node.left) === 'string' ? sum(left, node.operator, right) : signed(left, node.operator, right);
      return { kind: 'BinaryExpression', operator: node.operator, left, right, ...nowhere };
    }
    case 'match':
      return {
        kind: 'BinaryExpression',
        operator: node.negated ? '!~' : '~',
        left: operand(node.subject, level.sum, lowerer),
        right: operand(node.pattern, level.sum, lowerer),
        ...nowhere,
      };
    case 'logical': {
      const least = node.operator === '||' ? level.and : level.not;
      // An `&&` inside an `||` needs no parentheses, but a reader is glad of them.
      const chain = node.operands.flatMap((item) =>
        item.kind === 'logical' && item.operator === node.operator && item.grouped !== true ? item.operands : [item],
      );
      const operands = chain.map((item) => operand(item, node.operator === '||' ? level.not : least, lowerer));
      return { kind: 'LogicalExpression', operator: node.operator, operands, ...nowhere };
    }
    case 'not':
      return {
        kind: 'UnaryExpression',
        operator: '!',
        operand: operand(node.operand, negatesPlainly(node.operand) ? level.comparison : level.atom, lowerer),
        ...nowhere,
      };
    case 'negate':
      return {
        kind: 'UnaryExpression',
        operator: '-',
        operand: operand(node.operand, level.atom, lowerer),
        ...nowhere,
      };
    case 'call':
      return lowerArguments(call(callName(node, lowerer), []), node.arguments, lowerer);
    case 'method':
      return lowerMethod(node, lowerer);
    default:
      return notLowered(node, lowerer);
  }
}

/** `!req.http.X ~ "re"` negates the whole comparison; parentheses are kept where the source had them. */
function negatesPlainly(node: ir.Expression): boolean {
  return node.kind === 'match' || node.kind === 'binary';
}

function levelOfOperator(operator: ir.Binary['operator']): Level {
  if (operator === '*' || operator === '/' || operator === '%') return level.product;
  return operator === '+' || operator === '-' ? level.sum : level.comparison;
}

/** A sign is the sum's own: engines read none behind an operator where it adds to a time. */
function signed(left: ast.Expression, operator: '+' | '-', right: ast.Expression): ast.Concatenation {
  if (right.kind !== 'NumberLiteral' || !right.raw.startsWith('-')) return sum(left, operator, right);
  return sum(left, operator === '+' ? '-' : '+', { ...right, raw: right.raw.slice(1) });
}

/** Sums are flat in the tree. */
function sum(left: ast.Expression, operator: '+' | '-', right: ast.Expression): ast.Concatenation {
  const parts = left.kind === 'Concatenation' ? [...left.parts] : [part('', left)];
  return { kind: 'Concatenation', parts: [...parts, part(operator, right)], ...nowhere };
}

/** An operand of a sum or a concatenation. */
export function lowerPart(node: ir.Expression, lowerer: Lowerer): ast.Expression {
  return operand(node, level.product, lowerer);
}

export function part(operator: '' | '+' | '-', value: ast.Expression): ast.ConcatenationPart {
  return { kind: 'ConcatenationPart', operator, value, ...nowhere };
}

export function variableName(node: ir.Variable, lowerer: Lowerer): string {
  if (node.vocabulary !== 'core') return node.name;
  const dialect = lowerer.rules.vocabulary;
  const names = canonicalNames[dialect] ?? {};
  return own(names, node.name) ?? node.name;
}

function callName(node: ir.Call, lowerer: Lowerer): string {
  if (node.vocabulary !== 'core') return node.name;
  return own(canonicalNames[lowerer.rules.vocabulary] ?? {}, node.name) ?? node.name;
}

export function lowerArguments<T extends ast.CallExpression | ast.MethodExpression>(
  node: T,
  args: readonly ir.Argument[],
  lowerer: Lowerer,
): T {
  return {
    ...node,
    arguments: args.map((argument): ast.Argument => ({
      kind: 'Argument',
      name: argument.name,
      value: lowerExpression(argument.value, lowerer),
      ...nowhere,
    })),
  };
}

function lowerMethod(node: ir.MethodCall, lowerer: Lowerer): ast.Expression {
  const object = operand(node.object, level.atom, lowerer);
  // An object's method is one name to the grammar; so is that of a variable which is not a header.
  if (object.kind === 'Variable' && node.object.kind !== 'header') {
    return lowerArguments(call(`${object.name}.${node.name}`, []), node.arguments, lowerer);
  }
  const method: ast.MethodExpression = {
    kind: 'MethodExpression',
    object,
    method: node.name,
    arguments: [],
    ...nowhere,
  };
  return lowerArguments(method, node.arguments, lowerer);
}

/** A pass should have changed it. What is emitted does not compile, so that nobody misses it. */
function notLowered(node: ir.Expression, lowerer: Lowerer): ast.Expression {
  lowerer.context.reporter.report('VCP9001', node.origin, `vcl-port left a ${node.kind} that the target does not have`);
  return identifier('VCL_PORT_NOT_TRANSLATED');
}
