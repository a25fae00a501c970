import * as make from '../ir/make.ts';
import type { Body, Expression, Statement } from '../ir/model.ts';
import { flatMapSame, mapSame, mapStatement } from '../ir/rewrite.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { carrierOf } from './support/carriers.ts';
import { mapStates } from './support/code.ts';
import type { Pass, PassContext } from './pass.ts';

const states: readonly State[] = ['receive', 'hit', 'synth', 'deliver', 'backend-response'];

/**
 * F4: one restart too many is an error in the source, and the target would allow one more. Where the code counts its restarts
 * by itself nothing is added.
 */
export const limitRestarts: Pass = {
  name: 'limit-restarts',
  description: 'A restart beyond the limit of the source is an error.',
  needed: ({ source, target }) => source.dialect.traits.maximumRestarts < target.dialect.traits.maximumRestarts,
  run: (program, context) => mapStates(program, states, (body, _code, state) => limit(body, state, false, context)),
};

function limit(body: Body, state: State, bounded: boolean, context: PassContext): Body {
  const { maximumRestarts } = context.source.dialect.traits;
  return flatMapSame(body, (statement): readonly Statement[] => {
    if (statement.kind === 'transition' && statement.action === 'restart' && !bounded) {
      const reached = make.binary(make.core('req.restarts', 'integer'), '>=', make.integer(maximumRestarts));
      return make.inPlaceOf(statement, [
        make.when(reached, giveUp(state)),
        { ...statement, leading: [], trailing: [] } as Statement,
      ]);
    }
    if (statement.kind !== 'if')
      return [mapStatement(statement, { body: (inner) => limit(inner, state, bounded, context) })];
    const branches = mapSame(statement.branches, (branch) => {
      const inner = limit(branch.body, state, bounded || bounds(branch.condition, maximumRestarts), context);
      return inner === branch.body ? branch : { ...branch, body: inner };
    });
    const otherwise = statement.otherwise === null ? null : limit(statement.otherwise, state, bounded, context);
    const same = branches === statement.branches && otherwise === statement.otherwise;
    return [same ? statement : { ...statement, branches, otherwise }];
  });
}

/** In the code for errors there is no second error: the response goes out as one. */
function giveUp(state: State): Body {
  const status = make.integer(503);
  const reason = make.string('Max restarts limit reached');
  // The code for delivery serves synthetic responses too: only its caller can make an error of it.
  if (state === 'deliver') return [make.assign(carrierOf('give_up'), make.boolean(true)), make.transition('deliver')];
  if (state !== 'synth') return [make.transition(isBackendState(state) ? 'backend-error' : 'synth', [status, reason])];
  return [
    make.assign(make.core('resp.status', 'integer'), status),
    make.assign(make.core('resp.reason', 'string'), reason),
    make.transition('deliver'),
  ];
}

/** Whether a condition holds only while there have been fewer restarts than are allowed. */
function bounds(condition: Expression, maximum: number): boolean {
  if (condition.kind === 'logical') {
    return condition.operator === '&&'
      ? condition.operands.some((operand) => bounds(operand, maximum))
      : condition.operands.every((operand) => bounds(operand, maximum));
  }
  if (condition.kind !== 'binary' || condition.left.kind !== 'variable' || condition.left.name !== 'req.restarts')
    return false;
  const limitText = condition.right.kind === 'number' ? Number(condition.right.text) : Number.NaN;
  if (condition.operator === '<') return limitText <= maximum;
  return (condition.operator === '<=' || condition.operator === '==') && limitText < maximum;
}
