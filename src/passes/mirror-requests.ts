import * as make from '../ir/make.ts';
import type { Expression, Place, Program, Statement } from '../ir/model.ts';
import { rewriteBody } from '../ir/rewrite.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { codesOf, hasTransition, mapStates } from './support/code.ts';
import { joinsThreads, markOf, marks } from './support/one-thread.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V3: in the source the request to the origin is made after the code of a miss or a pass, in the target before it. What that
 * code changes in the request is changed in both. A restart from there takes the way over the code for errors.
 */
export const mirrorRequests: Pass = {
  name: 'mirror-requests',
  description: 'What misses and passes change in the request reaches the origin.',
  needed: joinsThreads,
  run(program, context) {
    const mirrored = mapStates(program, ['miss', 'pass'], (body) => rewriteBody(body, mirror));
    return codesOf(program, ['miss', 'pass']).some(({ body }) => hasTransition(body, 'restart'))
      ? overErrors(mirrored, context)
      : mirrored;
  },
};

function mirror(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'assign':
    case 'append': {
      const sent = sentPlace(statement.target);
      return sent === null
        ? [statement]
        : [statement, make.assign(sent, statement.target as Expression, statement.origin)];
    }
    case 'remove': {
      const sent = sentPlace(statement.target);
      return sent === null ? [statement] : [statement, make.remove(sent, statement.origin)];
    }
    default:
      return [statement];
  }
}

/** The same in the request to the origin. */
function sentPlace(place: Place): Place | null {
  if (place.kind === 'header' && place.message === 'req') return { ...place, message: 'bereq' };
  if (place.kind !== 'variable' || !/^req\.(url|method)$/.test(place.name)) return null;
  return { ...place, name: place.name.replace(/^req/, 'bereq') };
}

function overErrors(program: Program, context: PassContext): Program {
  const mark = markOf('req', marks.restarting, context);
  const raised = mapStates(program, ['miss', 'pass'], (body) =>
    rewriteStatementKinds(body, statementKinds('transition'), (statement): readonly Statement[] => {
      if (statement.action !== 'restart') return [statement];
      return make.inPlaceOf(statement, [
        make.assign(mark, make.string('1'), statement.origin),
        make.transition('synth', [make.integer(503), null], statement.origin),
      ]);
    }),
  );
  const caught = make.when(mark, [make.remove(mark), make.transition('restart')]);
  const taken = make.remarked(caught, 'A miss cannot restart by itself');
  return mapStates(raised, ['synth'], (body, code) => (code.kind === 'state' ? [taken, ...body] : body));
}
