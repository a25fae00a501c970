import * as make from '../ir/make.ts';
import type { Expression, Statement } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/** Statuses that both engines give the same phrase, that of RFC 9110. */
const standard: ReadonlySet<string> = new Set(
  '200 201 202 203 204 205 206 300 301 302 303 304 305 307 400 401 402 403 404 405 406 407 408 409 410 411 412 413 414 415 416 417 500 501 502 503 504 505'.split(' '),
); // prettier-ignore

/** F2: an error without a text, of a status that has no phrase of its own, is "Unknown Error" in the source. */
export const nameErrors: Pass = {
  name: 'name-errors',
  description: 'Errors of unusual statuses have the text that the source gives them.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run: (program) =>
    mapBodies(program, (body) =>
      rewriteStatementKinds(body, statementKinds('transition'), (statement): readonly Statement[] => {
        if (statement.action !== 'synth' && statement.action !== 'backend-error') return [statement];
        const [status = null, reason = null] = statement.arguments;
        if (status === null) return [{ ...statement, arguments: [make.integer(503)] }];
        if (status.kind !== 'number' || standard.has(status.text)) return [statement];
        const named = reason === null ? unknown : namedAnyway(reason);
        return [named === reason ? statement : { ...statement, arguments: [status, named] }];
      }),
    ),
};

const unknown = make.string('Unknown Error');

/** A text that is not set is no text. */
function namedAnyway(reason: Expression): Expression {
  if (!['header', 'local', 'variable'].includes(reason.kind) || typeOf(reason) !== 'string') return reason;
  return { kind: 'conditional', condition: reason, consequent: reason, alternate: unknown, origin: reason.origin };
}
