import * as make from '../ir/make.ts';
import type { Body, Expression, Program, Property, StateCode, Statement, Transition } from '../ir/model.ts';
import { rewriteBody } from '../ir/rewrite.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { bodiesOf } from '../ir/visit.ts';
import {
  mapKinds,
  named,
  rewriteStatementKinds,
  rewriteWhere,
  statementKinds,
  visitKinds,
  visitTargets,
} from '../ir/kinds.ts';
import { carrierOf } from './support/carriers.ts';
import { codesOf, mapStates, hasTransition } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import { helperCall } from './support/helpers.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

const allStates: readonly State[] = [
  'receive', 'hash', 'hit', 'miss', 'pass', 'synth', 'deliver', 'log', 'backend-response', 'backend-error',
]; // prettier-ignore

/** Names of the source that speak of objects out of date, and the value of the translation that each stands for. */
const windows = {
  'beresp.stale_while_revalidate': 'while_revalidate',
  'beresp.stale_if_error': 'if_error',
  'beresp.grace': 'if_error',
  'req.max_stale_while_revalidate': 'max_while_revalidate',
  'req.max_stale_if_error': 'max_if_error',
  'req.grace': 'max_if_error',
} as const;

/**
 * F10, F11: objects out of date. What may be used while it is fetched anew is the target's own grace. Where the source also
 * wants to know of the object when the origin has failed, the request is looked up once more without grace: the fetch then
 * goes out knowing that there is something to fall back on, requests are still coalesced, and nothing is decided twice.
 */
export const lowerStale: Pass = {
  name: 'lower-stale',
  description: 'Objects out of date are used when the source would use them.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run: (program, context) => (fallsBack(program) ? withFallback(program, context) : withGraceOnly(program, context)),
};

/** Whether a stale object can stand in for an error: told by the code, or by a backend whose health is known. */
function fallsBack(program: Program): boolean {
  let told = false;
  for (const body of bodiesOf(program)) {
    visitKinds(body, named('stale.exists'), ({ name }) => {
      if (name === 'stale.exists') told = true;
    });
    told ||= hasTransition(body, 'deliver-stale');
  }
  return told || hasProbes(program);
}

export function hasProbes(program: Program): boolean {
  const live = (properties: readonly Property[]): boolean =>
    properties.some(
      ({ name, value }) => name === 'probe' && (value.kind !== 'block' || !value.properties.some(isDummy)),
    );
  return program.items.some((item) => item.kind === 'backend' && live(item.properties));
}

function isDummy({ name, value }: Property): boolean {
  return (
    name === 'dummy' && value.kind === 'expression' && value.expression.kind === 'boolean' && value.expression.value
  );
}

function withGraceOnly(program: Program, context: PassContext): Program {
  const read = windowsRead(program);
  const lowered = mapStates(program, allStates, (body) => {
    const dropped = rewriteWhere(body, staleness, (statement): readonly Statement[] => {
      const window = windowOf(statement);
      if ((window !== 'if_error' && window !== 'max_if_error') || read.has(window)) return [statement];
      context.reporter.report(
        'VCP3011',
        statement.origin,
        'no backend has a health check and nothing asks for stale objects: this has no effect',
      );
      return make.inPlaceOf(statement, []);
    });
    return mapKinds(dropped, staleness, (expression): Expression => {
      if (expression.kind !== 'variable') return expression;
      const window = windows[expression.name as keyof typeof windows];
      const grace = (message: string): Expression => ({
        ...expression,
        vocabulary: context.target.dialect.id,
        name: `${message}.grace`,
      });
      if (window === 'while_revalidate') return grace('beresp');
      if (window === 'max_while_revalidate') return grace('req');
      return window === undefined ? expression : { ...carrierOf(window), origin: expression.origin };
    });
  });
  const told = read.has('if_error') ? [helperCall('stale_windows', context)] : [];
  return firstIn(lowered, 'backend-response', [...told, helperCall('stale_as_told', context)]);
}

type Window = (typeof windows)[keyof typeof windows];

const staleness = named(...Object.keys(windows));

/** The times that the code asks for: they are kept, though nothing else comes of them. */
function windowsRead(program: Program): ReadonlySet<Window> {
  const read = new Set<Window>();
  const note = (expression: Expression): void => {
    const window = expression.kind === 'variable' ? windows[expression.name as keyof typeof windows] : undefined;
    if (window !== undefined) read.add(window);
  };
  for (const body of bodiesOf(program)) {
    visitKinds(body, staleness, note);
    visitTargets(body, staleness, (target, statement) => {
      if (statement.kind === 'assign' && statement.operator !== '=') note(target);
    });
  }
  return read;
}

function windowOf(statement: Statement): (typeof windows)[keyof typeof windows] | null {
  if (statement.kind !== 'assign' || statement.target.kind !== 'variable') return null;
  return windows[statement.target.name as keyof typeof windows] ?? null;
}

