import type { Argument, Expression, MethodCall, Name, Origin, Statement } from '../../ir/model.ts';
import * as make from '../../ir/make.ts';
import type { Type } from '../../ir/types.ts';
import type { PassContext } from '../pass.ts';

export type Arguments = readonly (Expression | readonly [name: string, value: Expression])[];

export const name = (text: string, type: Type = 'name', origin: Origin = null): Name => ({
  kind: 'name',
  name: text,
  type,
  origin,
});

/** `new NAME = CONSTRUCTOR(…);` of an extension of the target. */
export function newObject(object: string, constructor: string, context: PassContext): Statement {
  const construct = make.call(context.target.dialect.id, constructor, [], 'unknown');
  return { kind: 'new-object', name: object, construct, origin: null };
}

export function method(object: string, called: string, args: Arguments, type: Type, context: PassContext): MethodCall {
  return {
    kind: 'method',
    vocabulary: context.target.dialect.id,
    object: name(object),
    name: called,
    arguments: args.map((argument): Argument =>
      isNamed(argument) ? { name: argument[0], value: argument[1] } : { name: null, value: argument },
    ),
    type,
    origin: null,
  };
}

/** A method called for its effect. */
export function perform(object: string, called: string, args: Arguments, context: PassContext): Statement {
  return { kind: 'evaluate', expression: method(object, called, args, 'void', context), origin: null };
}

function isNamed(argument: Arguments[number]): argument is readonly [string, Expression] {
  return Array.isArray(argument);
}
