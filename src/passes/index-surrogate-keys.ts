import * as make from '../ir/make.ts';
import type { Expression, Import, Origin, Program, Statement } from '../ir/model.ts';
import { bodiesOf, visitReads, visitStatements } from '../ir/visit.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { mapStates } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import { hasVmod } from './target.ts';
import type { Pass } from './pass.ts';

/**
 * F27: objects can be purged by the keys that their responses name. On the target vmod xkey keeps that index, by a header of
 * its own, which is filled right before an object is stored.
 */
export const indexSurrogateKeys: Pass = {
  name: 'index-surrogate-keys',
  description: 'Objects can be found by their surrogate keys.',
  needed: ({ source, target }) =>
    target.dialect.traits.backendThread && !source.dialect.traits.backendThread && hasVmod(target, 'xkey'),
  run(program, context) {
    const origin = mentionOf(program);
    if (origin === null) return program;
    context.needs.vmods.set('xkey', 'purges by surrogate key');
    context.reporter.report(
      'VCP5031',
      origin,
      'objects are indexed by Surrogate-Key; who may purge by key is not part of the configuration',
      {
        help: 'Add it to vcl_recv: if (req.method == "PURGEKEY" && client.ip ~ YOUR_ACL) { return (synth(200, "" + xkey.softpurge(req.http.Surrogate-Key))); }',
      },
    );
    const index = make.assign(make.header('beresp', 'xkey'), make.header('beresp', 'Surrogate-Key'));
    const stored = mapStates(program, ['backend-response'], (body) =>
      rewriteStatementKinds(body, statementKinds('call-subroutine'), (statement): readonly Statement[] =>
        /^store_\w+@helper$/.test(statement.name) ? [index, statement] : [statement],
      ),
    );
    const hidden = firstIn(stored, 'deliver', [make.remove(make.header('resp', 'xkey'))]);
    const imported: Import = { kind: 'import', name: 'xkey', alias: null, from: null, origin: null };
    return { ...hidden, items: [imported, ...hidden.items] } satisfies Program;
  },
};

/** Where the configuration first speaks of the header. */
function mentionOf(program: Program): Origin {
  let origin: Origin = null;
  const isKey = (expression: Expression): boolean =>
    expression.kind === 'header' && expression.name.toLowerCase() === 'surrogate-key';
  for (const body of bodiesOf(program)) {
    visitStatements(body, (statement) => {
      let speaks = 'target' in statement && isKey(statement.target);
      visitReads(statement, (expression) => {
        speaks ||= isKey(expression);
      });
      if (speaks) origin ??= statement.origin;
    });
  }
  return origin;
}
