import * as make from '../ir/make.ts';
import type { Expression, Program } from '../ir/model.ts';
import { clientStates } from '../ir/states.ts';
import { mapKinds, named } from '../ir/kinds.ts';
import { mapStates } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass } from './pass.ts';

/**
 * F27: the name of the backend that answered, as the code for delivery, for errors and for the log reads it. It comes with the
 * response of the fetch, and is nothing when there was none: a hit does not tell who once filled the cache.
 */
export const carryResponse: Pass = {
  name: 'carry-response',
  description: 'Code of the client side is told which backend has answered.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const backend = make.carrier('beresp.backend.name', 'string', 'client');
    const travels = make.carrier('fetched_from', 'string', 'to-client');
    let asked = false;
    const told: Program = mapStates(program, clientStates, (body) =>
      mapKinds(body, named('beresp.backend.name'), (expression): Expression => {
        if (expression.kind !== 'variable' || expression.name !== 'beresp.backend.name') return expression;
        asked = true;
        return { ...backend, origin: expression.origin, setWhen: true };
      }),
    );
    if (!asked) return program;
    const own = vclExpression(context.target, 'beresp.backend.name');
    const fetched = firstIn(told, 'backend-response', [make.assign(travels, own)]);
    const isNew = make.binary(make.core('obj.hits', 'integer'), '==', make.integer(0));
    return firstIn(fetched, 'deliver', [
      make.when(
        make.logical('&&', [isNew, travels]),
        [make.assign(backend, travels)],
        [make.assign(backend, make.string(''))],
      ),
      make.remove(travels),
    ]);
  },
};
