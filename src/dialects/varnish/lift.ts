import type * as ast from '../../syntax/ast.ts';
import type * as ir from '../../ir/model.ts';
import { coreNames } from '../../generated/tables.ts';
import { findVariable, own } from '../../mappings/table.ts';
import type { LiftContext, TypeNames } from '../dialect.ts';
import { liftName, originOf, typeOfName, type Lifter, type LiftRules } from '../lift-context.ts';
import { asText, bothNumeric, liftArguments, liftExpression } from '../lift-expressions.ts';
import { liftProgram } from '../lift-program.ts';
import { liftReturn } from '../lift-return.ts';
import { varnishMachine } from './machine.ts';
import { decodeString } from './strings.ts';

export const varnishTypes: TypeNames = {
  STRING: 'string',
  STRANDS: 'string',
  STRING_LIST: 'string',
  HEADER: 'string',
  INT: 'integer',
  REAL: 'float',
  BOOL: 'boolean',
  TIME: 'time',
  DURATION: 'duration',
  BYTES: 'bytes',
  IP: 'ip',
  ACL: 'acl',
  BACKEND: 'backend',
  PROBE: 'probe',
  BLOB: 'blob',
  BODY: 'body',
  HTTP: 'http',
  STEVEDORE: 'storage',
  SUB: 'subroutine',
  REGEX: 'regex',
  ENUM: 'name',
  VOID: 'void',
};

const rules: LiftRules = {
  vocabulary: 'varnish',
  types: varnishTypes,
  text: decodeString,
  booleanText: { whenTrue: 'true', whenFalse: 'false' },
  ifUnset: 'empty',
  unsetText: '',
  adds: (left, right, first) => first && bothNumeric(left, right),
  call: liftCall,
  statement: liftStatement,
};

export function liftVarnish(program: ast.Program, context: LiftContext): ir.Program {
  return liftProgram(program, context, rules, varnishMachine);
}

function liftCall(node: ast.CallExpression, lifter: Lifter): ir.Expression {
  const origin = originOf(node, lifter);
  const { name } = node.callee;
  const args = liftArguments(node.arguments, lifter);
  const dot = name.lastIndexOf('.');
  const before = name.slice(0, Math.max(dot, 0));
  const method = name.slice(dot + 1);
  const { table } = lifter.context;
  const constructor = lifter.names.objects.get(before);
  if (constructor !== undefined) {
    const fact = own(own(table.objects, constructor)?.methods ?? {}, method);
    const type = fact === undefined ? 'unknown' : typeOfName(fact.returns, lifter);
    const object: ir.Name = { kind: 'name', name: before, type: 'name', origin };
    return { kind: 'method', vocabulary: 'varnish', object, name: method, arguments: args, type, origin };
  }
  const fact = own(table.functions, name) ?? own(table.objects, name);
  if (fact === undefined && findVariable(table, before) !== undefined) {
    const object = liftName(before, node.callee, lifter);
    return { kind: 'method', vocabulary: 'varnish', object, name: method, arguments: args, type: 'string', origin };
  }
  if (fact === undefined) {
    lifter.context.reporter.report(
      'VCP1011',
      originOf(node.callee, lifter),
      `'${name}' is not a function of this dialect`,
    );
  }
  const type = fact === undefined ? 'unknown' : typeOfName(fact.returns, lifter);
  const core = own(coreNames['varnish'] ?? {}, name);
  return {
    kind: 'call',
    vocabulary: core === undefined ? 'varnish' : 'core',
    name: core ?? name,
    arguments: args,
    type,
    origin,
  };
}

function liftStatement(node: ast.Statement, lifter: Lifter): readonly ir.Statement[] | null {
  const origin = originOf(node, lifter);
  switch (node.kind) {
    case 'ReturnStatement':
      return [liftReturn(node, lifter, varnishMachine)];
    case 'SetStatement': {
      const { name } = node.target;
      if (name !== 'resp.body' && name !== 'beresp.body') return null;
      const mode = node.operator === '+=' ? 'append' : 'replace';
      const value = asText(liftExpression(node.value, lifter), lifter);
      return [{ kind: 'set-body', value, encoding: 'text', mode, spelling: name, origin }];
    }
    case 'ExpressionStatement':
      return liftEffect(node.expression, origin, lifter);
    default:
      return null;
  }
}

/** Functions called for their effect that are statements of the neutral machine. */
function liftEffect(expression: ast.Expression, origin: ir.Origin, lifter: Lifter): readonly ir.Statement[] | null {
  if (expression.kind !== 'CallExpression') return null;
  const [first, second] = expression.arguments;
  if (first === undefined) return null;
  switch (expression.callee.name) {
    case 'hash_data':
      return [{ kind: 'hash-data', value: asText(liftExpression(first.value, lifter), lifter), origin }];
    case 'synthetic': {
      // What is not set prints "(null)" here, in every version.
      const value = asText(liftExpression(first.value, lifter, '(null)'), lifter);
      return [{ kind: 'set-body', value, encoding: 'text', mode: 'append', spelling: 'synthetic', origin }];
    }
    case 'std.log':
      return [{ kind: 'log', value: asText(liftExpression(first.value, lifter), lifter), origin }];
    case 'header.append': {
      const target = liftExpression(first.value, lifter);
      if (target.kind !== 'header' || second === undefined) return null;
      return [{ kind: 'append', target, value: asText(liftExpression(second.value, lifter), lifter), origin }];
    }
    default:
      return null;
  }
}
