import * as make from '../ir/make.ts';
import type { Origin, Program, Statement } from '../ir/model.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { visitStatements } from '../ir/visit.ts';
import type { Action } from '../ir/states.ts';
import { carrierOf } from './support/carriers.ts';
import { assignsCarrier, codesOf, hasTransition, mapStates } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import type { Pass } from './pass.ts';

/** The ways out of `vcl_recv` that the source takes without a key. */
const unhashed: readonly Action[] = ['restart', 'pipe'];

/** F4: the target makes a key whatever becomes of the request. That is nothing to see, unless the code for it does more. */
export const skipHash: Pass = {
  name: 'skip-hash',
  description: 'A request that begins again, or is handed through, makes no key first.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const leaves = codesOf(program, ['receive']).some(({ body }) =>
      unhashed.some((action) => hasTransition(body, action)),
    );
    const more = moreThanKeys(program);
    if (more.length > 0 && assignsCarrier(program, 'own_restarts')) {
      for (const origin of more)
        context.reporter.report('VCP3018', origin, 'this runs again when an object out of date is looked for');
    }
    if (!leaves || more.length === 0) return program;
    const leaving = carrierOf('leaving');
    const told = mapStates(program, ['receive'], (body) =>
      rewriteStatementKinds(body, statementKinds('transition'), (statement): readonly Statement[] =>
        unhashed.includes(statement.action)
          ? make.inPlaceOf(statement, [make.assign(leaving, make.boolean(true)), make.bare(statement)])
          : [statement],
      ),
    );
    return firstIn(told, 'hash', [
      make.when(leaving, [make.assign(leaving, make.boolean(false)), make.transition('hashed')]),
    ]);
  },
};

/** What can be run again and again, and nothing else sees it. */
const unseen: ReadonlySet<Statement['kind']> = new Set([
  'hash-data', 'transition', 'return', 'declare', 'if', 'switch', 'nested', 'call-subroutine', 'remark', 'platform',
]); // prettier-ignore

/** What in the code that makes the key has an effect that is seen elsewhere. */
function moreThanKeys(program: Program): readonly Origin[] {
  const more: Origin[] = [];
  for (const { body } of codesOf(program, ['hash'])) {
    visitStatements(body, (statement) => {
      const own = statement.kind === 'assign' && statement.target.kind === 'local';
      if (!own && !unseen.has(statement.kind)) more.push(statement.origin);
    });
  }
  return more;
}
