import { group, hardline, indent, line, type Doc } from './doc.ts';
import type { Block, Expression, IfBranch, Statement } from '../syntax/ast.ts';
import { printList } from './comments.ts';
import { printRaw } from './expressions.ts';
import type { Print, Printers } from './print.ts';

type StatementKind = Exclude<Statement['kind'], 'TemplateDirective'> | 'IfBranch' | 'SwitchCase';

export const statementPrinters: Printers<StatementKind> = {
  Block: (node, print) => printBlock(node, print),
  SetStatement: (node, print) => ['set ', print(node.target), ' ', node.operator, printValue(node.value, print), ';'],
  UnsetStatement: (node, print) => [node.keyword, ' ', print(node.target), ';'],
  AddStatement: (node, print) => ['add ', print(node.target), ' ', node.operator, printValue(node.value, print), ';'],
  DeclareStatement: (node, print) => [
    'declare local ',
    print(node.name),
    ' ',
    print(node.type),
    node.value === null ? '' : [' =', printValue(node.value, print)],
    ';',
  ],
  CallStatement: (node, print) => ['call ', print(node.callee), ';'],
  ReturnStatement: (node, print) => {
    if (node.value === null) return 'return;';
    return node.parentheses ? ['return (', print(node.value), ');'] : ['return ', print(node.value), ';'];
  },
  ErrorStatement: (node, print) => [
    'error',
    node.status === null ? '' : [' ', print(node.status)],
    node.message === null ? '' : printValue(node.message, print),
    ';',
  ],
  RestartStatement: () => 'restart;',
  EsiStatement: () => 'esi;',
  LogStatement: (node, print) => ['log', printValue(node.value, print), ';'],
  SyntheticStatement: (node, print) => [
    node.base64 ? 'synthetic.base64' : 'synthetic',
    printValue(node.value, print),
    ';',
  ],
  GotoStatement: (node) => ['goto ', node.label, ';'],
  LabelStatement: (node) => [node.label, ':'],
  IfStatement: (node, print) => node.branches.map((branch, index) => printBranch(branch, index, print)),
  IfBranch: (node, print) => [
    node.keyword,
    ' ',
    // Continued conditions stand deeper than the body that follows.
    node.condition === null ? '' : group(['(', indent(indent(print(node.condition))), ') ']),
    print(node.body),
  ],
  SwitchStatement: (node, print) => [
    'switch (',
    print(node.subject),
    ') {',
    indent([hardline, printList(node.cases, node.dangling, print)]),
    hardline,
    '}',
  ],
  SwitchCase: (node, print) => [
    node.test === null ? 'default:' : ['case ', node.regex ? '~ ' : '', print(node.test), ':'],
    node.statements.length === 0 && node.dangling === undefined
      ? ''
      : indent([hardline, printList(node.statements, node.dangling, print)]),
  ],
  BreakStatement: () => 'break;',
  FallthroughStatement: () => 'fallthrough;',
  ExpressionStatement: (node, print) => [print(node.expression), ';'],
  NewStatement: (node, print) => ['new ', print(node.name), ' = ', print(node.constructorCall), ';'],
  MacroStatement: (node) => node.text,
  Include: (node, print) => ['include ', node.glob ? '+glob ' : '', print(node.path), ';'],
  InlineC: (node) => printRaw(node.text),
  BadNode: (node) => printRaw(node.text),
};

function printBlock(node: Block, print: Print): Doc {
  if (node.statements.length === 0 && node.dangling === undefined) return ['{', hardline, '}'];
  return ['{', indent([hardline, printList(node.statements, node.dangling, print)]), hardline, '}'];
}

/** A text of several lines stays beside its operator; anything else may go to the next line as a whole. */
function printValue(value: Expression, print: Print): Doc {
  if (value.kind === 'StringLiteral') return [' ', print(value)];
  return group(indent([line, print(value)]));
}

function printBranch(branch: IfBranch, index: number, print: Print): Doc {
  if (index === 0) return print(branch);
  return [branch.leading === undefined ? ' ' : hardline, print(branch)];
}
