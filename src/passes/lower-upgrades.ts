import * as make from '../ir/make.ts';
import type { Item, Program, StateCode, Statement } from '../ir/model.ts';
import { bodiesOf } from '../ir/visit.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { hasTransition, mapStates } from './support/code.ts';
import { helperCall } from './support/helpers.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F27: a WebSocket of the source is a connection that the target hands through byte by byte. The headers that ask for the
 * upgrade belong to one connection, so the target takes them out: they are put back before the request goes out.
 */
export const lowerUpgrades: Pass = {
  name: 'lower-upgrades',
  description: 'An upgraded connection is piped, with the headers that ask for the upgrade.',
  needed: ({ source, target }) =>
    'upgrade' in source.dialect.machine.words && !('upgrade' in target.dialect.machine.words),
  run(program, context) {
    const lowered = mapStates(program, ['receive'], (body) =>
      rewriteStatementKinds(body, statementKinds('transition'), (statement): readonly Statement[] => {
        if (statement.action === 'challenge') return challenge(statement, context);
        return [statement.action === 'upgrade' ? pipe(statement, context) : statement];
      }),
    );
    const pipes = bodiesOf(lowered).some((body) => hasTransition(body, 'pipe'));
    return pipes ? { ...lowered, items: withPipe(lowered.items, lowered !== program, context) } : program;
  },
};

function pipe(statement: Extract<Statement, { kind: 'transition' }>, context: PassContext): Statement {
  context.reporter.report(
    'VCP3084',
    statement.origin,
    'the connection is handed through byte by byte, whatever comes over it',
  );
  return { ...statement, action: 'pipe', arguments: [] };
}

function challenge(statement: Statement, context: PassContext): readonly Statement[] {
  context.reporter.report('VCP2068', statement.origin, "the platform's challenge for clients has no equal here");
  return unsupported(statement, 'VCP2068', context);
}

/** The state of what is piped stands after the one that decides it. */
function withPipe(items: readonly Item[], upgrades: boolean, context: PassContext): Program['items'] {
  const ask = ['Upgrade', 'Connection'].map((name) =>
    make.assign(make.header('bereq', name), make.header('req', name)),
  );
  const [first, ...rest] = ask as [Statement, Statement];
  const asked = upgrades
    ? [
        make.remarked(
          make.when(make.header('req', 'Upgrade'), [first, ...rest]),
          'The origin is asked for the upgrade, too',
        ),
      ]
    : [];
  const body = [helperCall('forward_client', context), ...asked, make.transition('pipe')];
  const state: StateCode = { kind: 'state', states: ['pipe'], body, origin: null, blankBefore: true };
  const at = items.findLastIndex((item) => item.kind === 'state' && item.states.includes('receive'));
  return [...items.slice(0, at + 1), state, ...items.slice(at + 1)];
}
