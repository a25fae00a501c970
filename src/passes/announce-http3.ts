import * as make from '../ir/make.ts';
import type { Comments, Origin, Program, Statement } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { isBackendState } from '../ir/states.ts';
import { visitStatements } from '../ir/visit.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { codesOf, mapStates, stateOf } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

const header = make.header('resp', 'Alt-Svc');
const value = make.string('h3=":443";ma=86400');

/**
 * F27: the source adds a header to the response that tells browsers to come back over HTTP/3; it does so after all code has
 * run. What speaks HTTP/3 stands in front of the target.
 */
export const announceHttp3: Pass = {
  name: 'announce-http3',
  description: 'The response announces HTTP/3 by a header.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    const announced = make.carrier('announce_http3', 'boolean', 'client');
    const isAlways = alwaysAnnounced(program);
    const hasDelivery = codesOf(program, ['deliver']).length > 0;
    let origin: Origin = null;
    let comments: Comments = {};
    const noted: Program = mapBodies(program, (body, item) =>
      rewriteStatementKinds(body, statementKinds('evaluate'), (statement): readonly Statement[] => {
        if (!isAnnouncement(statement)) return [statement];
        const state = stateOf(item);
        if (state !== null && isBackendState(state)) return lost(statement, context);
        if (origin === null && isAlways) comments = commentsOf(statement);
        const isMoved = origin === null && isAlways;
        origin ??= statement.origin;
        if (!hasDelivery) return unsupported(statement, 'VCP4001', context);
        if (isAlways) return isMoved ? [] : make.inPlaceOf(statement, []);
        return make.inPlaceOf(statement, [make.assign(announced, make.boolean(true), statement.origin)]);
      }),
    );
    if (origin === null) return noted;
    context.reporter.report('VCP4001', origin, 'h3.alt_svc() needs a proxy that speaks HTTP/3 in front of the cache', {
      help: `It has to listen on UDP port 443, and hand the requests on to the cache; vcl_deliver sets ${header.name}: ${value.value}.`,
    });
    const set: Statement = { ...make.assign(header, value, origin), ...comments };
    const statement = isAlways ? set : make.when(announced, [set], null, origin);
    return touchesHeader(program) ? lastInDeliver(noted, statement) : firstIn(noted, 'deliver', [statement]);
  },
};

function isAnnouncement(statement: Statement): boolean {
  return (
    statement.kind === 'evaluate' && statement.expression.kind === 'call' && statement.expression.name === 'h3.alt_svc'
  );
}

function commentsOf({ leading, trailing }: Statement): Comments {
  return { ...(leading === undefined ? {} : { leading }), ...(trailing === undefined ? {} : { trailing }) };
}

/** Whether every request comes by, before anything is decided. */
function alwaysAnnounced(program: Program): boolean {
  const receive = program.items.find((item) => item.kind === 'state' && item.states.includes('receive'));
  if (receive?.kind !== 'state') return false;
  for (const statement of receive.body) {
    if (isAnnouncement(statement)) return true;
    let leaves = false;
    visitStatements([statement], ({ kind }) => {
      if (kind === 'transition' || kind === 'call-subroutine' || kind === 'verbatim') leaves = true;
    });
    if (leaves) return false;
  }
  return false;
}

/** Whether the code for delivery has an opinion of its own, which does not count. */
function touchesHeader(program: Program): boolean {
  let touches = false;
  for (const code of codesOf(program, ['deliver', 'log'])) {
    visitStatements(code.body, (statement) => {
      if (
        'target' in statement &&
        statement.target.kind === 'header' &&
        statement.target.name.toLowerCase() === 'alt-svc'
      )
        touches = true;
      if (statement.kind === 'remove-prefix' && 'alt-svc'.startsWith(statement.prefix.toLowerCase())) touches = true;
    });
  }
  return touches;
}

function lastInDeliver(program: Program, statement: Statement): Program {
  return mapStates(program, ['deliver'], (body) =>
    rewriteStatementKinds(body, statementKinds('transition'), (inner) =>
      inner.action === 'done' || inner.action === 'deliver' ? [statement, inner] : [inner],
    ),
  );
}

function lost(statement: Statement, context: PassContext): readonly Statement[] {
  context.reporter.report(
    'VCP2051',
    statement.origin,
    'the fetch cannot announce HTTP/3 to the request that waits for it',
    { help: 'Call h3.alt_svc() in vcl_recv.' },
  );
  return unsupported(statement, 'VCP2051', context);
}
