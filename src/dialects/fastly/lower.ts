import type * as ast from '../../syntax/ast.ts';
import type * as ir from '../../ir/model.ts';
import type { Action } from '../../ir/states.ts';
import type { Type } from '../../ir/types.ts';
import type { LowerContext } from '../dialect.ts';
import { call, group, nowhere, variable, type Lowerer, type LowerRules } from '../lower-context.ts';
import { lowerArguments, lowerExpression, lowerPart, part } from '../lower-expressions.ts';
import { lowerProgram } from '../lower-program.ts';
import { lowerBody, lowerPlace, lowerSet } from '../lower-statements.ts';
import { fastlyTypes } from './lift.ts';
import { fastlyMachine } from './machine.ts';
import { encodeString } from './strings.ts';

const typeNames = new Map<Type, string>(Object.entries(fastlyTypes).map(([name, type]) => [type, name]));

const rules: LowerRules = {
  vocabulary: 'fastly',
  machine: fastlyMachine,
  string: (literal, { keepSpelling }) => ({
    kind: 'StringLiteral',
    raw: (keepSpelling ? literal.spelling : undefined) ?? encodeString(literal.value),
    ...nowhere,
  }),
  typeName: (type) => typeNames.get(type) ?? 'STRING',
  header: (header) => `${header.message}.http.${header.name}`,
  concat,
  expression,
  statement,
  assign,
};

export function lowerFastly(program: ir.Program, context: LowerContext): ast.Program {
  return lowerProgram(program, context, rules);
}

/** Operands stand side by side; a time and its duration keep their sign. */
function concat(node: ir.Concat, lowerer: Lowerer): ast.Expression {
  const parts = node.parts.flatMap((item) => {
    if (item.kind !== 'binary') return [part('', lowerPart(item, lowerer))];
    const lowered = lowerExpression(item, lowerer);
    return lowered.kind === 'Concatenation' ? lowered.parts : [part('', lowered)];
  });
  return { kind: 'Concatenation', parts, ...nowhere };
}

function expression(node: ir.Expression, lowerer: Lowerer): ast.Expression | null {
  switch (node.kind) {
    case 'subfield':
      return variable(`${rules.header(node.header)}:${node.field}`);
    case 'local':
      return variable(`var.${node.name}`);
    case 'capture':
      return variable(`re.group.${node.group}`);
    case 'conditional':
      return {
        kind: 'ConditionalExpression',
        condition: lowerExpression(node.condition, lowerer),
        consequent: lowerExpression(node.consequent, lowerer),
        alternate: lowerExpression(node.alternate, lowerer),
        ...nowhere,
      };
    case 'variable':
      return lowerer.context.keepSpelling && node.spelling !== undefined ? variable(node.spelling) : null;
    case 'apply':
      return lowerArguments(call(node.subroutine, []), node.arguments.map(positional), lowerer);
    case 'lookup': {
      const args = [node.key, ...(node.fallback === null ? [] : [node.fallback])].map(positional);
      const name =
        node.spelling ??
        `table.lookup${node.type === 'string' ? '' : `_${(typeNames.get(node.type) ?? '').toLowerCase()}`}`;
      const lowered = lowerArguments(call(name, []), args, lowerer);
      const table: ast.Argument = { kind: 'Argument', name: null, value: variable(node.table), ...nowhere };
      return { ...lowered, arguments: [table, ...lowered.arguments] };
    }
    case 'contains': {
      const lowered = lowerArguments(call('table.contains', []), [positional(node.key)], lowerer);
      const table: ast.Argument = { kind: 'Argument', name: null, value: variable(node.table), ...nowhere };
      return { ...lowered, arguments: [table, ...lowered.arguments] };
    }
    default:
      return null;
  }
}

function positional(value: ir.Expression): ir.Argument {
  return { name: null, value };
}

function assign(node: ir.Assign, lowerer: Lowerer): ast.Statement {
  const value = lowerExpression(node.value, lowerer);
  // A condition that is assigned has to stand in parentheses.
  const isCondition =
    value.kind === 'BinaryExpression' ||
    value.kind === 'LogicalExpression' ||
    (value.kind === 'UnaryExpression' && value.operator === '!');
  return lowerSet(lowerPlace(node.target, lowerer), node.operator, isCondition ? group(value) : value);
}

