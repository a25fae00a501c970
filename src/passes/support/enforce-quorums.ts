import * as make from '../../ir/make.ts';
import type { Director, Expression, Program, Statement } from '../../ir/model.ts';
import { mapBodies, mapBodyExpressions } from '../../ir/rewrite.ts';
import { firstIn } from '../lower-fetch.ts';
import type { PassContext } from '../pass.ts';
import { memberName, weightOf } from './directors.ts';
import { name } from './objects.ts';
import { numberOf } from './property-values.ts';
import { quorumOf } from './quorum.ts';

interface Enforced {
  /** The director, as a backend. */
  readonly backend: Expression;
  /** Enough of its members are healthy. */
  readonly reached: Expression;
}

/**
 * Directors of the target are healthy as soon as one member is. Where the source asks for more, the code that asks for their
 * health, and the fetch, count for themselves.
 */
export function enforceQuorums(
  program: Program,
  directors: readonly Director[],
  asBackend: (expression: Expression) => Expression,
  context: PassContext,
): Program {
  const enforced = directors.flatMap((director): readonly Enforced[] => {
    const percent = numberOf(director.properties, 'quorum');
    if (percent === null) return [];
    const members = director.members.flatMap((member) => {
      const of = memberName(member);
      return of === null ? [] : [{ backend: asBackend(name(of, 'backend')), weight: weightOf(member) }];
    });
    const reached = quorumOf(members, percent, context);
    return reached === null ? [] : [{ backend: asBackend(name(director.name, 'backend')), reached }];
  });
  if (enforced.length === 0) return program;
  const asked = mapBodies(program, (body) => mapBodyExpressions(body, (expression) => healthOf(expression, enforced)));
  const refused = enforced.map(({ backend, reached }): Statement => {
    const chosen = make.binary(make.core('bereq.backend', 'backend'), '==', backend);
    const sick = make.logical('&&', [chosen, not(reached)]);
    const error = make.transition('backend-error', [make.integer(503), make.string('Quorum weight not reached')]);
    return make.remarked(make.when(sick, [error]), 'Below its quorum a director is sick');
  });
  return firstIn(asked, 'backend-request', refused);
}

function not(condition: Expression): Expression {
  if (condition.kind === 'binary' && condition.operator === '>=') return { ...condition, operator: '<' };
  return make.not(condition);
}

/** `std.healthy(…)` of a director with a quorum, or of the backend that was chosen, which may be one. */
function healthOf(expression: Expression, enforced: readonly Enforced[]): Expression {
  if (expression.kind !== 'call' || expression.name !== 'std.healthy') return expression;
  const asked = expression.arguments[0]?.value;
  if (asked?.kind === 'method' && asked.object.kind === 'name') {
    const { name: of } = asked.object;
    const own = enforced.find(
      ({ backend }) => backend.kind === 'method' && backend.object.kind === 'name' && backend.object.name === of,
    );
    return own === undefined ? expression : { ...own.reached, origin: expression.origin };
  }
  if (asked?.kind !== 'variable') return expression;
  const limits = enforced.map(({ backend, reached }): Expression => {
    const other = make.binary(asked, '!=', backend);
    return make.logical('||', [other, reached]);
  });
  return { ...make.logical('&&', [expression, ...limits]), origin: expression.origin };
}
