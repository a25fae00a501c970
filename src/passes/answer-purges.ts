import * as make from '../ir/make.ts';
import type { Acl, Item, Origin, Program, StateCode, Statement, Subroutine } from '../ir/model.ts';
import { bodiesOf } from '../ir/visit.ts';
import { kinds, visitKinds, visitTargets } from '../ir/kinds.ts';
import { isMethod, withMethodKnown } from './support/asked-method.ts';
import { mapStates, withItems } from './support/code.ts';
import { withDeclarations } from './support/declarations.ts';
import { firstIn } from './lower-fetch.ts';
import { vclExpression, vclStatements, vclSubroutines } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

const authHeader = 'fastly-purge-requires-auth';
const softHeader = 'fastly-soft-purge';

/**
 * F27: the platform turns a request with the method PURGE into one that runs the code up to the cache key, purges what is
 * there, and answers by itself. Where the code speaks of such requests, they are answered here: every way out of the code for
 * requests that one of them can take purges instead. Errors that the code makes of them refuse them.
 */
export const answerPurges: Pass = {
  name: 'answer-purges',
  description: 'Requests to purge an object purge it.',
  needed: ({ source, target }) =>
    source.dialect.traits.purgeMethod !== null && target.dialect.traits.purgeMethod === null,
  run(program, context) {
    const method = context.source.dialect.traits.purgeMethod ?? 'PURGE';
    const asked = askedOf(program, method);
    if (asked === null) {
      context.reporter.report('VCP5032', null, 'requests with the method PURGE go to the origin');
      return program;
    }
    const ask = 'purge_if_asked@helper';
    const isPlain = !asked.auth && !asked.soft;
    let refuses = asked.auth;
    const lowered = mapStates(program, ['receive'], (body) =>
      withMethodKnown(body, method, (statement, known): readonly Statement[] => {
        if (statement.kind !== 'transition' || known === 'no') return [statement];
        if (statement.action === 'synth' && known === 'yes') refuses = true;
        if (statement.action === 'restart') return make.inPlaceOf(statement, [fail(method), make.bare(statement)]);
        if (statement.action !== 'lookup' && statement.action !== 'pass') return [statement];
        if (known === 'yes' && isPlain) return [{ ...statement, action: 'purge', arguments: [] }];
        return make.inPlaceOf(statement, [make.callSubroutine(ask, statement.origin), make.bare(statement)]);
      }),
    );
    report(asked.origin, refuses, context);
    const acl = asked.auth ? aclFor(asked.origin, context) : null;
    const purging = purgeIfAsked(ask, method, asked.soft, acl, context);
    const began = firstIn(
      lowered,
      'receive',
      vclStatements(context.target, `if (req.method == "PURGE") { set req.method = "${method}"; }`),
    );
    const answered = firstIn(began, 'synth', answer(method, context));
    const soft = asked.soft ? softly(answered, method, context) : answered;
    return withDeclarations(
      withItems({ ...soft, items: withPurgeState(soft.items) }, [purging]),
      acl === null ? [] : [acl],
    );
  },
};

/** A purge does not begin again: it has failed. */
function fail(method: string): Statement {
  const isPurge = make.binary(make.core('req.method', 'string'), '==', make.string(method));
  return make.when(isPurge, [make.transition('synth', [make.integer(503), make.string('Purge was restarted')])]);
}

interface Asked {
  readonly origin: Origin;
  /** The platform is told to ask for a token. */
  readonly auth: boolean;
  /** Something cares for objects that are out of date. */
  readonly soft: boolean;
}

/** What the code says of requests to purge; `null` for nothing. */
function askedOf(program: Program, method: string): Asked | null {
  let origin: Origin = null;
  let auth = false;
  let soft = false;
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('binary', 'header', 'carrier'), (expression) => {
      const speaks =
        expression.kind === 'binary' &&
        isMethod(expression.left) &&
        expression.right.kind === 'string' &&
        expression.right.value === method;
      if (speaks) origin ??= expression.origin;
      if (expression.kind === 'header' && expression.name.toLowerCase() === softHeader) soft = true;
      if (expression.kind === 'carrier' && expression.name === 'while_revalidate') soft = true;
    });
    visitTargets(body, kinds('header', 'variable'), (target, statement) => {
      if (statement.kind !== 'assign') return;
      if (target.kind === 'header' && target.name.toLowerCase() === authHeader) {
        auth = true;
        origin ??= statement.origin;
      }
      if (target.kind === 'variable' && target.name === 'beresp.grace' && statement.origin !== null) soft = true;
    });
  }
  return origin === null ? null : { origin, auth, soft };
}

