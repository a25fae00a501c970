import type { Body, Expression, Local } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import type { Type } from '../ir/types.ts';
import { typeOf } from '../ir/type-of.ts';
import { kinds, mapKinds, mayHold, visitTargets } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/**
 * F18: a local that no code declares is one that the platform's own code declares in a macro. What is assigned to it tells its
 * type; without that it is a text.
 */
export const inferLocals: Pass = {
  name: 'infer-locals',
  description: 'Locals that are used without a declaration have a type.',
  run: (program) => mapBodies(program, infer),
};

function infer(body: Body): Body {
  if (!mayHold(body, kinds('local'))) return body;
  const types = new Map<string, Type>();
  visitTargets(body, kinds('local'), (target, statement) => {
    if (statement.kind !== 'assign' || !isUntyped(target)) return;
    const type = typeOf(statement.value);
    if (type !== 'unknown' && !types.has(target.name)) types.set(target.name, type);
  });
  return mapKinds(body, kinds('local'), (expression) =>
    isUntyped(expression) ? { ...expression, type: types.get(expression.name) ?? 'string' } : expression,
  );
}

function isUntyped(expression: Expression): expression is Local {
  return expression.kind === 'local' && expression.type === 'unknown';
}
