import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import { nowhere, setOrigin, variable, withComments, type Lowerer } from './lower-context.ts';
import { lowerExpression } from './lower-expressions.ts';

export function lowerBody(body: ir.Body, lowerer: Lowerer): ast.Block {
  const statements: ast.Statement[] = [];
  const block: ast.Block = { kind: 'Block', statements, ...nowhere };
  let waiting: ast.Comment[] = [];
  let blankBefore = false;
  for (const statement of body) {
    if (statement.kind === 'remark') {
      blankBefore ||= waiting.length === 0 && statement.blankBefore === true;
      for (const part of [statement.leading, statement.comments, statement.trailing])
        for (const comment of part ?? []) waiting.push(comment);
      continue;
    }
    if (lowerer.context.keepSpelling && isImplied(statement)) continue;
    const lowered = lowerStatement(statement, lowerer);
    if (waiting.length > 0) lowered.leading = [...waiting, ...(lowered.leading ?? [])];
    if (blankBefore) lowered.blankBefore = true;
    waiting = [];
    blankBefore = false;
    statements.push(lowered);
  }
  if (waiting.length > 0) block.dangling = waiting;
  return block;
}

/** What the source did not write, a lowering to the same machine does not write either. */
function isImplied(statement: ir.Statement): boolean {
  return statement.kind === 'transition' && statement.implicit === true;
}

export function lowerStatement(node: ir.Statement, lowerer: Lowerer): ast.Statement {
  const lowered = lowerer.rules.statement(node, lowerer) ?? lowerCommon(node, lowerer);
  return setOrigin(withComments(lowered, node), node.origin);
}

function lowerCommon(node: ir.Statement, lowerer: Lowerer): ast.Statement {
  switch (node.kind) {
    case 'assign':
      return lowerer.rules.assign(node, lowerer);
    case 'remove':
      return {
        kind: 'UnsetStatement',
        keyword: lowerer.context.keepSpelling && node.spelling === 'remove' ? 'remove' : 'unset',
        target: lowerPlace(node.target, lowerer),
        ...nowhere,
      };
    case 'call-subroutine':
      return { kind: 'CallStatement', callee: lowerCallee(node, lowerer), ...nowhere };
    case 'return': {
      const value = node.value === null ? null : lowerExpression(node.value, lowerer);
      const inner = value?.kind === 'GroupExpression' ? value.expression : null;
      const parentheses = inner?.kind === 'Variable' || inner?.kind === 'CallExpression';
      return { kind: 'ReturnStatement', parentheses, value: parentheses ? inner : value, ...nowhere };
    }
    case 'if':
      return lowerIf(node, lowerer);
    case 'evaluate':
      return { kind: 'ExpressionStatement', expression: lowerExpression(node.expression, lowerer), ...nowhere };
    case 'nested':
      return lowerBody(node.body, lowerer);
    case 'platform':
      return { kind: 'MacroStatement', text: node.text, scope: node.scope, ...nowhere };
    case 'include': {
      const path: ir.StringLiteral = { kind: 'string', value: node.path, origin: node.origin };
      return {
        kind: 'Include',
        path: lowerer.rules.string(path, lowerer.context) as ast.StringLiteral,
        glob: node.glob,
        ...nowhere,
      };
    }
    case 'verbatim':
      return lowerVerbatim(node);
    default:
      lowerer.context.reporter.report(
        'VCP9001',
        node.origin,
        `vcl-port left a ${node.kind} that the target does not have`,
      );
      return { kind: 'BadNode', text: 'VCL_PORT_NOT_TRANSLATED;', ...nowhere };
  }
}

function lowerVerbatim(node: ir.Verbatim): ast.Statement {
  switch (node.what) {
    case 'inline-c':
      return { kind: 'InlineC', text: node.text, ...nowhere };
    case 'template':
      return { kind: 'TemplateDirective', text: node.text, ...nowhere };
    default:
      return { kind: 'BadNode', text: node.text, ...nowhere };
  }
}

export function lowerPlace(place: ir.Place, lowerer: Lowerer): ast.Variable {
  const lowered = lowerExpression(place, lowerer);
  return lowered.kind === 'Variable' ? lowered : variable('VCL_PORT_NOT_TRANSLATED');
}

function lowerCallee(node: ir.CallSubroutine, lowerer: Lowerer): ast.Expression {
  if (node.arguments.length === 0 && node.written !== 'parentheses') return variable(node.name);
  return {
    kind: 'CallExpression',
    callee: variable(node.name),
    arguments: node.arguments.map((value) => ({
      kind: 'Argument',
      name: null,
      value: lowerExpression(value, lowerer),
      ...nowhere,
    })),
    ...nowhere,
  };
}

function lowerIf(node: ir.If, lowerer: Lowerer): ast.IfStatement {
  const branches = node.branches.map((branch, index): ast.IfBranch => {
    const lowered: ast.IfBranch = {
      kind: 'IfBranch',
      keyword: index === 0 ? 'if' : lowerer.context.keepSpelling ? (branch.spelling ?? 'elseif') : 'elseif',
      condition: lowerExpression(branch.condition, lowerer),
      body: lowerBody(branch.body, lowerer),
      ...nowhere,
    };
    if (branch.leading !== undefined && index > 0) lowered.leading = [...branch.leading];
    return lowered;
  });
  if (node.otherwise !== null) {
    const body = lowerBody(node.otherwise, lowerer);
    const otherwise: ast.IfBranch = { kind: 'IfBranch', keyword: 'else', condition: null, body, ...nowhere };
    if (node.otherwiseLeading !== undefined) otherwise.leading = [...node.otherwiseLeading];
    branches.push(otherwise);
  }
  const statement: ast.IfStatement = { kind: 'IfStatement', branches, ...nowhere };
  // Comments inside the first condition stand before the statement.
  const first = node.branches[0]?.leading;
  if (first !== undefined) statement.leading = [...first];
  return statement;
}

export function lowerSet(target: ast.Variable, operator: string, value: ast.Expression): ast.SetStatement {
  return { kind: 'SetStatement', target, operator, value, ...nowhere };
}
