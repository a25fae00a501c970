import { group, hardline, indent, join, line, literalline, softline, type Doc } from './doc.ts';
import type { Argument, ConcatenationPart, Expression } from '../syntax/ast.ts';
import type { Print, Printers } from './print.ts';

export const expressionPrinters: Printers<Expression['kind'] | 'ConcatenationPart' | 'Argument' | 'StringList'> = {
  Identifier: (node) => node.name,
  Variable: (node) => node.name,
  StringLiteral: (node) => printRaw(node.raw),
  NumberLiteral: (node) => node.raw.replace(/[ \t]+/, ''),
  BooleanLiteral: (node) => (node.value ? 'true' : 'false'),
  BlobLiteral: (node) => node.raw,
  Concatenation: (node, print) => group(node.parts.map((part, index) => printPart(part, index, print))),
  ConcatenationPart: (node, print) => print(node.value),
  BinaryExpression: (node, print) =>
    group([
      print(node.left),
      ' ',
      node.operator,
      isShort(node.right) ? [' ', print(node.right)] : indent([line, print(node.right)]),
    ]),
  LogicalExpression: (node, print) => group(join([` ${node.operator}`, line], node.operands.map(print))),
  UnaryExpression: (node, print) => [node.operator, print(node.operand)],
  GroupExpression: (node, print) => group(['(', indent([softline, print(node.expression)]), softline, ')']),
  ConditionalExpression: (node, print) => [
    'if',
    printArguments([node.condition, node.consequent, node.alternate].map(print)),
  ],
  CallExpression: (node, print) => [print(node.callee), printArguments(node.arguments.map(print))],
  Argument: (node: Argument, print) => (node.name === null ? print(node.value) : [node.name, ' = ', print(node.value)]),
  MethodExpression: (node, print) => [print(node.object), '.', node.method, printArguments(node.arguments.map(print))],
  TemplateDirective: (node) => printRaw(node.text),
  StringList: (node, print) => indent([hardline, join(hardline, node.items.map(print))]),
};

/** Nothing is won by a line of its own. */
function isShort(node: Expression): boolean {
  return (
    node.kind === 'NumberLiteral' ||
    node.kind === 'BooleanLiteral' ||
    (node.kind === 'StringLiteral' && node.raw.length < 12) ||
    (node.kind === 'Variable' && node.name.length < 12)
  );
}

function printPart(part: ConcatenationPart, index: number, print: Print): Doc {
  if (index === 0) return print(part);
  return part.operator === '' ? [line, print(part)] : [' ', part.operator, line, print(part)];
}

function printArguments(args: Doc[]): Doc {
  if (args.length === 0) return '()';
  return group(['(', indent([softline, join([',', line], args)]), softline, ')']);
}

/** Text of several lines keeps them as they are. */
export function printRaw(text: string): Doc {
  return text.includes('\n') ? join(literalline, text.split('\n')) : text;
}
