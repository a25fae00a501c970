import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import type { LowerContext, Machine } from './dialect.ts';
import {
  identifier,
  nowhere,
  setOrigin,
  variable,
  withComments,
  type Lowerer,
  type LowerRules,
} from './lower-context.ts';
import { lowerExpression } from './lower-expressions.ts';
import { lowerBody, lowerStatement } from './lower-statements.ts';

export function lowerProgram(program: ir.Program, context: LowerContext, rules: LowerRules): ast.Program {
  const top: Lowerer = { rules, context, state: null };
  const items: ast.Item[] = [];
  const result: ast.Program = { kind: 'Program', items, ...nowhere };
  let waiting: ast.Comment[] = [];
  for (const item of program.items) {
    if (item.kind === 'remark') {
      for (const comment of item.comments) waiting.push(comment);
      continue;
    }
    const lowered = lowerItem(item, top);
    if (waiting.length > 0) lowered.leading = [...waiting, ...(lowered.leading ?? [])];
    waiting = [];
    items.push(lowered);
  }
  if (waiting.length > 0) result.dangling = waiting;
  return result;
}

function lowerItem(item: ir.Item, top: Lowerer): ast.Item {
  switch (item.kind) {
    case 'acl':
    case 'table':
    case 'backend':
    case 'probe':
    case 'director':
    case 'rate-counter':
    case 'penalty-box':
    case 'import':
    case 'mark':
      return setOrigin(withComments(lowerDeclaration(item, top), item), item.origin);
    case 'state': {
      const [state] = item.states;
      const name = subroutineOf(item.states, top.rules.machine) ?? 'VCL_PORT_NOT_TRANSLATED';
      const body = lowerBody(item.body, { ...top, state: state ?? null });
      return setOrigin(withComments(subroutine(name, body), item), item.origin);
    }
    case 'subroutine': {
      const lowered: ast.Subroutine = {
        ...subroutine(item.name, lowerBody(item.body, top)),
        parameters:
          item.parameters === null ? null : item.parameters.map((parameter) => lowerParameter(parameter, top)),
        returnType: item.returns === null ? null : identifier(item.returnsSpelling ?? top.rules.typeName(item.returns)),
      };
      return setOrigin(withComments(lowered, item), item.origin);
    }
    default:
      return lowerStatement(item, top);
  }
}

/** The subroutine of a dialect that is the code of these states. */
export function subroutineOf(states: readonly State[], machine: Machine): string | null {
  for (const [name, own] of Object.entries(machine.subroutines)) {
    if (own.length === states.length && own.every((state) => states.includes(state))) return name;
  }
  return null;
}

function subroutine(name: string, body: ast.Block): ast.Subroutine {
  return { kind: 'Subroutine', name: identifier(name), parameters: null, returnType: null, body, ...nowhere };
}

function lowerParameter(parameter: ir.Parameter, lowerer: Lowerer): ast.Parameter {
  const type = identifier(parameter.typeSpelling ?? lowerer.rules.typeName(parameter.local.type));
  return { kind: 'Parameter', type, name: variable(`var.${parameter.local.name}`), ...nowhere };
}

type Plain = Exclude<ir.Declaration, ir.StateCode | ir.Subroutine>;

function lowerDeclaration(node: Plain, lowerer: Lowerer): ast.Declaration {
  const lowered = lowerPlain(node, lowerer);
  if ('dangling' in node && node.dangling !== undefined) lowered.dangling = [...node.dangling];
  return lowered;
}

