import type * as ast from '../../syntax/ast.ts';
import type * as ir from '../../ir/model.ts';
import { typeOf } from '../../ir/type-of.ts';
import { coreNames } from '../../generated/tables.ts';
import { own } from '../../mappings/table.ts';
import type { LiftContext, TypeNames } from '../dialect.ts';
import { originOf, typeOfName, type Lifter, type LiftRules } from '../lift-context.ts';
import { asText, liftArguments, liftExpression } from '../lift-expressions.ts';
import { liftProgram } from '../lift-program.ts';
import { liftReturn } from '../lift-return.ts';
import { fastlyMachine } from './machine.ts';
import { decodeString } from './strings.ts';

export const fastlyTypes: TypeNames = {
  STRING: 'string',
  INTEGER: 'integer',
  FLOAT: 'float',
  BOOL: 'boolean',
  TIME: 'time',
  RTIME: 'duration',
  IP: 'ip',
  ACL: 'acl',
  BACKEND: 'backend',
  REGEX: 'regex',
  ID: 'name',
  VOID: 'void',
};

const rules: LiftRules = {
  vocabulary: 'fastly',
  types: fastlyTypes,
  text: decodeString,
  booleanText: { whenTrue: '1', whenFalse: '0' },
  ifUnset: 'remove',
  unsetText: '(null)',
  // Only a time that a name stands for, and the duration literal behind its sign (fiddle befec89e).
  adds: (left, right) => left.kind === 'variable' && typeOf(left) === 'time' && isDuration(right),
  call: liftCall,
  statement: liftStatement,
};

export function liftFastly(program: ast.Program, context: LiftContext): ir.Program {
  return liftProgram(program, context, rules, fastlyMachine);
}

function isDuration(expression: ir.Expression): boolean {
  return expression.kind === 'number' && expression.type === 'duration';
}

function liftCall(node: ast.CallExpression, lifter: Lifter): ir.Expression {
  const origin = originOf(node, lifter);
  const { name } = node.callee;
  const returned = lifter.names.functions.get(name);
  const args = liftArguments(node.arguments, lifter);
  if (returned !== undefined) {
    return {
      kind: 'apply',
      subroutine: name,
      arguments: args.map((argument) => argument.value),
      type: returned,
      origin,
    };
  }
  const [table, key, fallback] = args.map((argument) => argument.value);
  if (name.startsWith('table.') && table?.kind === 'name' && key !== undefined) {
    if (name === 'table.contains') return { kind: 'contains', table: table.name, key, origin };
    const type = typeOfLookup(name, lifter);
    return { kind: 'lookup', table: table.name, key, fallback: fallback ?? null, type, spelling: name, origin };
  }
  const fact = own(lifter.context.table.functions, name);
  if (fact === undefined) {
    lifter.context.reporter.report(
      'VCP1011',
      originOf(node.callee, lifter),
      `'${name}' is not a function of this dialect`,
    );
  }
  const type = fact === undefined ? 'unknown' : typeOfName(fact.returns, lifter);
  const core = own(coreNames['fastly'] ?? {}, name);
  return {
    kind: 'call',
    vocabulary: core === undefined ? 'fastly' : 'core',
    name: core ?? name,
    arguments: args,
    type,
    origin,
  };
}

function typeOfLookup(name: string, lifter: Lifter): ir.Lookup['type'] {
  return typeOfName(own(lifter.context.table.functions, name)?.returns ?? 'STRING', lifter);
}

function liftStatement(node: ast.Statement, lifter: Lifter): readonly ir.Statement[] | null {
  const origin = originOf(node, lifter);
  switch (node.kind) {
    case 'ReturnStatement':
      return [liftReturn(node, lifter, fastlyMachine)];
    case 'ErrorStatement': {
      const status = node.status === null ? null : liftExpression(node.status, lifter);
      const reason = node.message === null ? null : asText(liftExpression(node.message, lifter), lifter);
      return [
        { kind: 'transition', action: 'synth', arguments: [status, reason], word: 'error', form: 'statement', origin },
      ];
    }
    case 'RestartStatement':
      return [{ kind: 'transition', action: 'restart', arguments: [], word: 'restart', form: 'statement', origin }];
    case 'SetStatement': {
      if (node.target.name !== 'req.hash') return null;
      // `set req.hash += x;` is one part of the key, and there is no other way to set it.
      if (node.operator !== '+=') {
        lifter.context.reporter.report(
          'VCP1036',
          origin,
          `req.hash takes '+=' only: '${node.operator}' is read as that`,
        );
      }
      const value = liftExpression(node.value, lifter, '(null)');
      return [{ kind: 'hash-data', value: asText(value, lifter), origin }];
    }
    default:
      return null;
  }
}
