// Which differences the diagnostics of the translation speak of, by their codes.

import type { Response } from './client.ts';
import type { Difference } from './compare.ts';
import type { Trace } from './fastly-machine/trace.ts';
import { headerOf, type PlannedRequest } from './plan.ts';
import type { Fetch } from './script.ts';

/** Whether the diagnostics of a code speak of a difference. */
export type Covers = (difference: Difference, request: PlannedRequest, seen: Seen) => boolean;

/** What the machine did with the request. */
export interface Seen {
  readonly traces: readonly Trace[];
  /** Those of the requests before it. */
  readonly earlier: readonly Trace[];
  readonly response: Response | null;
  readonly fetches: readonly Fetch[];
  /** `Accept-Encoding` of the requests before it. */
  readonly encodings: readonly (string | null)[];
}

export const anything: Covers = () => true;
const aspects =
  (...patterns: readonly RegExp[]): Covers =>
  ({ aspect }) =>
    patterns.some((pattern) => pattern.test(aspect));
const purging: Covers = (_, { method }) => /^(?:FASTLY)?PURGE$/.test(method);
const packing = aspects(/^header (?:content-encoding|vary|etag)$/, /^body$/, /^origin \d+ header accept-encoding$/);
/** The page of the platform, for which another one stands, or none. */
const page: Covers = ({ aspect, fastly, varnish }) =>
  (aspect === 'body' && fastly?.startsWith('<!DOCTYPE html>\n<html>\n  <head>\n    <title>') === true) ||
  (aspect === 'header content-type' && fastly === 'text/html; charset=utf-8' && varnish === null);
/** The source still has an object that is out of date: it uses it after a fetch came to nothing that was stored. */
const stale: Covers = (_difference, _request, { traces, earlier }) => {
  const asked = [...earlier, ...traces].filter(({ steps }) => steps.some(({ state }) => state === 'fetch'));
  const used = traces.some(({ steps }) =>
    steps.some(({ transition }) => transition === 'stale hit' || transition === 'return(deliver_stale)'),
  );
  // One fetch stored the object.
  return used && asked.length > 1;
};
const failureOfVarnish = 'Backend fetch failed';
/** The cause of a failed fetch, wherever its text got to: Varnish has one text for all. */
function namesTheFailure({ fastly, varnish }: Difference, traces: readonly Trace[]): boolean {
  if (varnish?.includes(failureOfVarnish) !== true) return false;
  const causes = traces.flatMap(({ steps }) =>
    steps.filter(({ state }) => state === 'fetch-failed').map(({ transition }) => transition),
  );
  return causes.some((cause) => varnish.replaceAll(failureOfVarnish, cause) === fastly);
}
/**
 * Who asks for gzip, and who unpacks it: Varnish does both by itself, and says so in Vary. Who cuts a part out of a body: Varnish,
 * of what is passed, too. And what is known of a failure.
 */
const engines: Covers = (difference, { headers: asked }, { traces, response, encodings }) => {
  const { aspect, fastly, varnish } = difference;
  if (isAboutGzip(aspect, fastly, varnish) || namesTheFailure(difference, traces)) return true;
  // For a fetch in the background the platform runs vcl_recv and vcl_hash once more.
  if (aspect.startsWith('log ') && varnish === null) return traces.some(({ kind }) => kind === 'background');
  // Whether a request that begins again meets the object out of date, or the new one already, is a matter of time.
  if (traces.some(({ kind }) => kind === 'background') && traces.some(beginsAgain)) return true;
  // An object without a body is asked for anew without a condition.
  if (/^origin \d+ header if-(?:modified-since|none-match)$/.test(aspect) && varnish === null)
    return response?.body === '';
  // Objects that differ in what the client reads are one object there.
  if (traces.some(missesVariants) && encodings.some((one) => one !== headerOf(asked, 'Accept-Encoding'))) return true;
  const range = headerOf(asked, 'Range');
  if (range === null) return false;
  // Of what is packed, only the platform cuts a part.
  const packed = headerOf(response?.headers ?? [], 'Content-Encoding')?.toLowerCase() === 'gzip';
  return isAboutRange(difference, range) || (packed && /^(?:status|reason|body|header content-range)$/.test(aspect));
};
const beginsAgain = ({ kind, steps }: Trace): boolean =>
  kind === 'request' && steps.some(({ transition }) => transition === 'restart');