function lowerPlain(node: Plain, lowerer: Lowerer): ast.Declaration {
  const { rules } = lowerer;
  const literal = (value: string, origin: ir.Origin, spelling?: string): ast.StringLiteral =>
    rules.string(
      { kind: 'string', value, origin, ...(spelling === undefined ? {} : { spelling }) },
      lowerer.context,
    ) as ast.StringLiteral;
  switch (node.kind) {
    case 'acl':
      return {
        kind: 'AclDeclaration',
        name: identifier(node.name),
        flags: node.flags,
        entries: node.entries.map((entry) => withComments(lowerAclEntry(entry, literal), entry)),
        ...nowhere,
      };
    case 'table':
      return {
        kind: 'TableDeclaration',
        name: identifier(node.name),
        type:
          node.typeSpelling === undefined && node.type === 'string'
            ? null
            : identifier(node.typeSpelling ?? rules.typeName(node.type)),
        entries: node.entries.map((entry) => withComments(lowerTableEntry(entry, literal, lowerer), entry)),
        ...nowhere,
      };
    case 'backend':
      return {
        kind: 'BackendDeclaration',
        name: identifier(node.name),
        none: node.none,
        properties: lowerProperties(node.properties, lowerer),
        ...nowhere,
      };
    case 'probe':
      return {
        kind: 'ProbeDeclaration',
        name: identifier(node.name),
        properties: lowerProperties(node.properties, lowerer),
        ...nowhere,
      };
    case 'director': {
      const members = node.members.map((member): ast.DirectorMember => {
        const lowered: ast.DirectorMember = {
          kind: 'DirectorMember',
          properties: lowerProperties(member.properties, lowerer),
          ...nowhere,
        };
        if (member.dangling !== undefined) lowered.dangling = [...member.dangling];
        return withComments(lowered, member);
      });
      const items = [...lowerProperties(node.properties, lowerer), ...members];
      return {
        kind: 'DirectorDeclaration',
        name: identifier(node.name),
        type: identifier(node.policy),
        items,
        ...nowhere,
      };
    }
    case 'rate-counter':
      return { kind: 'RateCounterDeclaration', name: identifier(node.name), ...nowhere };
    case 'penalty-box':
      return { kind: 'PenaltyBoxDeclaration', name: identifier(node.name), ...nowhere };
    case 'import':
      return {
        kind: 'ImportDeclaration',
        name: identifier(node.name),
        alias: node.alias === null ? null : identifier(node.alias),
        from: node.from === null ? null : literal(node.from, node.origin),
        ...nowhere,
      };
    case 'mark':
      if (node.what === 'version') return { kind: 'VersionDeclaration', version: node.text, ...nowhere };
      if (node.what === 'control') return { kind: 'ControlLine', text: node.text, ...nowhere };
      return { kind: 'PragmaDeclaration', words: node.text.split(' '), ...nowhere };
  }
}

type Literal = (value: string, origin: ir.Origin, spelling?: string) => ast.StringLiteral;

function lowerAclEntry(entry: ir.AclEntry, literal: Literal): ast.AclEntry | ast.TemplateDirective {
  if (entry.template !== undefined) return { kind: 'TemplateDirective', text: entry.template, ...nowhere };
  const mask = entry.mask;
  const isNumber = mask !== null && /^\d+$/.test(mask);
  const node: ast.AclEntry = {
    kind: 'AclEntry',
    negated: entry.negated,
    address: literal(entry.address, entry.origin, entry.spelling),
    mask:
      mask === null
        ? null
        : isNumber
          ? { kind: 'NumberLiteral', type: 'integer', raw: mask, ...nowhere }
          : variable(mask),
    optional: entry.optional,
    ...nowhere,
  };
  return setOrigin(node, entry.origin);
}

function lowerTableEntry(
  entry: ir.TableEntry,
  literal: Literal,
  lowerer: Lowerer,
): ast.TableEntry | ast.TemplateDirective {
  if (entry.template !== undefined) return { kind: 'TemplateDirective', text: entry.template, ...nowhere };
  const key = literal(entry.key, entry.origin, entry.keySpelling);
  return setOrigin({ kind: 'TableEntry', key, value: lowerExpression(entry.value, lowerer), ...nowhere }, entry.origin);
}

function lowerProperties(properties: readonly ir.Property[], lowerer: Lowerer): ast.PropertyItem[] {
  return properties.map((property) => {
    if (property.template !== undefined) {
      const directive: ast.TemplateDirective = { kind: 'TemplateDirective', text: property.template, ...nowhere };
      return withComments(directive, property);
    }
    const node: ast.Property = {
      kind: 'Property',
      name: property.name,
      value: lowerPropertyValue(property.value, lowerer),
      ...nowhere,
    };
    return setOrigin(withComments(node, property), property.origin);
  });
}

function lowerPropertyValue(value: ir.PropertyValue, lowerer: Lowerer): ast.Property['value'] {
  switch (value.kind) {
    case 'expression':
      return lowerExpression(value.expression, lowerer);
    case 'lines': {
      const items = value.lines.map((line) => lowerExpression(line, lowerer) as ast.StringLiteral);
      return { kind: 'StringList', items, ...nowhere };
    }
    case 'block': {
      const block: ast.PropertyBlock = {
        kind: 'PropertyBlock',
        properties: lowerProperties(value.properties, lowerer),
        ...nowhere,
      };
      if (value.dangling !== undefined) block.dangling = [...value.dangling];
      return block;
    }
  }
}
