import type { CacheObject } from './cache.ts';
import { httpDate } from './freshness.ts';
import type { Headers } from './headers.ts';
import type { ResponseMessage } from './messages.ts';
import type { SyntheticObject, Task } from './task.ts';

/** The body of a response, and what may be done with it on its way out. */
export interface Body {
  readonly bytes: Buffer;
  readonly esi: boolean;
  /** It is complete and from the cache's side of things: parts of it can be given. */
  readonly ranges: boolean;
  /** Content-Length of a HEAD that was passed: there is no body to count. */
  readonly declaredLength: string | null;
}

export function responseFromObject(task: Task, object: CacheObject, now: number): Body {
  task.resp = responseOf(object);
  describe(task.resp, object, now);
  task.resp.headers.set('Age', String(Math.max(0, Math.floor(object.age + now - object.entered))));
  acceptRanges(task.resp);
  return { bytes: object.body, esi: object.esi, ranges: true, declaredLength: null };
}

export function responseFromFetch(
  task: Task,
  object: CacheObject,
  { cached, bodiless }: { readonly cached: boolean; readonly bodiless: string | null },
): Body {
  task.resp = responseOf(object);
  describe(task.resp, object, object.entered);
  // Decision `ageOfPass`.
  task.resp.headers.set('Age', String(object.age));
  if (cached) acceptRanges(task.resp);
  return {
    bytes: object.body,
    esi: object.esi,
    ranges: cached || task.rangeOnPass,
    declaredLength: bodiless,
  };
}

export function responseFromSynthetic(task: Task): Body {
  const made = task.synthetic as SyntheticObject;
  task.resp = responseOf(made);
  let text = made.body;
  if (text === null) {
    if (made.headers.get('Content-Type') === null) task.resp.headers.set('Content-Type', 'text/html; charset=utf-8');
    text = defaultPage(made);
  }
  return { bytes: Buffer.from(text, 'latin1'), esi: false, ranges: false, declaredLength: null };
}

/** Decision `errorBody`. */
function defaultPage({ status }: SyntheticObject): string {
  return `<!DOCTYPE html>\n<html>\n  <head>\n    <title>Error ${status}</title>\n  </head>\n  <body>\n    <h1>Error ${status}</h1>\n  </body>\n</html>\n`;
}

function responseOf({ status, reason, headers }: ResponseMessage | CacheObject): ResponseMessage {
  return { proto: 'HTTP/1.1', status, reason, headers: headers.copy() };
}

/** What vcl_deliver can read of the message itself (decision `date`). */
function describe({ headers }: ResponseMessage, { body, esi }: CacheObject, now: number): void {
  headers.set('Date', new Date(now * 1000).toUTCString());
  if (!esi) headers.set('Content-Length', String(body.length));
}

function acceptRanges({ status, headers }: ResponseMessage): void {
  if (status === 200 && headers.get('Accept-Ranges') === null) headers.set('Accept-Ranges', 'bytes');
}

/** Whether the client has what it asks for: a 304 does, after vcl_deliver. */
export function notModified(request: Headers, response: ResponseMessage): boolean {
  if (response.status !== 200) return false;
  const tags = request.get('If-None-Match');
  const tag = response.headers.get('ETag');
  if (tags !== null) {
    if (tag === null) return false;
    const plain = (text: string): string => text.trim().replace(/^W\//, '');
    return tags.trim() === '*' || tags.split(',').some((one) => plain(one) === plain(tag));
  }
  const since = httpDate(request.get('If-Modified-Since'));
  const modified = httpDate(response.headers.get('Last-Modified'));
  return since !== null && modified !== null && modified <= since;
}

/** The one part of a body that `Range` asks for; `null` where it is to be ignored. */
export function rangeOf(
  request: Headers,
  { status, headers }: ResponseMessage,
  length: number,
): { readonly from: number; readonly to: number } | 'unsatisfiable' | null {
  const range = request.get('Range');
  if (status !== 200 || range === null) return null;
  const condition = request.get('If-Range');
  if (condition !== null && condition !== headers.get('ETag') && condition !== headers.get('Last-Modified'))
    return null;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? [];
  if (first === '' && last === '') return null;
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  return from >= length || from > to ? 'unsatisfiable' : { from, to };
}
