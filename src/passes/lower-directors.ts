import * as make from '../ir/make.ts';
import type { Body, Director, Expression, Item, Program, Statement } from '../ir/model.ts';
import { mapBodyExpressions, mapExpression, mapSame } from '../ir/rewrite.ts';
import { inLoad } from './support/load.ts';
import { method, name, newObject, perform } from './support/objects.ts';
import { chosenBy, construction, membersFirst, policyOf } from './support/directors.ts';
import { withoutShields } from './support/shields.ts';
import { enforceQuorums } from './support/enforce-quorums.ts';
import { reportDirector } from './support/report-directors.ts';
import { firstIn } from './lower-fetch.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F25: directors are objects that are made when the configuration is loaded, and their names, used as backends, ask the object
 * for one. Which member it is, is open until the request is sent: the cache key, or the identity of the client, may still change.
 */
export const lowerDirectors: Pass = {
  name: 'lower-directors',
  description: 'Directors are objects.',
  needed: ({ source, target }) => source.dialect.traits.directors && !target.dialect.traits.directors,
  run(program, context) {
    const known = withoutShields(program, context);
    const directors = known.items.filter((item): item is Director => item.kind === 'director');
    if (directors.length === 0) return known;
    const byName = new Map(directors.map((director) => [director.name, director]));
    const asBackend = (expression: Expression): Expression => {
      const director = expression.kind === 'name' ? byName.get(expression.name) : undefined;
      return director === undefined ? expression : { ...chosenBy(director, context), origin: expression.origin };
    };
    const made: Statement[] = [];
    for (const director of membersFirst(directors)) {
      reportDirector(director, byName, context);
      made.push(...construction(director, policyOf(director), (of) => asBackend(name(of, 'backend')), context));
    }
    const used = { ...known, items: mapSame(known.items, (item) => mapUses(item, asBackend)) } satisfies Program;
    const enforced = enforceQuorums(used, directors, asBackend, context);
    const keyed = chooseByClient(enforced, directors, made, context);
    const loading = inLoad(keyed, made, 'first');
    return { ...loading, items: loading.items.filter((item) => item.kind !== 'director') };
  },
};

function mapUses(item: Item, asBackend: (expression: Expression) => Expression): Item {
  if (item.kind === 'state' || item.kind === 'subroutine') {
    const body: Body = mapBodyExpressions(item.body, asBackend);
    return body === item.body ? item : { ...item, body };
  }
  if (item.kind !== 'table') return item;
  const entries = mapSame(item.entries, (entry) => {
    const value = mapExpression(entry.value, asBackend);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries === item.entries ? item : { ...item, entries };
}

/** Directors that choose by the client share one key, which is made of its identity when the request is sent. */
function chooseByClient(
  program: Program,
  directors: readonly Director[],
  made: Statement[],
  context: PassContext,
): Program {
  const byClient = directors.filter((director) => policyOf(director).by === 'client');
  const [first] = byClient;
  if (first === undefined) return program;
  const key = context.names.declare('by_client');
  made.push({ ...newObject(key, 'directors.shard_param', context), blankBefore: true });
  for (const { name: director } of byClient) {
    made.push(perform(director, 'associate', [method(key, 'use', [], 'blob', context)], context));
  }
  const identity = method(first.name, 'key', [make.core('client.identity', 'string')], 'integer', context);
  const set = perform(
    key,
    'set',
    [
      ['by', name('KEY')],
      ['key', identity],
    ],
    context,
  );
  return firstIn(program, 'backend-request', [make.remarked(set, 'The same client goes to the same member')]);
}
