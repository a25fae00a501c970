import * as make from '../ir/make.ts';
import type { Body, Carrier, Expression, Item, Program, Statement } from '../ir/model.ts';
import { canonicalNames } from '../generated/tables.ts';
import { sameMeaning } from '../ir/equal.ts';
import type { State } from '../ir/states.ts';
import type { Type } from '../ir/types.ts';
import { typeOf } from '../ir/type-of.ts';
import { kinds, mapWhere } from '../ir/kinds.ts';
import { findVariable } from '../mappings/table.ts';
import { subroutineOf } from '../dialects/lower-program.ts';
import { isCode, stateOf } from './support/code.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F2: the code for delivery serves responses from the cache and synthetic ones alike. What only the first have, it is told by
 * its callers.
 */
export const carryObject: Pass = {
  name: 'carry-object',
  description: 'Code for delivery does not ask for an object that a synthetic response does not have.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run(program, context) {
    const told: { readonly carrier: Carrier; readonly value: Expression }[] = [];
    const carry = (name: string, type: Type, value: Expression): Expression => {
      const known = told.find((one) => sameMeaning(one.value, value));
      const carrier = known?.carrier ?? make.carrier(name, type, 'client');
      if (known === undefined) told.push({ carrier, value: { ...value, origin: null } });
      return { ...carrier, origin: value.origin };
    };
    // What no storage keeps is told by what the code makes of it: of a digest, its text.
    const tell = (expression: Expression): Expression => {
      if (expression.kind === 'variable')
        return needsObject(expression, context) && expression.type !== 'blob'
          ? carry(expression.name, expression.type, expression)
          : expression;
      if (expression.kind !== 'call') return expression;
      const blob = expression.arguments
        .map(({ value }) => value)
        .find((value) => value.kind === 'variable' && needsObject(value, context));
      return blob?.kind === 'variable' ? carry(blob.name, typeOf(expression), expression) : expression;
    };
    const items = program.items.map((item): Item => {
      if (item.kind !== 'subroutine' || !isDelivery(stateOf(item))) return item;
      const body = mapWhere(item.body, kinds('variable', 'call'), tell);
      return body === item.body ? item : { ...item, body };
    });
    if (told.length === 0) return program;
    const ofObject = told.map(({ carrier, value }) => make.assign(carrier, value));
    const ofNone = told.flatMap(({ carrier }) => none(carrier));
    return {
      ...program,
      items: items.map((item) => firstIn(item, 'deliver', ofObject)).map((item) => firstIn(item, 'synth', ofNone)),
    } satisfies Program;
  },
};

function isDelivery(state: State | null): boolean {
  return state === 'deliver' || state === 'log';
}

/** Whether a variable can be read when an object is delivered, and not when a synthetic response is. */
function needsObject(variable: Extract<Expression, { kind: 'variable' }>, { target }: PassContext): boolean {
  const own =
    variable.vocabulary === 'core'
      ? (canonicalNames[target.dialect.id]?.[variable.name] ?? variable.name)
      : variable.name;
  const fact = findVariable(target.table, own);
  const readable = (state: State): boolean =>
    fact?.read.includes(subroutineOf([state], target.dialect.machine) ?? '') ?? true;
  return fact !== undefined && readable('deliver') && !readable('synth');
}

function none(carrier: Carrier): readonly Statement[] {
  switch (carrier.type) {
    case 'integer':
      return [make.assign(carrier, make.integer(0))];
    case 'duration':
      return [make.assign(carrier, make.duration('0s'))];
    case 'boolean':
      return [make.assign(carrier, make.boolean(false))];
    default:
      return [make.remove(carrier)];
  }
}

function firstIn(item: Item, state: State, statements: Body): Item {
  if (!isCode(item) || item.kind !== 'state' || !item.states.includes(state)) return item;
  return { ...item, body: [...statements, ...item.body] };
}