function statement(node: ir.Statement, lowerer: Lowerer): ast.Statement | null {
  switch (node.kind) {
    case 'remove-prefix':
      return {
        kind: 'UnsetStatement',
        keyword: lowerer.context.keepSpelling && node.spelling === 'remove' ? 'remove' : 'unset',
        target: variable(`${node.message}.http.${node.prefix}*`),
        ...nowhere,
      };
    case 'append': {
      const value = lowerExpression(node.value, lowerer);
      return { kind: 'AddStatement', target: lowerPlace(node.target, lowerer), operator: '=', value, ...nowhere };
    }
    case 'declare':
      return {
        kind: 'DeclareStatement',
        name: variable(`var.${node.local.name}`),
        type: { kind: 'Identifier', name: rules.typeName(node.local.type), ...nowhere },
        value: node.value === null ? null : lowerExpression(node.value, lowerer),
        ...nowhere,
      };
    case 'transition':
      return transition(node, lowerer);
    case 'switch':
      return {
        kind: 'SwitchStatement',
        subject: lowerExpression(node.subject, lowerer),
        cases: node.cases.map((item) => lowerCase(item, lowerer)),
        ...nowhere,
      };
    case 'break':
      return { kind: 'BreakStatement', ...nowhere };
    case 'fallthrough':
      return { kind: 'FallthroughStatement', ...nowhere };
    case 'goto':
      return { kind: 'GotoStatement', label: node.label, ...nowhere };
    case 'label':
      return { kind: 'LabelStatement', label: node.label, ...nowhere };
    case 'log':
      return { kind: 'LogStatement', value: printed(node.value, lowerer), ...nowhere };
    case 'set-body': {
      const value = printed(node.value, lowerer);
      return { kind: 'SyntheticStatement', base64: node.encoding === 'base64', value, ...nowhere };
    }
    case 'hash-data':
      return lowerSet(variable('req.hash'), '+=', lowerExpression(node.value, lowerer));
    case 'enable-esi':
      return { kind: 'EsiStatement', ...nowhere };
    default:
      return null;
  }
}

/** A lone operand that prints as in a concatenation is that operand. */
function printed(value: ir.Expression, lowerer: Lowerer): ast.Expression {
  const [only] = value.kind === 'concat' ? value.parts : [];
  return lowerExpression(
    value.kind === 'concat' && value.parts.length === 1 && only !== undefined ? only : value,
    lowerer,
  );
}

function lowerCase(item: ir.Case, lowerer: Lowerer): ast.SwitchCase {
  const body = lowerBody(item.body, lowerer);
  const node: ast.SwitchCase = {
    kind: 'SwitchCase',
    test: item.test === null ? null : lowerExpression(item.test, lowerer),
    regex: item.regex,
    statements: body.statements,
    ...nowhere,
  };
  if (item.leading !== undefined) node.leading = [...item.leading];
  if (item.blankBefore === true) node.blankBefore = true;
  if (body.dangling !== undefined) node.dangling = body.dangling;
  return node;
}

const words: Readonly<Partial<Record<Action, string>>> = {
  lookup: 'lookup',
  hashed: 'hash',
  fetch: 'fetch',
  deliver: 'deliver',
  done: 'deliver',
  pass: 'pass',
  synth: 'error',
  'backend-error': 'error',
  restart: 'restart',
  'deliver-stale': 'deliver_stale',
  upgrade: 'upgrade',
  pipe: 'pipe',
  challenge: 'challenge',
};

function transition(node: ir.Transition, lowerer: Lowerer): ast.Statement | null {
  const { keepSpelling } = lowerer.context;
  const usual = lowerer.state === 'pass' && node.action === 'fetch' ? 'pass' : words[node.action];
  const word = (keepSpelling ? node.word : undefined) ?? usual;
  if (word === undefined) return null;
  const form =
    (keepSpelling ? node.form : undefined) ?? (word === 'error' || word === 'restart' ? 'statement' : 'return');
  if (form === 'statement' && word === 'restart') return { kind: 'RestartStatement', ...nowhere };
  if (form === 'statement') {
    const [status = null, reason = null] = node.arguments;
    return {
      kind: 'ErrorStatement',
      status: status === null ? null : lowerExpression(status, lowerer),
      message: reason === null ? null : lowerExpression(reason, lowerer),
      ...nowhere,
    };
  }
  return { kind: 'ReturnStatement', parentheses: form === 'return', value: variable(word), ...nowhere };
}
