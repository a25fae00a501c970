import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import { typeOf } from '../ir/type-of.ts';
import { children } from '../syntax/ast.ts';
import {
  headerParts,
  isStatement,
  liftName,
  originOf,
  resolveInclude,
  typeOfName,
  type Lifter,
} from './lift-context.ts';
import { asText, liftExpression } from './lift-expressions.ts';

export function liftBody(
  statements: readonly ast.Statement[],
  dangling: readonly ast.Comment[] | undefined,
  lifter: Lifter,
): ir.Body {
  const body: ir.Statement[] = [];
  for (const statement of statements) for (const lifted of liftStatement(statement, lifter)) body.push(lifted);
  if (dangling !== undefined) body.push(remark(dangling));
  return body;
}

export function remark(comments: readonly ast.Comment[]): ir.Remark {
  return { kind: 'remark', comments, origin: null, blankBefore: comments[0]?.blankBefore ?? false };
}

export function liftBlock(block: ast.Block, lifter: Lifter): ir.Body {
  return liftBody(block.statements, block.dangling, lifter);
}

export function liftStatement(node: ast.Statement, lifter: Lifter): readonly ir.Statement[] {
  if (node.kind === 'Include') return liftIncludedStatements(node, lifter);
  const lifted = lifter.rules.statement(node, lifter) ?? [liftCommon(node, lifter)];
  const [first, ...rest] = lifted;
  return first === undefined ? [] : [{ ...first, ...commentsOf(node) }, ...rest];
}

/** A file that is included inside a subroutine holds statements. */
function liftIncludedStatements(node: ast.Include, lifter: Lifter): readonly ir.Statement[] {
  const files = resolveInclude(node, lifter);
  if (files === null) {
    const path = lifter.rules.text(node.path.raw);
    return [{ kind: 'include', path, glob: node.glob, ...commentsOf(node), origin: originOf(node, lifter) }];
  }
  return files.flatMap(({ program, lifter: inner }) => {
    const statements = program.items.filter(isStatement);
    return liftBody(statements, program.dangling, inner);
  });
}

/** The comments of a statement; those inside its expressions come before it. */
export function commentsOf(node: ast.Node): ir.Comments {
  const inner = innerComments(node);
  const leading = [...(node.leading ?? []), ...inner];
  return {
    ...(leading.length > 0 ? { leading } : {}),
    ...(node.trailing !== undefined ? { trailing: node.trailing } : {}),
    ...(node.blankBefore === true ? { blankBefore: true } : {}),
  };
}

function innerComments(node: ast.Node): ast.Comment[] {
  const found: ast.Comment[] = [];
  const visit = (child: ast.Node): void => {
    if (child.kind === 'Block' || child.kind === 'IfBranch' || child.kind === 'SwitchCase') return;
    if (child.leading !== undefined) found.push(...child.leading);
    if (child.dangling !== undefined) found.push(...child.dangling);
    children(child).forEach(visit);
    if (child.trailing !== undefined) found.push(...child.trailing);
  };
  if (hasList(node)) return found;
  children(node).forEach(visit);
  if (node.dangling !== undefined && node.kind !== 'SwitchStatement') found.push(...node.dangling);
  return found;
}

/** Nodes whose children are statements or entries with comments of their own. */
function hasList(node: ast.Node): boolean {
  return node.kind === 'Block' || node.kind === 'IfStatement' || node.kind === 'SwitchCase';
}

function liftCommon(node: ast.Statement, lifter: Lifter): ir.Statement {
  const origin = originOf(node, lifter);
  switch (node.kind) {
    case 'SetStatement':
      return liftSet(node, lifter);
    case 'UnsetStatement': {
      const parts = headerParts(node.target.name);
      if (parts?.prefix === true) {
        return { kind: 'remove-prefix', message: parts.message, prefix: parts.name, spelling: node.keyword, origin };
      }
      return { kind: 'remove', target: liftPlace(node.target, lifter), spelling: node.keyword, origin };
    }
    case 'AddStatement': {
      const target = liftPlace(node.target, lifter);
      const value = asText(liftExpression(node.value, lifter, lifter.rules.unsetText), lifter);
      if (target.kind === 'header') return { kind: 'append', target, value, origin };
      return { kind: 'assign', target, operator: '=', value, origin };
    }
    case 'CallStatement':
      return liftCall(node, lifter);
    case 'IfStatement':
      return liftIf(node, lifter);
    case 'SwitchStatement':
      return {
        kind: 'switch',
        subject: liftExpression(node.subject, lifter),
        cases: node.cases.flatMap((item) => (item.kind === 'SwitchCase' ? [liftCase(item, lifter)] : [])),
        origin,
      };
    case 'BreakStatement':
      return { kind: 'break', origin };
    case 'FallthroughStatement':
      return { kind: 'fallthrough', origin };
    case 'GotoStatement':
      return { kind: 'goto', label: node.label, origin };
    case 'LabelStatement':
      return { kind: 'label', label: node.label, origin };
    case 'ExpressionStatement':
      return { kind: 'evaluate', expression: liftExpression(node.expression, lifter), origin };
    case 'NewStatement':
      return {
        kind: 'new-object',
        name: node.name.name,
        construct: liftExpression(node.constructorCall, lifter),
        origin,
      };
    case 'LogStatement':
      return { kind: 'log', value: liftPrinted(node.value, lifter), origin };
    case 'SyntheticStatement':
      return {
        kind: 'set-body',
        value: liftPrinted(node.value, lifter),
        encoding: node.base64 ? 'base64' : 'text',
        mode: 'replace',
        origin,
      };
    case 'EsiStatement':
      return { kind: 'enable-esi', origin };
    case 'DeclareStatement': {
      const name = node.name.name.replace(/^var\./, '');
      const type = typeOfName(node.type.name, lifter);
      lifter.scope.locals.set(name, type);
      const value = node.value === null ? null : liftExpression(node.value, lifter);
      return {
        kind: 'declare',
        local: { kind: 'local', name, type, origin: originOf(node.name, lifter) },
        value,
        origin,
      };
    }
    case 'Block':
      return { kind: 'nested', body: liftBlock(node, lifter), origin };
    case 'MacroStatement':
      return { kind: 'platform', scope: node.scope, text: node.text, origin };
    case 'InlineC':
      return { kind: 'verbatim', text: node.text, what: 'inline-c', origin };
    case 'TemplateDirective':
      return { kind: 'verbatim', text: node.text, what: 'template', origin };
    case 'BadNode':
      return { kind: 'verbatim', text: node.text, what: 'bad', origin };
    case 'Include':
    case 'ReturnStatement':
    case 'ErrorStatement':
    case 'RestartStatement':
      throw new Error(`a dialect lifts its own ${node.kind}`);
  }
}

