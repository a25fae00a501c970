import { tables } from '../../../generated/tables.ts';
import { own, type ArgumentFact, type CallableFact } from '../../../mappings/table.ts';
import type * as ast from '../../../syntax/ast.ts';
import type { Context } from '../context.ts';
import { convert } from '../convert.ts';
import { MachineError } from '../machine-error.ts';
import { string, type Value, type ValueType } from '../value.ts';
import { functions } from './index.ts';

const facts = tables.find(({ dialect }) => dialect === 'fastly')?.functions ?? {};

type Evaluate = (expression: ast.Expression, context: Context, destination: 'argument' | 'header') => Value;

/** Calls a function of the platform, or a functional subroutine. */
export function callFunction(call: ast.CallExpression, context: Context, evaluate: Evaluate): Value {
  const name = call.callee.name;
  const fact = own(facts, name);
  if (fact === undefined || !Object.hasOwn(functions, name)) {
    if (!context.linked.subroutines.has(name)) throw new MachineError(`there is no function ${name}`);
    return context.call(
      name,
      call.arguments.map(({ value }) => emptied(evaluate(value, context, 'argument'))),
    );
  }
  const values = call.arguments.map((argument, at) => {
    const expected = argumentAt(fact, at);
    if (expected === undefined) throw new MachineError(`${name} has too many arguments`);
    if (expected.type === 'ID') return { type: 'ID', value: bareWord(argument.value, name) } as const;
    // Its value is "in the style of set" (metadata of the editor extension): it may be not set, and shows `(null)`.
    if (name === 'header.set' && at === 2) return convert(evaluate(argument.value, context, 'header'), 'STRING');
    return fitted(evaluate(argument.value, context, 'argument'), expected.type as ValueType, name);
  });
  const missing = fact.args[values.length];
  if (missing !== undefined && !missing.optional && !missing.repeats) {
    throw new MachineError(`${name} needs ${missing.name}`);
  }
  return (functions[name] as (typeof functions)[string])(values, context);
}

function argumentAt(fact: CallableFact, at: number): ArgumentFact | undefined {
  const last = fact.args.at(-1);
  return fact.args[at] ?? (last?.repeats === true ? last : undefined);
}

/** An argument is never not set: a text without a value is empty (fiddle 10f2511b). */
function emptied(value: Value): Value {
  return value.type === 'STRING' && value.value === null ? string('') : value;
}

function fitted(value: Value, type: ValueType, name: string): Value {
  // The documentation calls the lifetime of a penalty box TIME; it is written `10m`.
  if (type === 'TIME' && value.type === 'RTIME') return value;
  try {
    return emptied(convert(value, type));
  } catch (error) {
    throw new MachineError(`${name}: ${(error as Error).message}`);
  }
}

function bareWord(expression: ast.Expression, name: string): string {
  if (expression.kind === 'Variable' || expression.kind === 'Identifier') return expression.name;
  throw new MachineError(`${name} takes a bare word here`);
}
