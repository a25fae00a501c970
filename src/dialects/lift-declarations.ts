import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import { originOf, typeOfName, type Lifter } from './lift-context.ts';
import { liftExpression } from './lift-expressions.ts';
import { commentsOf } from './lift-statements.ts';

type Plain = Exclude<ast.Declaration, ast.Subroutine | ast.Include>;

/** Declarations without code. */
export function liftDeclaration(node: Plain, lifter: Lifter): ir.Item {
  const origin = originOf(node, lifter);
  const comments = listComments(node);
  switch (node.kind) {
    case 'VersionDeclaration':
      return { kind: 'mark', what: 'version', text: node.version, ...comments, origin };
    case 'PragmaDeclaration':
      return { kind: 'mark', what: 'pragma', text: node.words.join(' '), ...comments, origin };
    case 'ControlLine':
      return { kind: 'mark', what: 'control', text: node.text, ...comments, origin };
    case 'ImportDeclaration':
      return {
        kind: 'import',
        name: node.name.name,
        alias: node.alias?.name ?? null,
        from: node.from === null ? null : lifter.rules.text(node.from.raw),
        ...comments,
        origin,
      };
    case 'AclDeclaration':
      return {
        kind: 'acl',
        name: node.name.name,
        flags: node.flags,
        entries: node.entries.map((entry) => liftAclEntry(entry, lifter)),
        ...comments,
        ...danglingOf(node),
        origin,
      };
    case 'TableDeclaration':
      return {
        kind: 'table',
        name: node.name.name,
        type: node.type === null ? 'string' : typeOfName(node.type.name, lifter),
        ...(node.type === null ? {} : { typeSpelling: node.type.name }),
        entries: node.entries.map((entry) => liftTableEntry(entry, lifter)),
        ...comments,
        ...danglingOf(node),
        origin,
      };
    case 'BackendDeclaration':
      return {
        kind: 'backend',
        name: node.name.name,
        none: node.none,
        properties: liftProperties(node.properties, lifter),
        ...comments,
        ...danglingOf(node),
        origin,
      };
    case 'ProbeDeclaration':
      return {
        kind: 'probe',
        name: node.name.name,
        properties: liftProperties(node.properties, lifter),
        ...comments,
        ...danglingOf(node),
        origin,
      };
    case 'DirectorDeclaration': {
      const members = node.items.filter((item) => item.kind === 'DirectorMember');
      const own = node.items.filter((item) => item.kind !== 'DirectorMember');
      return {
        kind: 'director',
        name: node.name.name,
        policy: node.type.name,
        properties: liftProperties(own, lifter),
        members: members.map((member) => ({
          properties: liftProperties(member.properties, lifter),
          ...listComments(member),
          ...danglingOf(member),
          origin: originOf(member, lifter),
        })),
        ...comments,
        ...danglingOf(node),
        origin,
      };
    }
    case 'PenaltyBoxDeclaration':
      return { kind: 'penalty-box', name: node.name.name, ...commentsOf(node), origin };
    case 'RateCounterDeclaration':
      return { kind: 'rate-counter', name: node.name.name, ...commentsOf(node), origin };
    case 'InlineC':
      return { kind: 'verbatim', text: node.text, what: 'inline-c', ...comments, origin };
    case 'TemplateDirective':
      return { kind: 'verbatim', text: node.text, what: 'template', ...comments, origin };
    case 'BadNode':
      return { kind: 'verbatim', text: node.text, what: 'bad', ...comments, origin };
  }
}

/** Comments around a node; the ones inside it belong to its entries. */
export function listComments(node: ast.Node): ir.Comments {
  return {
    ...(node.leading !== undefined ? { leading: node.leading } : {}),
    ...(node.trailing !== undefined ? { trailing: node.trailing } : {}),
    ...(node.blankBefore === true ? { blankBefore: true } : {}),
  };
}

function danglingOf(node: ast.Node): { readonly dangling?: readonly ast.Comment[] } {
  return node.dangling === undefined ? {} : { dangling: node.dangling };
}

function liftAclEntry(node: ast.AclEntry | ast.TemplateDirective | ast.BadNode, lifter: Lifter): ir.AclEntry {
  const origin = originOf(node, lifter);
  if (node.kind !== 'AclEntry') {
    return {
      negated: false,
      address: '',
      mask: null,
      optional: false,
      template: node.text,
      ...commentsOf(node),
      origin,
    };
  }
  const { address, mask } = node;
  return {
    negated: node.negated,
    address: address.kind === 'StringLiteral' ? lifter.rules.text(address.raw) : address.name,
    ...(address.kind === 'StringLiteral' ? { spelling: address.raw } : {}),
    mask: mask === null ? null : mask.kind === 'NumberLiteral' ? mask.raw : mask.name,
    optional: node.optional,
    ...commentsOf(node),
    origin,
  };
}

function liftTableEntry(node: ast.TableEntry | ast.TemplateDirective | ast.BadNode, lifter: Lifter): ir.TableEntry {
  const origin = originOf(node, lifter);
  if (node.kind !== 'TableEntry') {
    return { key: '', value: { kind: 'unset', origin }, template: node.text, ...commentsOf(node), origin };
  }
  return {
    key: lifter.rules.text(node.key.raw),
    keySpelling: node.key.raw,
    value: liftExpression(node.value, lifter),
    ...commentsOf(node),
    origin,
  };
}

function liftProperties(nodes: readonly ast.PropertyItem[], lifter: Lifter): ir.Property[] {
  return nodes.map((node) => {
    const origin = originOf(node, lifter);
    if (node.kind !== 'Property') {
      const nothing: ir.Expression = { kind: 'unset', origin };
      return {
        name: '',
        value: { kind: 'expression', expression: nothing },
        template: node.text,
        ...commentsOf(node),
        origin,
      };
    }
    const isBlock = node.value.kind === 'PropertyBlock';
    const comments = isBlock ? listComments(node) : commentsOf(node);
    return { name: node.name, value: liftPropertyValue(node.value, lifter), ...comments, origin };
  });
}

function liftPropertyValue(node: ast.Property['value'], lifter: Lifter): ir.PropertyValue {
  if (node.kind === 'PropertyBlock') {
    return { kind: 'block', properties: liftProperties(node.properties, lifter), ...danglingOf(node) };
  }
  if (node.kind === 'StringList') {
    return { kind: 'lines', lines: node.items.map((item) => liftExpression(item, lifter)) };
  }
  return { kind: 'expression', expression: liftExpression(node, lifter) };
}
