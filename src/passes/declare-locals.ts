import type { Body, Declare, Expression, Local, Program } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions } from '../ir/rewrite.ts';
import type { Type } from '../ir/types.ts';
import { visitBodyReads, visitStatements } from '../ir/visit.ts';
import type { Pass } from './pass.ts';

/** V8: the variables that the translation uses are declared where the code that uses them begins. */
export const declareLocals: Pass = {
  name: 'declare-locals',
  description: 'Variables are declared.',
  needed: ({ source, target }) => target.dialect.traits.locals && !source.dialect.traits.locals,
  run: (program) => mapBodies(program, (body) => declare(body)) satisfies Program,
};

function declare(body: Body): Body {
  const found = new Map<string, Local>();
  const note = (expression: Expression): void => {
    if (expression.kind === 'local' && !found.has(expression.name)) found.set(expression.name, legal(expression));
  };
  visitStatements(body, (statement) => {
    if ('target' in statement) note(statement.target);
  });
  visitBodyReads(body, note);
  if (found.size === 0) return body;
  const renamed = mapBodyExpressions(body, (expression) =>
    expression.kind === 'local'
      ? { ...expression, ...found.get(expression.name), origin: expression.origin }
      : expression,
  );
  const declarations = [...found.values()].map((local): Declare => ({
    kind: 'declare',
    local,
    value: null,
    origin: null,
  }));
  return [...declarations, ...renamed];
}

/** A name without blanks, and a type that variables can have. */
function legal(local: Local): Local {
  const type: Type = local.type === 'bytes' ? 'integer' : local.type === 'unknown' ? 'string' : local.type;
  return { ...local, name: local.name.replace(/\W+/g, '_'), type, origin: null };
}
