/** Short ways to make what storages of Varnish are made of. */
import * as make from '../../ir/make.ts';
import type { Call, Expression, Statement } from '../../ir/model.ts';
import type { Type } from '../../ir/types.ts';

export const call = (name: string, args: readonly Expression[], type: Type): Expression =>
  make.call('varnish', name, args, type);

/** A call with one argument, given by its name. */
export const named = (name: string, argument: string, value: Expression, type: Type): Expression => ({
  kind: 'call',
  vocabulary: 'varnish',
  name,
  arguments: [{ name: argument, value }],
  type,
  origin: value.origin,
});

export const evaluate = (expression: Expression): Statement => ({
  kind: 'evaluate',
  expression,
  origin: expression.origin,
});

/** Functions that give integers of any size. */
export const givesWideInteger = (called: Call): boolean =>
  /^std\.(integer|real2integer|time2integer)$/.test(called.name) && called.arguments[0]?.name !== 'bool';

/** A literal is told as every address is told; one of four numbers already is. */
export function canonicalAddress(value: Expression): Expression {
  if (value.kind !== 'string' || !value.value.includes(':')) return value;
  return call('std.ip', [value, make.string('0.0.0.0')], 'ip');
}
