import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import type { Type } from '../ir/types.ts';
import type { LowerContext, Machine } from './dialect.ts';

/** What a dialect's lowering has of its own. */
export interface LowerRules {
  readonly vocabulary: string;
  readonly machine: Machine;
  /** A literal for a text, or the expression that makes it where one literal cannot. */
  string(literal: ir.StringLiteral, context: LowerContext): ast.Expression;
  typeName(type: Type): string;
  /** `req.http.X` as the dialect writes it. */
  header(header: ir.Header): string;
  concat(node: ir.Concat, lowerer: Lowerer): ast.Expression;
  /** Expressions that only this dialect has; `null` where it has none, and a pass should have changed it. */
  expression(node: ir.Expression, lowerer: Lowerer): ast.Expression | null;
  statement(node: ir.Statement, lowerer: Lowerer): ast.Statement | null;
  assign(node: ir.Assign, lowerer: Lowerer): ast.Statement;
}

export interface Lowerer {
  readonly rules: LowerRules;
  readonly context: LowerContext;
  /** The state whose code this is; `null` in a subroutine that states call. */
  readonly state: State | null;
}

/** A node that was made, not read, has no place. */
export const nowhere = { start: 0, end: 0 } as const;

export const variable = (name: string): ast.Variable => ({ kind: 'Variable', name, ...nowhere });
export const identifier = (name: string): ast.Identifier => ({ kind: 'Identifier', name, ...nowhere });
export const call = (name: string, args: readonly ast.Expression[]): ast.CallExpression => ({
  kind: 'CallExpression',
  callee: variable(name),
  arguments: args.map((value) => ({ kind: 'Argument', name: null, value, ...nowhere })),
  ...nowhere,
});
export const group = (expression: ast.Expression): ast.GroupExpression => ({
  kind: 'GroupExpression',
  expression,
  ...nowhere,
});
export const evaluate = (expression: ast.Expression): ast.ExpressionStatement => ({
  kind: 'ExpressionStatement',
  expression,
  ...nowhere,
});

/** Where a statement or declaration of the output came from: kept beside the tree, for the source map and the report. */
const origins = new WeakMap<ast.Node, ir.Origin>();

export function setOrigin<T extends ast.Node>(node: T, origin: ir.Origin): T {
  if (origin !== null && !origins.has(node)) origins.set(node, origin);
  return node;
}

export function originOfNode(node: ast.Node): ir.Origin {
  return origins.get(node) ?? null;
}

/** The comments of a statement of the representation on the node that was made of it. */
export function withComments<T extends ast.Node>(node: T, comments: ir.Comments): T {
  if (comments.leading !== undefined) node.leading = [...comments.leading, ...(node.leading ?? [])];
  if (comments.trailing !== undefined) node.trailing = [...(node.trailing ?? []), ...comments.trailing];
  if (comments.blankBefore === true) node.blankBefore = true;
  return node;
}
