import * as make from '../ir/make.ts';
import type { Argument, Expression, Statement } from '../ir/model.ts';
import { mapBodies, mapExpression, mapStatement } from '../ir/rewrite.ts';
import { kinds, rewriteWhere } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/**
 * F14: a value that is certainly not set has no name on the target. It adds nothing to a text, an argument takes it as an
 * empty one, and a header that is set from it is removed (`keep-unset`).
 */
export const dropUnset: Pass = {
  name: 'drop-unset',
  description: 'Values that are never set are gone.',
  run: (program) => mapBodies(program, (body) => rewriteWhere(body, kinds('unset'), (statement) => [drop(statement)])),
};

function drop(statement: Statement): Statement {
  const removes = statement.kind === 'assign' && statement.ifUnset === 'remove';
  return mapStatement(statement, {
    expression: (expression) => {
      const dropped = mapExpression(expression, inside);
      return removes ? dropped : filled(dropped);
    },
  });
}

function inside(expression: Expression): Expression {
  switch (expression.kind) {
    case 'concat': {
      if (!expression.parts.some((part) => part.kind === 'unset')) return expression;
      const parts = joined(expression.parts.filter((part) => part.kind !== 'unset'));
      const [first] = parts;
      if (first === undefined) return { kind: 'unset', origin: expression.origin };
      return parts.length === 1 && first.kind === 'string' ? first : { ...expression, parts };
    }
    case 'call':
    case 'method': {
      if (!expression.arguments.some(({ value }) => value.kind === 'unset')) return expression;
      return {
        ...expression,
        arguments: expression.arguments.map((argument): Argument => ({ ...argument, value: filled(argument.value) })),
      };
    }
    case 'match':
      return expression.subject.kind === 'unset' ? { ...expression, subject: filled(expression.subject) } : expression;
    default:
      return expression;
  }
}

/** Texts that stand side by side now are one. */
function joined(parts: readonly Expression[]): readonly Expression[] {
  const result: Expression[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last?.kind === 'string' && part.kind === 'string')
      result[result.length - 1] = make.string(last.value + part.value, last.origin);
    else result.push(part);
  }
  return result;
}

function filled(expression: Expression): Expression {
  return expression.kind === 'unset' ? make.string('', expression.origin) : expression;
}