/** A text that goes to a log or a body: a lone operand that is not set prints there as in a concatenation. */
export function liftPrinted(node: ast.Expression, lifter: Lifter): ir.Expression {
  const { unsetText } = lifter.rules;
  const value = asText(liftExpression(node, lifter, unsetText), lifter);
  if (value.kind === 'concat' || value.kind === 'string' || unsetText === '') return value;
  return { kind: 'concat', parts: [value], unset: unsetText, origin: value.origin };
}

function liftSet(node: ast.SetStatement, lifter: Lifter): ir.Statement {
  const origin = originOf(node, lifter);
  const target = liftPlace(node.target, lifter);
  const operator = node.operator as ir.AssignmentOperator;
  const isText = target.kind === 'header' || target.kind === 'subfield';
  const value = liftExpression(node.value, lifter, isText ? lifter.rules.unsetText : '');
  const textual = typeOf(target) === 'string' ? asText(value, lifter) : value;
  return {
    kind: 'assign',
    target,
    operator,
    value: textual,
    ...(target.kind === 'header' && operator === '=' ? { ifUnset: lifter.rules.ifUnset } : {}),
    origin,
  };
}

export function liftPlace(node: ast.Variable, lifter: Lifter): ir.Place {
  const place = liftName(node.name, node, lifter);
  switch (place.kind) {
    case 'variable':
    case 'header':
    case 'subfield':
    case 'local':
    case 'carrier':
      return place;
    default:
      // Already reported, or a name that cannot be assigned to: the legality check says so.
      return {
        kind: 'variable',
        vocabulary: lifter.rules.vocabulary,
        name: node.name,
        type: 'unknown',
        origin: place.origin,
      };
  }
}

function liftCall(node: ast.CallStatement, lifter: Lifter): ir.Statement {
  const origin = originOf(node, lifter);
  const { callee } = node;
  if (callee.kind === 'CallExpression') {
    const args = callee.arguments.map((argument) => liftExpression(argument.value, lifter));
    return { kind: 'call-subroutine', name: callee.callee.name, arguments: args, written: 'parentheses', origin };
  }
  const name = callee.kind === 'Variable' || callee.kind === 'Identifier' ? callee.name : '';
  return { kind: 'call-subroutine', name, arguments: [], origin };
}

function liftIf(node: ast.IfStatement, lifter: Lifter): ir.If {
  const branches: ir.Branch[] = [];
  let otherwise: ir.Body | null = null;
  let otherwiseLeading: readonly ast.Comment[] | undefined;
  for (const branch of node.branches) {
    // The comments of the first condition go before the statement.
    const inner = branch.condition === null ? [] : innerOf(branch.condition);
    const leading = [...(branch.leading ?? []), ...inner];
    if (branch.condition === null) {
      otherwise = liftBlock(branch.body, lifter);
      otherwiseLeading = branch.leading;
    } else {
      branches.push({
        condition: liftExpression(branch.condition, lifter),
        body: liftBlock(branch.body, lifter),
        ...(leading.length > 0 ? { leading } : {}),
        spelling: branch.keyword,
      });
    }
  }
  return {
    kind: 'if',
    branches,
    otherwise,
    ...(otherwiseLeading !== undefined ? { otherwiseLeading } : {}),
    origin: originOf(node, lifter),
  };
}

function innerOf(expression: ast.Expression): ast.Comment[] {
  return [...(expression.leading ?? []), ...innerComments(expression), ...(expression.trailing ?? [])];
}

function liftCase(node: ast.SwitchCase, lifter: Lifter): ir.Case {
  const leading = [...(node.leading ?? []), ...(node.test === null ? [] : innerOf(node.test))];
  return {
    test: node.test === null ? null : liftExpression(node.test, lifter),
    regex: node.regex,
    body: liftBody(node.statements, node.dangling, lifter),
    ...commentsOf(node),
    ...(leading.length > 0 ? { leading } : {}),
    origin: originOf(node, lifter),
  };
}