const missesVariants = ({ steps }: Trace): boolean =>
  steps.some(({ transition }) => transition === 'miss: other variants only');
const isAboutRange = ({ aspect, fastly, varnish }: Difference, range: string): boolean =>
  (aspect === 'status' && fastly === '200' && (varnish === '206' || varnish === '416')) ||
  (aspect === 'reason' && (varnish === 'Partial Content' || varnish === 'Requested Range Not Satisfiable')) ||
  (aspect === 'body' && fastly !== null && (varnish === '' ? null : varnish) === cutOf(fastly, range)) ||
  (aspect === 'header content-range' && fastly === null);
/** The part of a body that a range asks for; `null` where there is none. */
function cutOf(body: string, range: string): string | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? [];
  const start = from === '' ? Math.max(0, body.length - Number(to)) : Number(from);
  const part = body.slice(start, from === '' || to === '' ? undefined : Number(to) + 1);
  return part === '' ? null : part;
}
const isAboutGzip = (aspect: string, fastly: string | null, varnish: string | null): boolean =>
  /^origin \d+ header accept-encoding$/.test(aspect) ||
  (/^origin \d+ header fastly-orig-accept-encoding$/.test(aspect) && varnish === null) ||
  (aspect === 'header content-encoding' && fastly === 'gzip' && varnish === null) ||
  (aspect === 'header etag' && varnish === `W/${fastly}`) ||
  (aspect === 'header vary' && varnish === (fastly === null ? 'Accept-Encoding' : `${fastly}, Accept-Encoding`));
/** A fetch in the background: vcl_miss ran for it, it began again, or its object was not delivered. */
const leftOut: Covers = (_difference, _request, { traces }) => {
  const behind = traces.filter(({ kind }) => kind === 'background').flatMap(({ steps }) => steps);
  const before = traces.filter(({ kind }) => kind !== 'background').flatMap(({ steps }) => steps);
  return (
    behind.some(({ state, transition }) => transition === 'restart' || state === 'miss') ||
    (behind.length > 0 && before.some(({ state, transition }) => state === 'hit' && !transition.includes('deliver')))
  );
};
/** The answers are the same whoever gives them: only who was asked is not. */
const members = aspects(/^origin \d+ backend$/);

/** By code. One that is not here speaks of no difference. */
export const covers: Readonly<Record<string, Covers>> = {
  // A value or a statement that is not there: everything after it can come out differently.
  VCP2001: anything, VCP2002: anything, VCP2010: anything, VCP2011: anything, VCP2012: anything, VCP2030: anything,
  VCP2031: anything, VCP2032: anything, VCP2033: anything, VCP2036: anything, VCP2040: anything, VCP2041: anything,
  VCP2034: anything,
  VCP2042: anything, VCP2050: anything, VCP2051: anything, VCP2052: anything, VCP2060: purging, VCP2061: anything,
  VCP2062: anything, VCP2063: anything, VCP2064: anything, VCP2065: anything, VCP2066: anything, VCP2067: anything,
  VCP2068: anything,
  VCP9001: anything, VCP9004: anything, VCP9005: anything, VCP9010: anything, VCP9011: anything,
  // Values that differ sometimes, as the message says.
  VCP3001: anything,
  VCP3012: aspects(/^origin /, /^status$/, /^body$/, /^header /),
  VCP3022: engines,
  VCP3013: stale, VCP3014: page, VCP3015: aspects(/^origin \d+ (?:body|header content-length)$/), VCP3016: leftOut, VCP3017: anything, VCP3018: aspects(/^log /, /\bheader /, /^body$/),
  VCP3030: anything,
  VCP3034: members, VCP3036: anything, VCP3037: members, VCP3038: anything,
  VCP3039: anything,
  VCP3043: anything, VCP3044: anything,
  VCP3040: anything, VCP3041: anything, VCP3042: anything,
  VCP3060: anything, VCP3064: anything, VCP3065: anything, VCP3067: anything, VCP3069: aspects(/^reason$/),
  VCP4001: anything,
  VCP3070: members, VCP3071: anything, VCP3072: aspects(/^origin \d+ header x-forwarded-for$/),
  VCP3080: anything, VCP3081: anything, VCP3082: packing, VCP3083: packing, VCP3084: anything,
  VCP5020: purging, VCP5021: anything, VCP5030: purging, VCP5032: purging, VCP5031: purging,
}; // prettier-ignore
