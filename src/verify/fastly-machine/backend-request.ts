import type { CacheObject } from './cache.ts';
import type { BackendSettings } from './backends.ts';
import { dropHopByHop, type RequestMessage } from './messages.ts';
import type { OriginRequest } from './origins.ts';
import type { Task } from './task.ts';

/** What is the client's business with its own copy, and has no place in a fetch for the cache (decision `conditionalOnMiss`). */
const ofTheClient = [
  'If-Match', 'If-Modified-Since', 'If-None-Match', 'If-Range', 'If-Unmodified-Since', 'Range', 'Cache-Control',
] as const; // prettier-ignore

/** bereq: a copy of req, made before vcl_miss or vcl_pass runs. */
export function makeBackendRequest({ req, client }: Task, kind: 'miss' | 'pass'): RequestMessage {
  const headers = req.headers.copy();
  dropHopByHop(headers);
  for (const name of ['Content-Length', 'Expect']) headers.unset(name);
  if (kind === 'miss') for (const name of ofTheClient) headers.unset(name);
  if (client.tls) {
    const forwarded = [...headers.all('X-Forwarded-For'), client.ip].join(', ');
    headers.set('X-Forwarded-For', forwarded);
  }
  return { method: kind === 'miss' ? 'GET' : req.method, url: req.url, proto: 'HTTP/1.1', headers };
}

/** The request as it goes out to a backend; with `known`, it asks whether that object is still good. */
export function outgoing(
  task: Task,
  bereq: RequestMessage,
  backend: BackendSettings,
  kind: 'miss' | 'pass',
  known: CacheObject | null,
): OriginRequest {
  const headers = bereq.headers.copy();
  dropHopByHop(headers);
  if (backend.hostHeader !== null) headers.set('Host', backend.hostHeader);
  else if (headers.get('Host') === null) headers.set('Host', backend.host);
  if (known !== null) {
    const tag = known.headers.get('ETag');
    const modified = known.headers.get('Last-Modified');
    if (tag !== null) headers.set('If-None-Match', tag);
    if (modified !== null) headers.set('If-Modified-Since', modified);
  }
  headers.unset('Content-Length');
  const bodiless = bereq.method === 'GET' || bereq.method === 'HEAD';
  // A GET keeps its body when it is passed, and only if it is the client's own.
  const dropsBody = bodiless && (kind === 'miss' || task.original.method !== bereq.method);
  const body = dropsBody ? Buffer.alloc(0) : task.original.body;
  if (body.length > 0 || (!bodiless && /^(?:POST|PUT|PATCH)$/.test(bereq.method))) {
    headers.set('Content-Length', String(body.length));
  }
  const { timeouts } = task;
  return {
    method: bereq.method,
    url: bereq.url,
    headers: headers.lines,
    body,
    connectTimeout: timeouts.connect ?? backend.connectTimeout,
    firstByteTimeout: timeouts.firstByte ?? backend.firstByteTimeout,
    betweenBytesTimeout: timeouts.betweenBytes ?? backend.betweenBytesTimeout,
    fetchTimeout: timeouts.fetch ?? backend.fetchTimeout,
  };
}
