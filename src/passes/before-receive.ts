import * as make from '../ir/make.ts';
import type { Item, Program, Statement, Subroutine } from '../ir/model.ts';
import { bodiesOf, visitBodyReads } from '../ir/visit.ts';
import { firstIn } from './lower-fetch.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F21: what the platform does to a request before the configuration sees it, as far as the configuration can see it. And the
 * other side of `lower-stale`: a restart of the translation's own goes straight to the lookup again.
 */
export const beforeReceive: Pass = {
  name: 'before-receive',
  description: 'The request is prepared as the platform of the source prepares it.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    context.reporter.report('VCP3022', null, 'the engines compress, stream and mark responses in their own ways');
    const headers = headersRead(program);
    const first = prepare(headers, context);
    const again = context.helpers.has('use_stale_object') || usesResume(program);
    const name = 'before_recv@helper';
    const body: Statement[] = [make.when(make.binary(make.core('req.restarts', 'integer'), '==', make.integer(0)), first)];
    if (again) body.push(...vclStatements(context.target, 'set req.grace = 1y;\nset carrier.fetching = false;'));
    const subroutine: Subroutine = make.remarked(
      { kind: 'subroutine', name, original: 'before_recv', parameters: null, returns: null, body, state: 'receive', origin: null, blankBefore: true },
      'What the platform does to a request first',
    ); // prettier-ignore
    const prepared = firstIn(program, 'receive', [...(again ? resume(context) : []), make.callSubroutine(name)]);
    const forwarded = firstIn(prepared, 'backend-request', forwardClient(context));
    const marked = again ? markFetching(forwarded, context) : forwarded;
    return { ...marked, items: [...marked.items, subroutine] };
  },
};

function prepare(headers: ReadonlySet<string>, context: PassContext): readonly Statement[] {
  const code: string[] = ['set req.http.Host = std.tolower(req.http.Host);'];
  code.push('if (!req.http.Fastly-Client-IP) { set req.http.Fastly-Client-IP = client.ip; }');
  // The engine has added the client already; the platform adds it later, and only for TLS.
  code.push('set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, "(?:^|, )[^,]*$", "");');
  code.push('if (req.http.X-Forwarded-For == "") { unset req.http.X-Forwarded-For; }');
  if (headers.has('fastly-ssl')) {
    code.push('if (std.port(server.ip) == 443) { set req.http.Fastly-SSL = "1"; } else { unset req.http.Fastly-SSL; }');
    context.reporter.report('VCP4020', null, 'Fastly-SSL is set for connections to port 443', {
      help: 'The TLS front has to speak the PROXY protocol to varnishd (hitch --write-proxy-v2=on, haproxy send-proxy-v2), so that server.ip is the address that the client connected to.',
    });
  }
  if (headers.has('fastly-ff')) code.push('unset req.http.Fastly-FF;');
  if (headers.has('accept-encoding') || headers.has('fastly-orig-accept-encoding')) {
    code.push(`if (req.http.Accept-Encoding) {
      set req.http.Fastly-Orig-Accept-Encoding = req.http.Accept-Encoding;
      if (req.http.Accept-Encoding ~ "gzip") { set req.http.Accept-Encoding = "gzip"; } else { unset req.http.Accept-Encoding; }
    } else { unset req.http.Fastly-Orig-Accept-Encoding; }`);
  }
  return vclStatements(context.target, code.join('\n'));
}

/** Where the platform adds the client to those that the request was forwarded for. */
function forwardClient(context: PassContext): readonly Statement[] {
  const [statement] = vclStatements(
    context.target,
    `if (std.port(server.ip) == 443) {
      if (bereq.http.X-Forwarded-For) {
        set bereq.http.X-Forwarded-For = bereq.http.X-Forwarded-For + ", " + client.ip;
      } else {
        set bereq.http.X-Forwarded-For = client.ip;
      }
    }`,
  );
  return statement === undefined ? [] : [make.remarked(statement, 'The client is added for TLS connections only')];
}

function headersRead(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const body of bodiesOf(program)) {
    visitBodyReads(body, (expression) => {
      if (expression.kind === 'header' && (expression.message === 'req' || expression.message === 'bereq')) names.add(expression.name.toLowerCase());
    });
  }
  return names;
}

function usesResume(program: Program): boolean {
  let uses = false;
  for (const body of bodiesOf(program)) {
    visitBodyReads(body, (expression) => {
      if (expression.kind === 'carrier' && expression.name === 'use_stale') uses = true;
    });
  }
  return uses;
}

function resume(context: PassContext): readonly Statement[] {
  const [statement] = vclStatements(
    context.target,
    `if (carrier.resume) {
      set carrier.resume = false;
      set carrier.fetching = false;
      if (carrier.use_stale) { set req.grace = 1y; } else { set req.grace = 0s; }
      return (hash);
    }`,
  );
  return statement === undefined ? [] : [make.remarked(statement, 'Looked up once more, with everything decided already')];
}

/** From here on a failure is one of the fetch. */
function markFetching(program: Program, context: PassContext): Program {
  const items = program.items.map((item): Item => {
    if (item.kind !== 'state' || !(item.states.includes('miss') || item.states.includes('pass'))) return item;
    const last = item.body.at(-1);
    if (last?.kind !== 'transition') return item;
    return { ...item, body: [...item.body.slice(0, -1), ...vclStatements(context.target, 'set carrier.fetching = true;'), last] };
  });
  return { ...program, items };
}
