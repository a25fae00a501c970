import type * as ast from '../../syntax/ast.ts';
import type * as ir from '../../ir/model.ts';
import type { Action } from '../../ir/states.ts';
import type { Type } from '../../ir/types.ts';
import { isNumeric, typeOf } from '../../ir/type-of.ts';
import type { LowerContext } from '../dialect.ts';
import { call, evaluate, identifier, nowhere, variable, type Lowerer, type LowerRules } from '../lower-context.ts';
import { lowerArguments, lowerExpression, lowerPart, part } from '../lower-expressions.ts';
import { lowerProgram } from '../lower-program.ts';
import { lowerPlace, lowerSet } from '../lower-statements.ts';
import { varnishTypes } from './lift.ts';
import { varnishMachine } from './machine.ts';
import { encodeString } from './strings.ts';

const typeNames = new Map<Type, string>(Object.entries(varnishTypes).map(([name, type]) => [type, name]));

const rules: LowerRules = {
  vocabulary: 'varnish',
  machine: varnishMachine,
  string,
  typeName: (type) => typeNames.get(type) ?? 'STRING',
  header: (header) =>
    `${header.message}.http.${/^[A-Za-z][\w-]*$/.test(header.name) ? header.name : `"${header.name}"`}`,
  concat,
  expression: () => null,
  statement,
  assign,
};

export function lowerVarnish(program: ir.Program, context: LowerContext): ast.Program {
  return lowerProgram(program, context, rules);
}

/** A text that no literal can hold is joined from two that can. */
function string(literal: ir.StringLiteral, context: LowerContext): ast.Expression {
  const raw = (context.keepSpelling ? literal.spelling : undefined) ?? encodeString(literal.value);
  if (raw !== null) return { kind: 'StringLiteral', raw, ...nowhere };
  const text = literal.value.replaceAll('\0', '');
  const at = text.indexOf('"}') + 1;
  const halves = [text.slice(0, at), text.slice(at)].map((value) =>
    string({ kind: 'string', value, origin: null }, context),
  );
  return {
    kind: 'Concatenation',
    parts: halves.map((value, index) => part(index === 0 ? '' : '+', value)),
    ...nowhere,
  };
}

/** Numbers at the start would be added: an empty text before them makes the whole a text. */
function concat(node: ir.Concat, lowerer: Lowerer): ast.Expression {
  const parts = node.parts.map((item) => lowerPart(item, lowerer));
  const [first, second] = node.parts;
  const adds = first !== undefined && second !== undefined && isNumeric(typeOf(first)) && isNumeric(typeOf(second));
  const empty: ast.Expression = { kind: 'StringLiteral', raw: '""', ...nowhere };
  const values = adds || parts.length === 1 ? [empty, ...parts] : parts;
  return {
    kind: 'Concatenation',
    parts: values.map((value, index) => part(index === 0 ? '' : '+', value)),
    ...nowhere,
  };
}

function assign(node: ir.Assign, lowerer: Lowerer): ast.Statement {
  return lowerSet(lowerPlace(node.target, lowerer), node.operator, lowerExpression(node.value, lowerer));
}

function statement(node: ir.Statement, lowerer: Lowerer): ast.Statement | null {
  switch (node.kind) {
    case 'append':
      return evaluate(call('header.append', [lowerPlace(node.target, lowerer), lowerExpression(node.value, lowerer)]));
    case 'transition':
      return transition(node, lowerer);
    case 'log':
      return evaluate(call('std.log', [lowerExpression(node.value, lowerer)]));
    case 'hash-data':
      return evaluate(call('hash_data', [lowerExpression(node.value, lowerer)]));
    case 'set-body': {
      const value = lowerExpression(node.value, lowerer);
      if (node.spelling === 'synthetic') return evaluate(call('synthetic', [value]));
      const body = node.spelling ?? (lowerer.state === 'backend-error' ? 'beresp.body' : 'resp.body');
      return lowerSet(variable(body), node.mode === 'append' ? '+=' : '=', value);
    }
    case 'new-object': {
      const construct = lowerExpression(node.construct, lowerer);
      return { kind: 'NewStatement', name: identifier(node.name), constructorCall: construct, ...nowhere };
    }
    default:
      return null;
  }
}

const words: Readonly<Partial<Record<Action, string>>> = {
  lookup: 'hash',
  hashed: 'lookup',
  fetch: 'fetch',
  deliver: 'deliver',
  done: 'deliver',
  pass: 'pass',
  pipe: 'pipe',
  purge: 'purge',
  synth: 'synth',
  'backend-error': 'error',
  restart: 'restart',
  retry: 'retry',
  abandon: 'abandon',
  merge: 'merge',
  fail: 'fail',
  ok: 'ok',
  'switch-program': 'vcl',
};

function transition(node: ir.Transition, lowerer: Lowerer): ast.Statement | null {
  const word = words[node.action];
  if (word === undefined) return null;
  const args = node.arguments.flatMap((value) => (value === null ? [] : [{ name: null, value }]));
  const value = args.length === 0 ? variable(word) : lowerArguments(call(word, []), args, lowerer);
  return { kind: 'ReturnStatement', parentheses: true, value, ...nowhere };
}
