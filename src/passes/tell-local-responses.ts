import * as make from '../ir/make.ts';
import type { Expression, Program } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { mapKinds, named } from '../ir/kinds.ts';
import { firstIn } from './lower-fetch.ts';
import type { Pass } from './pass.ts';

/** F2, F27: the code for delivery serves every response; whether one was made here is known by which way it came. */
export const tellLocalResponses: Pass = {
  name: 'tell-local-responses',
  description: 'Code for delivery is told whether the response was made here.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run(program) {
    const isLocal = make.carrier('locally_generated', 'boolean', 'client');
    let asked = false;
    const lowered: Program = mapBodies(program, (body) =>
      mapKinds(body, named('resp.is_locally_generated'), (expression): Expression => {
        if (expression.kind !== 'variable' || expression.name !== 'resp.is_locally_generated') return expression;
        asked = true;
        return { ...isLocal, origin: expression.origin };
      }),
    );
    if (!asked) return program;
    const fetched = firstIn(lowered, 'deliver', [make.assign(isLocal, make.boolean(false))]);
    return firstIn(fetched, 'synth', [make.assign(isLocal, make.boolean(true))]);
  },
};
