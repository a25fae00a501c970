import * as make from '../ir/make.ts';
import type { Body, Expression, Program, Statement } from '../ir/model.ts';
import { flatMapSame, mapStatement } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { mapStates } from './support/code.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F11: an object out of date that is asked for and not there is an error of its own in the source. The target would look for it
 * again and again. In the fetch it is told by the error that the fetch ends with; here the question is asked first.
 */
export const guardStale: Pass = {
  name: 'guard-stale',
  description: 'Objects out of date are delivered only where there is one.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run: (program, context): Program =>
    mapStates(program, ['miss', 'synth'], (body, _code, state) => guard(body, false, state, context)),
};

function guard(body: Body, guarded: boolean, state: State, context: PassContext): Body {
  return flatMapSame(body, (statement): readonly Statement[] => {
    if (statement.kind === 'transition' && statement.action === 'deliver-stale' && !guarded) {
      return make.inPlaceOf(statement, [make.when(exists(context), [make.bare(statement)]), ...failed(state)]);
    }
    if (statement.kind !== 'if')
      return [mapStatement(statement, { body: (inner) => guard(inner, guarded, state, context) })];
    const branches = statement.branches.map((branch) => ({
      ...branch,
      body: guard(branch.body, guarded || asks(branch.condition), state, context),
    }));
    const otherwise = statement.otherwise === null ? null : guard(statement.otherwise, guarded, state, context);
    return [{ ...statement, branches, otherwise }];
  });
}

function exists({ source }: PassContext): Expression {
  return { kind: 'variable', vocabulary: source.dialect.id, name: 'stale.exists', type: 'boolean', origin: null };
}

/** Whether a condition holds only where there is one. */
function asks(condition: Expression): boolean {
  if (condition.kind === 'logical' && condition.operator === '&&') return condition.operands.some(asks);
  return condition.kind === 'variable' && condition.name === 'stale.exists';
}

/** In the code for errors there is no second error: the response goes out as one. */
function failed(state: State): Body {
  const status = make.integer(503);
  const reason = make.string('No stale object available');
  if (state === 'miss') return [make.transition('synth', [status, reason])];
  return [
    make.assign(make.core('obj.status', 'integer'), status),
    make.assign(make.core('obj.reason', 'string'), reason),
    make.transition('deliver'),
  ];
}
