import * as make from '../ir/make.ts';
import type { Item, Program, Statement, Subroutine } from '../ir/model.ts';
import { bodiesOf } from '../ir/visit.ts';
import { kinds, visitKinds } from '../ir/kinds.ts';
import { firstIn } from './lower-fetch.ts';
import { helperBody, helperCall, type HelperName } from './support/helpers.ts';
import type { Pass, PassContext } from './pass.ts';

/** The subroutine that every request begins with. */
export const beforeReceiveName = 'before_recv@helper';

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
    context.reporter.report(
      'VCP4033',
      null,
      'varnishd takes heads of up to 64 lines, 8 KB each; the platform takes larger ones',
      {
        help: 'For larger ones: -p http_max_hdr=255 -p http_req_hdr_len=72k -p http_resp_hdr_len=72k -p http_req_size=128k -p http_resp_size=128k -p workspace_client=512k -p workspace_backend=512k',
      },
    );
    const headers = headersRead(program);
    const first = prepare(headers, context);
    const again = context.helpers.has('use_stale_object') || usesResume(program);
    const name = beforeReceiveName;
    const body: Statement[] = [
      make.when(make.binary(make.core('req.restarts', 'integer'), '==', make.integer(0)), first),
    ];
    if (again) body.push(...helperBody('part_resume', context), ...helperBody('part_look_for_stale', context));
    const subroutine: Subroutine = make.remarked(
      { kind: 'subroutine', name, original: 'before_recv', parameters: null, returns: null, body, state: 'receive', origin: null, blankBefore: true },
      'What the platform does to a request first',
    ); // prettier-ignore
    const began = firstIn(program, 'receive', [make.callSubroutine(name)]);
    const forwarded = firstIn(began, 'backend-request', [
      helperCall('forward_client', context),
      ...helperBody('part_drop_body', context),
    ]);
    const marked = again ? markFetching(forwarded, context) : forwarded;
    return { ...marked, items: [...marked.items, subroutine] };
  },
};

/** What the platform does to the headers of a request that the configuration may read. Origins see Fastly-SSL, too. */
const prepared: readonly { readonly part: HelperName; readonly reads: readonly string[] }[] = [
  { part: 'part_prepare_fastly_ff', reads: ['fastly-ff'] },
  { part: 'part_prepare_accept_encoding', reads: ['accept-encoding', 'fastly-orig-accept-encoding'] },
];

function prepare(headers: ReadonlySet<string>, context: PassContext): readonly Statement[] {
  if (headers.has('fastly-ssl')) {
    context.reporter.report('VCP4020', null, 'Fastly-SSL is set for connections to port 443', {
      help: 'The TLS front has to speak the PROXY protocol to varnishd (hitch --write-proxy-v2=on, haproxy send-proxy-v2), so that server.ip is the address that the client connected to.',
    });
  }
  const parts = prepared.filter(({ reads }) => reads.some((name) => headers.has(name)));
  const always = ['part_prepare_request', 'part_prepare_fastly_ssl'] as const;
  return [...always, ...parts.map(({ part }) => part)].flatMap((part) => helperBody(part, context));
}

function headersRead(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('header'), ({ message, name }) => {
      if (message === 'req' || message === 'bereq') names.add(name.toLowerCase());
    });
  }
  return names;
}

function usesResume(program: Program): boolean {
  let uses = false;
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('carrier'), ({ name }) => {
      if (name === 'use_stale') uses = true;
    });
  }
  return uses;
}

/** From here on a failure is one of the fetch. */
function markFetching(program: Program, context: PassContext): Program {
  const items = program.items.map((item): Item => {
    if (item.kind !== 'state' || !(item.states.includes('miss') || item.states.includes('pass'))) return item;
    const last = item.body.at(-1);
    if (last?.kind !== 'transition') return item;
    return { ...item, body: [...item.body.slice(0, -1), ...helperBody('part_mark_fetching', context), last] };
  });
  return { ...program, items };
}
