import * as make from '../ir/make.ts';
import type { Body, Item, Program, Statement } from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import { belongsTo, keyOf, writtenPlace } from '../ir/places.ts';
import { bodiesOf, visitStatements } from '../ir/visit.ts';
import {
  kinds,
  mapKinds,
  named,
  rewriteStatementKinds,
  statementKinds,
  visitKinds,
  visitStatementKinds,
  visitTargets,
} from '../ir/kinds.ts';
import { carrierOf } from './support/carriers.ts';
import { codesOf, isCode, mapStates } from './support/code.ts';
import { helperCall, type HelperName } from './support/helpers.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F4, F5, F12: how a fetch ends. A restart is handed to the client side; `pass` leaves a mark for the requests that come
 * after; what is delivered is stored only where the source would store it.
 */
export const lowerFetch: Pass = {
  name: 'lower-fetch',
  description: 'Fetches end with what the target has: restarts are handed over, marks and storage are explicit.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const asksCacheable = usesCacheable(program) || changesStatus(program);
    const store: HelperName = asksCacheable ? 'store_if_cacheable' : 'store_known_statuses';
    let restarts = false;
    tellHits(program, context);
    tellErrors(program, context);
    const lowered = mapStates(program, ['backend-response'], (body) => {
      const named = asksCacheable ? cacheableAsCarrier(body) : body;
      return rewriteStatementKinds(named, statementKinds('transition'), (statement): readonly Statement[] => {
        switch (statement.action) {
          case 'restart':
            restarts = true;
            context.reporter.report('VCP3016', statement.origin, 'a fetch in the background is given up here');
            return make.inPlaceOf(statement, restart(statement));
          case 'pass':
            return make.inPlaceOf(statement, [
              helperCall('hit_for_pass_ttl', context),
              make.transition('pass', [make.core('beresp.ttl', 'duration')], statement.origin),
            ]);
          case 'deliver':
            return make.inPlaceOf(statement, [
              helperCall(store, context),
              make.transition('deliver', [], statement.origin),
            ]);
          default:
            return [statement];
        }
      });
    });
    const known = asksCacheable ? firstInFetch(lowered, [helperCall('cacheable_statuses', context)]) : lowered;
    const whole = readsStreaming(known) ? firstInFetch(known, [doNotStream()]) : known;
    return restarts ? restartInDeliver(whole, context) : whole;
  },
};

/**
 * A restart is the client side's to do. An error takes it there rather than a response: the engine drops the object that is
 * out of date for any response that comes to its end, stored or not.
 */
function restart(statement: Statement): readonly Statement[] {
  const noted = make.assign(carrierOf('restarting'), make.boolean(true));
  const status = [make.integer(503), make.string('Restart')];
  return [noted, make.transition('backend-error', status, statement.origin)];
}

function usesCacheable(program: Program): boolean {
  let uses = false;
  for (const body of bodiesOf(program)) {
    visitKinds(body, named('beresp.cacheable'), ({ name }) => {
      if (name === 'beresp.cacheable') uses = true;
    });
    visitTargets(body, kinds('variable'), ({ name }, { kind }) => {
      if (kind === 'assign' && name === 'beresp.cacheable') uses = true;
    });
  }
  return uses;
}

/** It is decided before the code runs whether a status is stored: one that the code sets decides nothing. */
function changesStatus(program: Program): boolean {
  let changes = false;
  for (const body of bodiesOf(program)) {
    visitTargets(body, kinds('variable'), ({ name }, { kind }) => {
      if (kind === 'assign' && name === 'beresp.status') changes = true;
    });
  }
  return changes;
}

/**
 * The source fetches an object that is out of date anew, even where the code does not deliver it, and with the request as the
 * client sent it.
 */
function tellHits(program: Program, { reporter }: PassContext): void {
  for (const { body } of codesOf(program, ['hit'])) {
    visitStatements(body, (statement) => {
      const place = writtenPlace(statement);
      const key = place === null ? null : keyOf(place);
      if (key !== null && belongsTo(key, 'req'))
        reporter.report('VCP3016', statement.origin, 'a fetch in the background sees this change of the request');
    });
    visitStatementKinds(body, statementKinds('transition'), ({ action, origin }) => {
      if (action === 'deliver' || origin === null) return;
      reporter.report('VCP3016', origin, 'an object that is out of date is not fetched in the background here');
    });
  }
}

/** A fetch in the background that failed begins again in the source, too. */
function tellErrors(program: Program, { reporter }: PassContext): void {
  for (const { body } of codesOf(program, ['synth'])) {
    visitStatementKinds(body, statementKinds('transition'), ({ action, origin }) => {
      if (action === 'restart' && origin !== null)
        reporter.report('VCP3016', origin, 'a fetch in the background that fails is given up here');
    });
  }
}

/** The source streams only what it is told to; the target does unless it is told not to. It matters where code asks. */
function readsStreaming(program: Program): boolean {
  let reads = false;
  for (const body of bodiesOf(program)) {
    visitKinds(body, named('beresp.do_stream'), ({ name }) => {
      if (name === 'beresp.do_stream') reads = true;
    });
  }
  return reads;
}

function doNotStream(): Statement {
  return make.assign(make.core('beresp.do_stream', 'boolean'), make.boolean(false));
}

function cacheableAsCarrier(body: Body): Body {
  return mapKinds(body, named('beresp.cacheable'), (expression) =>
    expression.kind === 'variable' && expression.name === 'beresp.cacheable'
      ? { ...carrierOf('cacheable'), origin: expression.origin }
      : expression,
  );
}

/** Puts statements before the code of the fetch itself. */
export function firstInFetch(program: Program, statements: readonly Statement[]): Program {
  return firstIn(program, 'backend-response', statements);
}

export function firstIn(program: Program, state: State, statements: readonly Statement[]): Program {
  const items = program.items.map((item): Item => {
    if (!isCode(item) || item.kind !== 'state' || !item.states.includes(state)) return item;
    return { ...item, body: [...statements, ...spaced(item.body)] };
  });
  return { ...program, items };
}

/** What is put first stands apart from what the source wrote. */
function spaced(body: Body): Body {
  const [first, ...rest] = body;
  return first === undefined || first.origin === null ? body : [{ ...first, blankBefore: true }, ...rest];
}

function restartInDeliver(program: Program, context: PassContext): Program {
  return firstIn(
    program,
    'deliver',
    vclStatements(context.target, 'if (carrier.then == "restart") { return (restart); }'),
  );
}
