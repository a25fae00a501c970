import { printDocToString, type Doc } from './doc.ts';
import type { Node, NodeKind, NodeOf } from '../syntax/ast.ts';
import { withComments } from './comments.ts';
import { declarationPrinters } from './declarations.ts';
import { expressionPrinters } from './expressions.ts';
import { statementPrinters } from './statements.ts';

export type Print = (node: Node) => Doc;

/** How each kind of node is laid out. A kind without an entry does not compile. */
export type Printers<K extends NodeKind = NodeKind> = {
  readonly [Kind in K]: (node: NodeOf<Kind>, print: Print) => Doc;
};

const printers: Printers = { ...declarationPrinters, ...statementPrinters, ...expressionPrinters };

/** A node and its comments as a prettier document. */
export function toDoc(node: Node): Doc {
  const printer = printers[node.kind] as (node: Node, print: Print) => Doc;
  return withComments(node, printer(node, toDoc));
}

export interface PrintOptions {
  /** Columns to keep to where the text can be broken. Default 120. */
  readonly printWidth?: number;
  /** Spaces of one step of indentation. Default 4. */
  readonly tabWidth?: number;
}

/** Formats a tree. The same tree gives the same text, and formatting the result again changes nothing. */
export function print(node: Node, options: PrintOptions = {}): string {
  const { printWidth = 120, tabWidth = 4 } = options;
  const { formatted } = printDocToString(toDoc(node), { printWidth, tabWidth, useTabs: false });
  return formatted;
}
