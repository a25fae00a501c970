import * as make from '../ir/make.ts';
import type { Body, Expression, Item, Place, Statement } from '../ir/model.ts';
import { mapBodyExpressions, mapSame, rewriteBody } from '../ir/rewrite.ts';
import { vclStatements } from './support/vcl.ts';
import { helperCall } from './support/helpers.ts';
import { assignsCarrier, isCode, stateOf } from './support/code.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F2, F3: one code for errors of both sides. An error of the fetch is delivered, marked and never stored, to the client side,
 * which turns it into the same synthetic response that an error raised there makes. So the code of the source stays in one
 * piece, and restart, client variables and the response's own headers mean in it what they meant.
 */
export const lowerErrors: Pass = {
  name: 'lower-errors',
  description: 'Errors of the fetch reach the code for errors on the client side.',
  needed: (context) => context.target.dialect.traits.backendThread && !context.source.dialect.traits.backendThread,
  run(program, context) {
    const restarts = assignsCarrier(program, 'restarting');
    const items = mapSame(program.items, (item): Item => {
      if (item.kind === 'state' && item.states.includes('backend-error')) {
        return { kind: 'state', states: ['backend-error'], body: handOver(restarts, context), origin: null };
      }
      if (isCode(item) && stateOf(item) === 'synth') return { ...item, body: inResponse(item.body, context) };
      if (item.kind === 'state' && item.states.includes('deliver'))
        return { ...item, body: [...takeOver(context), ...item.body] };
      return item;
    });
    return { ...program, items: items.filter((item) => item.kind === 'state' || stateOf(item) !== 'backend-error') };
  },
};

const either = 'if (carrier.restarting) { set carrier.then = "restart"; } else { set carrier.then = "error"; }';

function handOver(restarts: boolean, context: PassContext): Body {
  return [
    ...vclStatements(context.target, 'if (bereq.is_bgfetch) { return (abandon); }'),
    ...vclStatements(context.target, restarts ? either : 'set carrier.then = "error";'),
    helperCall('do_not_store', context),
    make.transition('deliver'),
  ];
}

/** The fetch is over, whatever came of it: no object out of date stands in for it any more, unless the code says so. */
function takeOver(context: PassContext): Body {
  const over = context.helpers.has('use_stale_object') ? 'set carrier.fetching = false; ' : '';
  return vclStatements(
    context.target,
    `${over}if (carrier.then == "error") { return (synth(resp.status, resp.reason)); }`,
  );
}

/** What the source calls the object is the response here. */
function inResponse(body: Body, context: PassContext): Body {
  const renamed = mapBodyExpressions(body, (expression): Expression => {
    if (expression.kind === 'header' && expression.message === 'obj') return { ...expression, message: 'resp' };
    if (expression.kind !== 'variable' || expression.vocabulary !== 'core') return expression;
    const name = renames[expression.name];
    return name === undefined ? expression : { ...expression, name };
  });
  return rewriteBody(renamed, (statement): readonly Statement[] => {
    if (statement.kind !== 'assign' || !isObject(statement.target)) return [statement];
    context.reporter.report(
      'VCP3010',
      statement.origin,
      'a response that is made here is not stored, so it has no lifetime to set',
    );
    return make.inPlaceOf(statement, []);
  });
}

const renames: Readonly<Record<string, string>> = {
  'obj.status': 'resp.status',
  'obj.reason': 'resp.reason',
  'obj.proto': 'resp.proto',
};

function isObject(place: Place): boolean {
  return place.kind === 'variable' && place.name.startsWith('obj.');
}
