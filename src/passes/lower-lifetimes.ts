import * as make from '../ir/make.ts';
import type { Program } from '../ir/model.ts';
import { bodiesOf } from '../ir/visit.ts';
import { canFallThrough } from '../ir/flow.ts';
import { kinds, visitKinds, visitTargets } from '../ir/kinds.ts';
import { firstIn } from './lower-fetch.ts';
import { helperCall, type HelperName } from './support/helpers.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F10, F12: the lifetime of an object before the configuration sees it. The target knows neither Surrogate-Control nor a
 * lifetime for every status; and it runs the code of the fetch on a revalidation, where the source only takes the new lifetime.
 */
export const lowerLifetimes: Pass = {
  name: 'lower-lifetimes',
  description: 'Lifetimes come from the headers in the order of the source, and a 304 only renews them.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const lifetime = helperCall(asksLifetime(program) ? 'lifetime_of_all' : 'lifetime', context);
    return firstIn(withRevalidation(program, context), 'backend-response', [lifetime]);
  },
};

/** Whether anything depends on the lifetime of a status that the target gives none. */
function asksLifetime(program: Program): boolean {
  let asks = false;
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('variable', 'carrier'), (expression) => {
      if (expression.kind === 'variable' && expression.name === 'beresp.ttl' && expression.origin !== null) asks = true;
      if (expression.kind === 'carrier' && expression.name === 'cacheable') asks = true;
    });
    visitTargets(body, kinds('carrier'), ({ name }, { kind }) => {
      if (kind === 'assign' && name === 'cacheable') asks = true;
    });
  }
  return asks;
}

function withRevalidation(program: Program, context: PassContext): Program {
  const fetch = program.items.find((item) => item.kind === 'state' && item.states.includes('backend-response'));
  if (fetch?.kind !== 'state' || !fetch.body.some((statement) => statement.origin !== null)) return program;
  // What ends a fetch ends a revalidation: keeping stale objects included.
  const ends: readonly HelperName[] = context.helpers.has('keep_stale')
    ? ['keep_stale', 'keep_expired']
    : ['keep_expired'];
  const renewed = make.when(make.core('beresp.was_304', 'boolean'), [
    ...ends.map((name) => helperCall(name, context)),
    make.transition('deliver'),
  ]);
  const items = program.items.map((item) => {
    if (item !== fetch) return item;
    const at = fetch.body.findIndex((statement) => statement.origin !== null || !canFallThrough([statement]));
    const place = at === -1 ? fetch.body.length : at;
    const [next, ...rest] = fetch.body.slice(place);
    const after = next === undefined ? [] : [{ ...next, blankBefore: true }, ...rest];
    return { ...fetch, body: [...fetch.body.slice(0, place), renewed, ...after] };
  });
  return { ...program, items };
}
