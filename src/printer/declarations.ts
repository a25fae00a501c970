import { hardline, indent, join, type Doc } from './doc.ts';
import type { Declaration, Item, Node, Program } from '../syntax/ast.ts';
import { printComment, printList } from './comments.ts';
import type { Print, Printers } from './print.ts';

type DeclarationKind =
  | Exclude<Declaration['kind'], 'Include' | 'InlineC' | 'TemplateDirective' | 'BadNode'>
  | 'Program'
  | 'AclEntry'
  | 'TableEntry'
  | 'DirectorMember'
  | 'Property'
  | 'PropertyBlock'
  | 'Parameter';

export const declarationPrinters: Printers<DeclarationKind> = {
  Program: (node, print) => printProgram(node, print),
  VersionDeclaration: (node) => ['vcl ', node.version, ';'],
  ImportDeclaration: (node, print) => [
    'import ',
    print(node.name),
    node.alias === null ? '' : [' as ', print(node.alias)],
    node.from === null ? '' : [' from ', print(node.from)],
    ';',
  ],
  PragmaDeclaration: (node) => ['pragma ', node.words.join(' '), ';'],
  ControlLine: (node) => node.text,
  AclDeclaration: (node, print) => [
    'acl ',
    print(node.name),
    node.flags.map((flag) => ` ${flag}`),
    ' ',
    printBody(node, node.entries, print),
  ],
  AclEntry: (node, print) => {
    const address = [print(node.address), node.mask === null ? '' : ['/', print(node.mask)]];
    return [node.negated ? '!' : '', node.optional ? ['(', address, ')'] : address, ';'];
  },
  TableDeclaration: (node, print) => [
    'table ',
    print(node.name),
    ' ',
    node.type === null ? '' : [print(node.type), ' '],
    printBody(node, node.entries, print),
  ],
  TableEntry: (node, print) => [print(node.key), ': ', print(node.value), ','],
  BackendDeclaration: (node, print) =>
    node.none
      ? ['backend ', print(node.name), ' none;']
      : ['backend ', print(node.name), ' ', printBody(node, node.properties, print)],
  ProbeDeclaration: (node, print) => ['probe ', print(node.name), ' ', printBody(node, node.properties, print)],
  DirectorDeclaration: (node, print) => [
    'director ',
    print(node.name),
    ' ',
    print(node.type),
    ' ',
    printBody(node, node.items, print),
  ],
  DirectorMember: (node, print) => {
    if (node.dangling !== undefined || node.properties.some(hasComment)) return printBody(node, node.properties, print);
    return ['{ ', join(' ', node.properties.map(print)), ' }'];
  },
  Property: (node, print) => {
    const end = node.value.kind === 'PropertyBlock' ? '' : ';';
    return ['.', node.name, node.value.kind === 'StringList' ? ' =' : ' = ', print(node.value), end];
  },
  PropertyBlock: (node, print) => printBody(node, node.properties, print),
  PenaltyBoxDeclaration: (node, print) => ['penaltybox ', print(node.name), ' {', hardline, '}'],
  RateCounterDeclaration: (node, print) => ['ratecounter ', print(node.name), ' {', hardline, '}'],
  Subroutine: (node, print) => [
    'sub ',
    print(node.name),
    node.parameters === null ? '' : ['(', join(', ', node.parameters.map(print)), ')'],
    node.returnType === null ? '' : [' ', print(node.returnType)],
    ' ',
    print(node.body),
  ],
  Parameter: (node, print) => [print(node.type), ' ', print(node.name)],
};

function printBody(node: Node, items: readonly Node[], print: Print): Doc {
  if (items.length === 0 && node.dangling === undefined) return ['{', hardline, '}'];
  return ['{', indent([hardline, printList(items, node.dangling, print)]), hardline, '}'];
}

function hasComment(node: Node): boolean {
  return node.leading !== undefined || node.trailing !== undefined;
}

function printProgram(node: Program, print: Print): Doc {
  const parts: Doc[] = [];
  let previous: Item | null = null;
  for (const item of node.items) {
    if (previous !== null) {
      const apart = item.blankBefore === true || hasBody(item) || hasBody(previous);
      parts.push(hardline, apart ? hardline : '');
    }
    parts.push(print(item));
    previous = item;
  }
  for (const comment of node.dangling ?? []) {
    if (parts.length > 0) parts.push(hardline, comment.blankBefore ? hardline : '');
    parts.push(printComment(comment));
  }
  return parts.length === 0 ? '' : [parts, hardline];
}

/** Declarations with a body of several lines stand apart from their neighbours. */
function hasBody(item: Item): boolean {
  return (
    item.kind === 'Subroutine' ||
    item.kind === 'BackendDeclaration' ||
    item.kind === 'DirectorDeclaration' ||
    item.kind === 'ProbeDeclaration' ||
    item.kind === 'AclDeclaration' ||
    item.kind === 'TableDeclaration'
  );
}
