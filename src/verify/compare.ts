import { gunzipSync } from 'node:zlib';
import type { Observation } from './observe.ts';
import { headerOf, type HeaderLines } from './plan.ts';
import type { Response } from './client.ts';
import type { Fetch } from './script.ts';

/** One thing that is not the same on both sides. */
export interface Difference {
  /** `status`, `header Location`, `fetches`, `origin 1 header Host` … */
  readonly aspect: string;
  /** What each side has; `null` for nothing. */
  readonly fastly: string | null;
  readonly varnish: string | null;
}

/**
 * Response headers that may differ: they name the engine or belong to one connection. `docs/verify.md` lists them for users.
 * Age may differ by a second, and `Server: Varnish` be there on one side only.
 */
const free: ReadonlySet<string> = new Set(['via', 'x-varnish', 'date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'accept-ranges']); // prettier-ignore
const freeAtOrigin: ReadonlySet<string> = new Set(['via', 'x-varnish', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']); // prettier-ignore

/** Everything about an observation that is compared, by aspect. */
function aspectsOf(observation: Observation, logged: readonly (string | null)[]): ReadonlyMap<string, string> {
  const aspects = new Map<string, string>();
  const { response, failure, fetches } = observation;
  if (response === null) aspects.set('failure', failure ?? 'no response');
  else responseAspects(response, aspects);
  aspects.set('fetches', String(fetches.length));
  fetches.forEach((fetch, at) => fetchAspects(fetch, `origin ${at + 1}`, aspects));
  logged.forEach((line, at) => {
    if (line !== null) aspects.set(`log ${at + 1}`, line.trim());
  });
  return aspects;
}

/**
 * What is not the same. `volatile`: aspects that depend on the time of day or on dice, of which only is asked that they are
 * there or not.
 */
export function compare(
  fastly: Observation,
  varnish: Observation,
  volatile: ReadonlySet<string>,
): readonly Difference[] {
  const logged = inOrderOf(fastly.logged, varnish.logged);
  const [left, right] = [aspectsOf(fastly, fastly.logged), aspectsOf(varnish, logged)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const all = names.flatMap((aspect): Difference[] => {
    const [one = null, other = null] = [left.get(aspect), right.get(aspect)];
    if (one === other || (volatile.has(aspect) && one !== null && other !== null)) return [];
    if (aspect === 'header age' && other !== null && Math.abs(Number(one ?? 0) - Number(other)) <= 1) return [];
    // Varnish names itself in what it makes by itself.
    if (aspect === 'header server' && one === null && other === 'Varnish') return [];
    return [{ aspect, fastly: one, varnish: other }];
  });
  // What an origin was asked for makes no sense where another number of requests came.
  return fastly.fetches.length === varnish.fetches.length
    ? all
    : all.filter(({ aspect }) => !aspect.startsWith('origin '));
}

/** The aspects in which two observations of the same side differ. */
export function changing(one: Observation, other: Observation): readonly string[] {
  const [left, right] = [aspectsOf(one, one.logged), aspectsOf(other, other.logged)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((aspect) => left.get(aspect) !== right.get(aspect));
}

/** The lines of the other side, each where the same line stands on this side; those that are left fill the gaps. */
function inOrderOf(lines: readonly string[], others: readonly string[]): readonly (string | null)[] {
  const left = [...others];
  const same = lines.map((line) => {
    const at = left.findIndex((other) => other.trim() === line.trim());
    return at === -1 ? null : (left.splice(at, 1)[0] ?? null);
  });
  return [...same.map((line) => line ?? left.shift() ?? null), ...left];
}

function responseAspects(response: Response, aspects: Map<string, string>): void {
  aspects.set('status', String(response.status));
  aspects.set('reason', response.reason);
  headerAspects(response.headers, free, 'header', aspects);
  aspects.set('body', unpacked(response));
}

function fetchAspects(
  { backend, method, url, headers, body }: Fetch,
  where: string,
  aspects: Map<string, string>,
): void {
  aspects.set(`${where} backend`, backend);
  aspects.set(`${where} method`, method);
  aspects.set(`${where} url`, url);
  headerAspects(headers, freeAtOrigin, `${where} header`, aspects);
  if (body !== '') aspects.set(`${where} body`, body);
}

function headerAspects(
  headers: HeaderLines,
  left: ReadonlySet<string>,
  where: string,
  aspects: Map<string, string>,
): void {
  for (const [written, value] of headers) {
    const name = written.toLowerCase();
    if (left.has(name)) continue;
    const aspect = `${where} ${name}`;
    const before = aspects.get(aspect);
    // White space around a value is not part of it.
    const text = value.trim();
    aspects.set(aspect, before === undefined ? text : `${before}\n${text}`);
  }
}

/** Two machines never pack alike: compared is what was packed. */
function unpacked({ headers, body }: Response): string {
  if (headerOf(headers, 'Content-Encoding')?.toLowerCase() !== 'gzip' || body === '') return body;
  try {
    return gunzipSync(Buffer.from(body, 'latin1')).toString('latin1');
  } catch {
    return body;
  }
}