function report(origin: Origin, refuses: boolean, context: PassContext): void {
  context.reporter.report('VCP5030', origin, 'requests with the method PURGE are answered by the configuration now', {
    help: "Purge everything with varnishadm ban 'obj.status != 0'.",
  });
  if (!refuses)
    context.reporter.report('VCP6030', origin, 'anybody may purge, as in the source', {
      help: 'Refuse it in vcl_recv unless client.ip is in an access list.',
    });
}

/** A token of the platform cannot be checked here: addresses can. */
function aclFor(origin: Origin, context: PassContext): Acl {
  const name = context.names.declare('may_purge');
  context.reporter.report(
    'VCP4060',
    origin,
    `purges for which the platform asks for a token are allowed from the addresses in the access list ${name} only`,
    {
      help: 'Put the addresses of those who purge into it.',
    },
  );
  const entry = { negated: false, mask: null, optional: false, origin: null };
  const acl: Acl = {
    kind: 'acl',
    name,
    flags: [],
    entries: [
      { ...entry, address: '127.0.0.1' },
      { ...entry, address: '::1' },
    ],
    origin: null,
    blankBefore: true,
  };
  return make.remarked(acl, 'Who may purge where the platform would ask for a token');
}

function purgeIfAsked(name: string, method: string, soft: boolean, acl: Acl | null, context: PassContext): Subroutine {
  const auth =
    acl === null
      ? ''
      : 'if (req.http.Fastly-Purge-Requires-Auth && client.ip !~ _acl_) { return (synth(401, "Unauthorized")); }';
  const softly = soft ? 'if (req.http.Fastly-Soft-Purge) { return (hash); }' : '';
  const holes =
    acl === null ? {} : { acl: { kind: 'name' as const, name: acl.name, type: 'acl' as const, origin: null } };
  const body = vclStatements(
    context.target,
    `if (req.method == "${method}") { ${auth} ${softly} return (purge); }`,
    holes,
  );
  const subroutine: Subroutine = {
    kind: 'subroutine', name, original: name.replace('@helper', ''), parameters: null, returns: null, body, state: 'receive', origin: null, blankBefore: true,
  }; // prettier-ignore
  return make.remarked(subroutine, 'A request to purge ends here: its cache key is that of any other');
}

/** Answered as the platform does, by no code of the configuration. */
function answer(method: string, context: PassContext): readonly Statement[] {
  const [statement] = vclStatements(
    context.target,
    `if (req.method == "${method}" && resp.reason == "Purged") {
      set resp.http.Content-Type = "application/json";
      set resp.body = {"{"status": "ok", "id": ""} + server.identity + "-" + req.xid + {"""} + "}";
      return (deliver);
    }`,
  );
  return statement === undefined
    ? []
    : [make.remarked(statement, 'Purges are answered by the platform, not by the configuration')];
}

/** Out of date from now on: the object is found first, and stays. */
function softly(program: Program, method: string, context: PassContext): Program {
  const [subroutine] = vclSubroutines(
    context.target,
    `sub purge_softly { if (req.method == "${method}") { purge.soft(0s); return (synth(200, "Purged")); } }`,
  );
  if (subroutine === undefined) return program;
  const name = 'purge_softly@helper';
  const named = make.remarked(
    { ...subroutine, name, original: name.replace('@helper', ''), blankBefore: true },
    'Fastly-Soft-Purge: the object is out of date, but stays',
  );
  const call = make.callSubroutine(name);
  const found = mapStates(program, ['hit', 'miss'], (body, code) => (code.kind === 'state' ? [call, ...body] : body));
  const passed = mapStates(found, ['pass'], (body, code) =>
    code.kind === 'state'
      ? [
          make.when(
            vclExpression(context.target, `req.method == "${method}"`),
            vclStatements(context.target, 'return (synth(200, "Purged"));'),
          ),
          ...body,
        ]
      : body,
  );
  return withItems(passed, [named]);
}

function withPurgeState(items: readonly Item[]): readonly Item[] {
  const body = [make.transition('synth', [make.integer(200), make.string('Purged')])];
  const purge: StateCode = { kind: 'state', states: ['purge'], body, origin: null, blankBefore: true };
  const at = items.findLastIndex(
    (item) => item.kind === 'state' && (item.states.includes('hash') || item.states.includes('receive')),
  );
  return [...items.slice(0, at + 1), purge, ...items.slice(at + 1)];
}
