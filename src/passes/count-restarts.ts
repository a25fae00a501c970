import * as make from '../ir/make.ts';
import type { Origin, Program } from '../ir/model.ts';
import { clientStates } from '../ir/states.ts';
import { bodiesOf } from '../ir/visit.ts';
import { mapKinds, named, statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import { carrierOf } from './support/carriers.ts';
import { assignsCarrier, mapStates } from './support/code.ts';
import type { Pass, PassContext } from './pass.ts';

/** F4, F11: the restarts that the translation makes for itself are not counted where the configuration asks. */
export const countRestarts: Pass = {
  name: 'count-restarts',
  description: 'The configuration sees its own restarts only.',
  run(program, context) {
    const own = context.helpers.has('use_stale_object') || assignsCarrier(program, 'own_restarts');
    if (!own) return program;
    allow(program, context);
    return mapStates(program, clientStates, (body) =>
      mapKinds(body, named('req.restarts'), (expression) => {
        if (expression.kind !== 'variable' || expression.name !== 'req.restarts') return expression;
        return { ...make.binary(expression, '-', carrierOf('own_restarts')), origin: expression.origin };
      }),
    );
  },
};

/** Each time that a request is looked up, the translation may restart it twice: to ask the origin, and to take what is there. */
function allow(program: Program, { source, target, needs, reporter }: PassContext): void {
  let restarts = assignsCarrier(program, 'restarting');
  let first: Origin = null;
  for (const body of bodiesOf(program)) {
    visitStatementKinds(body, statementKinds('transition'), (statement) => {
      if (statement.action !== 'restart' || statement.origin === null) return;
      restarts = true;
      first ??= statement.origin;
    });
  }
  const most = source.dialect.traits.maximumRestarts;
  const wanted = most + 2 * (most + 1);
  if (!restarts || wanted <= target.dialect.traits.maximumRestarts) return;
  needs.parameters.set('max_restarts', String(wanted));
  reporter.report(
    'VCP4032',
    first,
    `run varnishd with -p max_restarts=${wanted}: looking for stale objects takes restarts, too`,
  );
}
