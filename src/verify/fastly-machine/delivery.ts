import { setImmediate } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { makeBackendRequest, outgoing } from './backend-request.ts';
import { compressOnDelivery, unpacked } from './compression.ts';
import { parseEsi, resolveFragment } from './esi.ts';
import type { HeaderLine } from './http1.ts';
import type { Lifecycle, Outcome } from './lifecycle.ts';
import { OriginFailure } from './origins.ts';
import { notModified, rangeOf, type Body } from './respond.ts';
import type { ResponseMessage } from './messages.ts';
import { dropHopByHop } from './messages.ts';

/** What goes back to the client. */
export type Delivery =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly reason: string;
      readonly headers: readonly HeaderLine[];
      readonly body: Buffer;
      /** To be called when all is written, or the client is gone: vcl_log runs. */
      readonly sent: (bytes: { readonly head: number; readonly body: number; readonly completed: boolean }) => void;
    }
  | {
      readonly kind: 'tunnel';
      readonly origin: Socket;
    };

/** Depth and number of the fragments of one page (statements/esi). */
const deepest = 5;
const mostFragments = 256;

type Delivered = Exclude<Outcome, { kind: 'restart' }>;

/** vcl_deliver, and what the platform does with the response after it. */
export async function deliver(life: Lifecycle, outcome: Delivered): Promise<Delivery | 'restart'> {
  if (outcome.kind === 'upgrade') return upgrade(life);
  const { machine, task } = life;
  const transition = life.run('deliver');
  if (transition.kind === 'restart' && !task.restartsExhausted) return 'restart';
  const resp = task.resp as ResponseMessage;
  const { status, reason } = resp;
  let bytes = outcome.body.bytes;
  if (outcome.body.esi && task.esi) bytes = await withFragments(life, bytes);
  const sent = finish(life, resp, bytes, outcome.body);
  task.firstByteAt = machine.platform.now();
  return {
    kind: 'response',
    status: resp.status,
    reason: resp.reason,
    headers: resp.headers.lines,
    body: sent,
    sent: ({ head, body, completed }) => {
      task.responseHeadBytes = head;
      task.responseBodyBytes = body;
      if (completed) task.completedAt = machine.platform.now();
      // vcl_log sees the response as vcl_deliver left it.
      task.resp = { ...resp, status, reason, headers: resp.headers.copy() };
      try {
        life.run('log');
      } catch (error) {
        machine.trouble(error);
      }
      machine.trace(task, resp.status);
    },
  };
}

/** Conditions and ranges of the client, compression, framing; gives the bytes that go out. */
function finish({ task }: Lifecycle, resp: ResponseMessage, whole: Buffer, body: Body): Buffer {
  const { headers } = resp;
  const { req, original } = task;
  let bytes = compressOnDelivery(resp, whole, req.headers.get('Accept-Encoding'));
  const isHead = original.method === 'HEAD';
  const readsOnly = original.method === 'GET' || isHead;
  if (task.altSvc) headers.set('Alt-Svc', 'h3=":443";ma=86400');
  dropHopByHop(headers);
  headers.unset('Content-Length');
  if (readsOnly && task.parent === null && notModified(req.headers, resp)) {
    resp.status = 304;
    resp.reason = 'Not Modified';
    for (const name of ['Content-Type', 'Content-Encoding', 'Content-Range']) headers.unset(name);
    return Buffer.alloc(0);
  }
  const range = readsOnly && body.ranges && task.parent === null ? rangeOf(req.headers, resp, bytes.length) : null;
  if (range === 'unsatisfiable') {
    resp.status = 416;
    resp.reason = 'Range Not Satisfiable';
    headers.set('Content-Range', `bytes */${bytes.length}`);
    bytes = Buffer.alloc(0);
  } else if (range !== null) {
    resp.status = 206;
    resp.reason = 'Partial Content';
    headers.set('Content-Range', `bytes ${range.from}-${range.to}/${bytes.length}`);
    bytes = bytes.subarray(range.from, range.to + 1);
  }
  if (resp.status === 204 || resp.status === 304 || (resp.status >= 100 && resp.status < 200)) return Buffer.alloc(0);
  headers.set('Content-Length', body.declaredLength ?? String(bytes.length));
  return isHead ? Buffer.alloc(0) : bytes;
}

/** The page with its fragments in their places, each a request of its own through the configuration. */
async function withFragments(life: Lifecycle, page: Buffer): Promise<Buffer> {
  const { machine, task } = life;
  const level = task.parent?.level ?? 0;
  if (task.resp?.headers.get('Content-Encoding') !== null) return page;
  const parts: Buffer[] = [];
  const fragments = task.parent?.fragments ?? { count: 0 };
  const cdata = task.notes.get('esi.allow_inside_cdata')?.value === true;
  for (const part of parseEsi(page.toString('latin1'), cdata)) {
    if ('text' in part) {
      parts.push(Buffer.from(part.text, 'latin1'));
      continue;
    }
    const address = resolveFragment(part.src, task.req.url);
    fragments.count += 1;
    // Decision `esiLimits`.
    if (address === null || fragments.count > mostFragments || level >= deepest) continue;
    // Fragments from the cache take no time: others must have their turn.
    await setImmediate();
    const headers = task.req.headers.copy();
    if (address.host !== null) headers.set('Host', address.host);
    for (const name of ['If-Match', 'If-None-Match', 'If-Modified-Since', 'If-Unmodified-Since', 'If-Range', 'Range'])
      headers.unset(name);
    headers.unset('Content-Length');
    const request = {
      ...task.original,
      method: 'GET',
      url: address.url,
      headers: headers.lines,
      body: Buffer.alloc(0),
    };
    const fragment = await machine.fragment(request, {
      level: level + 1,
      topUrl: task.parent?.topUrl ?? task.req.url,
      fragments,
    });
    if (fragment.kind === 'tunnel') {
      fragment.origin.destroy();
      continue;
    }
    parts.push(unpacked(fragment.body, fragment.headers));
    fragment.sent({ head: 0, body: fragment.body.length, completed: true });
  }
  return Buffer.concat(parts);
}

/** The connection goes to the origin, with the headers that ask for it; no state runs any more. */
async function upgrade(life: Lifecycle): Promise<Delivery> {
  const { machine, task } = life;
  const choice = machine.choose(task);
  const backend = 'backend' in choice ? machine.backends.get(choice.backend) : undefined;
  if (backend === undefined) return failed(life, 'failure' in choice ? choice.failure : 'Backend is unhealthy');
  const bereq = makeBackendRequest(task, 'pass');
  const request = outgoing(task, bereq, backend, 'pass', null);
  const kept = ['Connection', 'Upgrade'].flatMap((name) =>
    task.req.headers.all(name).map((value): HeaderLine => [name, value]),
  );
  try {
    const origin = await machine.origins.tunnel(backend, { ...request, headers: [...request.headers, ...kept] });
    machine.trace(task, 101);
    return { kind: 'tunnel', origin };
  } catch (error) {
    if (!(error instanceof OriginFailure)) throw error;
    return failed(life, error.message);
  }
}

async function failed(life: Lifecycle, message: string): Promise<Delivery> {
  // What is handed over does not begin again.
  life.task.restartsExhausted = true;
  return (await deliver(life, (await life.error(503, message)) as Delivered)) as Delivery;
}
