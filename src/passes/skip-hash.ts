import * as make from '../ir/make.ts';
import type { Program, Statement } from '../ir/model.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { visitStatements } from '../ir/visit.ts';
import type { Action } from '../ir/states.ts';
import { carrierOf } from './support/carriers.ts';
import { codesOf, hasTransition, mapStates } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import type { Pass } from './pass.ts';

/** The ways out of `vcl_recv` that the source takes without a key. */
const unhashed: readonly Action[] = ['restart', 'pipe'];

/** F4: the target makes a key whatever becomes of the request. That is nothing to see, unless the code for it does more. */
export const skipHash: Pass = {
  name: 'skip-hash',
  description: 'A request that begins again, or is handed through, makes no key first.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program) {
    const leaves = codesOf(program, ['receive']).some(({ body }) =>
      unhashed.some((action) => hasTransition(body, action)),
    );
    if (!leaves || !doesMore(program)) return program;
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

/** Whether the code that makes the key has an effect that is seen elsewhere. */
function doesMore(program: Program): boolean {
  let more = false;
  for (const { body } of codesOf(program, ['hash'])) {
    visitStatements(body, (statement) => {
      const own = statement.kind === 'assign' && statement.target.kind === 'local';
      more ||= !own && !unseen.has(statement.kind);
    });
  }
  return more;
}
