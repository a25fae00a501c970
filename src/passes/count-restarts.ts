import * as make from '../ir/make.ts';
import { mapBodyExpressions } from '../ir/rewrite.ts';
import { clientStates } from '../ir/states.ts';
import { visitStatements } from '../ir/visit.ts';
import { carrierOf } from './support/carriers.ts';
import { isCode, mapStates } from './support/code.ts';
import type { Pass } from './pass.ts';

/** F4, F11: the restarts that the translation makes for itself are not counted where the configuration asks. */
export const countRestarts: Pass = {
  name: 'count-restarts',
  description: 'The configuration sees its own restarts only.',
  run(program, context) {
    let own = context.helpers.has('use_stale_object');
    for (const item of program.items) {
      if (!isCode(item)) continue;
      visitStatements(item.body, (statement) => {
        if (
          statement.kind === 'assign' &&
          statement.target.kind === 'carrier' &&
          statement.target.name === 'own_restarts'
        )
          own = true;
      });
    }
    if (!own) return program;
    return mapStates(program, clientStates, (body) =>
      mapBodyExpressions(body, (expression) => {
        if (expression.kind !== 'variable' || expression.name !== 'req.restarts') return expression;
        return { ...make.binary(expression, '-', carrierOf('own_restarts')), origin: expression.origin };
      }),
    );
  },
};