function withFallback(program: Program, context: PassContext): Program {
  const limits = new Set<Limit>();
  context.reporter.report(
    'VCP3013',
    null,
    'a response that is delivered and not stored takes an object out of date with it',
  );
  const lowered = mapStates(program, allStates, (body, _code, state) => {
    const lowered = mapKinds(body, staleness, (expression): Expression => {
      if (expression.kind !== 'variable') return expression;
      if (expression.name === 'stale.exists') return { ...carrierOf('stale_exists'), origin: expression.origin };
      const window = windows[expression.name as keyof typeof windows];
      if (window === undefined || expression.vocabulary === 'core') return expression;
      if (window === 'max_while_revalidate' || window === 'max_if_error') limits.add(window);
      return { ...carrierOf(window), origin: expression.origin };
    });
    return rewriteStatementKinds(lowered, statementKinds('transition'), (statement) =>
      staleTransition(statement, state, context),
    );
  });
  let result = firstIn(lowered, 'hit', lookAgain(program, limits, context));
  if (limits.size > 0) result = firstIn(result, 'receive', unlimited(limits, context));
  result = firstIn(
    result,
    'synth',
    vclStatements(context.target, givenUp(program)).map((statement) => withHelper(statement, context)),
  );
  result = firstIn(result, 'backend-response', [helperCall('stale_windows', context)]);
  const request: StateCode = {
    kind: 'state',
    states: ['backend-request'],
    body: backgroundFetch(asksFor(program, ['miss', 'pass', 'backend-response']), context),
    origin: null,
  };
  result = { ...result, items: [...result.items, request] };
  return storing(result, context);
}

/** A fetch that was given up for an object out of date; the source has an error of its own where there is none. */
function givenUp(program: Program): string {
  const told = codesOf(program, ['backend-response', 'backend-error']).some(({ body }) =>
    hasTransition(body, 'deliver-stale'),
  );
  return told
    ? 'if (resp.status == 503 && carrier.fetching) { if (carrier.stale_exists) { call use_stale_object_; } else { set resp.reason = "No stale object available"; } }'
    : 'if (resp.status == 503 && carrier.fetching && carrier.stale_exists) { call use_stale_object_; }';
}

/** The call stands for the helper of that name. */
function withHelper(statement: Statement, context: PassContext): Statement {
  const [replaced] = rewriteBody([statement], (inner) =>
    inner.kind === 'call-subroutine' && inner.name === 'use_stale_object_'
      ? [helperCall('use_stale_object', context)]
      : [inner],
  );
  return replaced ?? statement;
}

function staleTransition(statement: Transition, state: State, context: PassContext): readonly Statement[] {
  if (statement.action !== 'deliver-stale') return [statement];
  if (isBackendState(state)) return make.inPlaceOf(statement, [make.transition('abandon', [], statement.origin)]);
  if (state === 'miss')
    context.reporter.report('VCP3016', statement.origin, 'a fetch in the background goes without this');
  return make.inPlaceOf(statement, [helperCall('use_stale_object', context)]);
}

type Limit = 'max_while_revalidate' | 'max_if_error';

/** Until the code says something else, a request takes objects of any age. */
function unlimited(limits: ReadonlySet<Limit>, context: PassContext): Body {
  const whole = [...limits].sort().map((limit) => `set carrier.${limit} = 1y;`);
  return vclStatements(context.target, `if (req.restarts == 0) { ${whole.join(' ')} }`);
}

/** Too old to be delivered at once: the origin is asked, with the knowledge that the object exists. */
function lookAgain(program: Program, limits: ReadonlySet<Limit>, context: PassContext): Body {
  const tooOld = limits.has('max_while_revalidate')
    ? 'obj.ttl + carrier.revalidate <= 0s || obj.ttl + carrier.max_while_revalidate <= 0s'
    : 'obj.ttl + carrier.revalidate <= 0s';
  const exists = limits.has('max_if_error')
    ? 'if (obj.ttl + carrier.max_if_error > 0s) { set carrier.stale_exists = true; }'
    : 'set carrier.stale_exists = true;';
  const again = `${exists} set carrier.resume = true; set carrier.own_restarts = carrier.own_restarts + 1; return (restart);`;
  // It has been used, and is there still.
  const known = asksFor(program, ['deliver', 'log']) ? 'set carrier.stale_exists = true;' : '';
  const condition = [
    ...(limits.has('max_while_revalidate') ? ['obj.ttl <= 0s', `(${tooOld})`] : [tooOld]),
    ...(hasProbes(program) ? ['std.healthy(req.backend_hint)'] : []),
  ].join(' && ');
  const [use, ask] = vclStatements(
    context.target,
    `if (carrier.use_stale) { ${known} return (deliver); } if (${condition}) { ${again} }`,
  );
  return use === undefined || ask === undefined
    ? []
    : [use, make.remarked(ask, 'Too old to be delivered at once: ask the origin, but remember that it exists')];
}

/** Whether code of some states asks whether there is an object out of date. */
function asksFor(program: Program, states: readonly State[]): boolean {
  let reads = false;
  for (const code of codesOf(program, states)) {
    visitKinds(code.body, named('stale.exists'), ({ name }) => {
      reads ||= name === 'stale.exists';
    });
  }
  return reads;
}

/** An object out of date is fetched anew by itself when it is delivered: not where the origin has just failed. */
function backgroundFetch(asked: boolean, context: PassContext): Body {
  const [fetch] = vclStatements(
    context.target,
    asked
      ? 'if (bereq.is_bgfetch) { if (carrier.use_stale) { return (abandon); } set carrier.stale_exists = true; }'
      : 'if (bereq.is_bgfetch && carrier.use_stale) { return (abandon); }',
  );
  const why = asked
    ? 'In the background there is an old object by definition; if it stood in for an error, it is enough'
    : 'In the background there is an old object by definition: where it stood in for an error, it is enough';
  return fetch === undefined ? [] : [make.remarked(fetch, why)];
}

/** Before anything is stored, how long it may be used is written down. */
function storing(program: Program, context: PassContext): Program {
  return mapStates(program, ['backend-response'], (body) =>
    rewriteStatementKinds(body, statementKinds('call-subroutine'), (statement): readonly Statement[] =>
      /^store_\w+@helper$/.test(statement.name) ? [helperCall('keep_stale', context), statement] : [statement],
    ),
  );
}
