// Comparison of what was seen with what a scenario expects. Each function returns the differences, in words.

import type { Response } from './client.ts';
import { type HeaderLine, values } from './message.ts';
import type { Fetch } from './origin.ts';
import type { ExpectedFetch, ExpectedHeaders, Expectation, Pattern } from './scenario.ts';
import type { LogLine } from './varnish-log.ts';

export function fits(value: string, pattern: Pattern): boolean {
  return typeof pattern === 'string' ? value === pattern : pattern.test(value);
}

export function fitsHeaders(headers: readonly HeaderLine[], expected: ExpectedHeaders): boolean {
  return headerDifferences(headers, expected).length === 0;
}

const show = (value: Pattern): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

function difference(what: string, seen: string | number, expected: Pattern | number | undefined): readonly string[] {
  if (expected === undefined) return [];
  if (typeof expected === 'number' ? seen === expected : fits(String(seen), expected)) return [];
  const wanted = typeof expected === 'number' ? String(expected) : show(expected);
  return [`${what}: expected ${wanted}, saw ${typeof seen === 'number' ? seen : show(seen)}`];
}

export function headerDifferences(headers: readonly HeaderLine[], expected: ExpectedHeaders): readonly string[] {
  return Object.entries(expected).flatMap(([name, wanted]) => {
    const seen = values(headers, name);
    const saw = seen.length === 0 ? 'none' : seen.map(show).join(', ');
    if (wanted === null) return seen.length === 0 ? [] : [`header ${name}: expected none, saw ${saw}`];
    const patterns = typeof wanted === 'string' || wanted instanceof RegExp ? [wanted] : wanted;
    const same = seen.length === patterns.length && patterns.every((pattern, at) => fits(seen[at] ?? '', pattern));
    return same ? [] : [`header ${name}: expected ${patterns.map(show).join(', ')}, saw ${saw}`];
  });
}

export function responseDifferences(response: Response, expected: Expectation): readonly string[] {
  const late = expected.within !== undefined && response.seconds > expected.within;
  return [
    ...difference('status', response.status, expected.status),
    ...difference('reason', response.reason, expected.reason),
    ...headerDifferences(response.headers, expected.headers),
    ...difference('body', response.body, expected.body),
    ...(late ? [`within: expected ${expected.within} s at most, took ${response.seconds.toFixed(2)} s`] : []),
  ];
}

/** How many requests the origins should see, where the scenario says so. */
export function expectedFetchCount({ fetches, origin }: Expectation): number | undefined {
  if (typeof fetches === 'number') return fetches;
  if (fetches !== undefined) return Object.values(fetches).reduce((sum, count) => sum + count, 0);
  return origin?.length;
}

export function fetchDifferences(seen: readonly Fetch[], { fetches, origin }: Expectation): readonly string[] {
  const saw = seen.length === 0 ? 'none' : seen.map(describeFetch).join('; ');
  const counts =
    typeof fetches === 'object'
      ? Object.entries(fetches).map(([name, count]) => ({ name, count }))
      : [{ name: undefined, count: fetches ?? origin?.length }];
  const wrong = counts.flatMap(({ name, count }) => {
    const number = seen.filter((fetch) => name === undefined || fetch.origin === name).length;
    const of = name === undefined ? '' : ` of ${name}`;
    return count === undefined || count === number ? [] : [`fetches${of}: expected ${count}, saw ${number} (${saw})`];
  });
  const each = (origin ?? []).flatMap((expected, at) => {
    const fetch = seen[at];
    return fetch === undefined ? [] : fetchDifference(fetch, expected).map((text) => `origin[${at}]: ${text}`);
  });
  return [...wrong, ...each];
}

function fetchDifference(fetch: Fetch, expected: ExpectedFetch): readonly string[] {
  return [
    ...difference('origin', fetch.origin, expected.origin),
    ...difference('method', fetch.method, expected.method),
    ...difference('url', fetch.url, expected.url),
    ...headerDifferences(fetch.headers, expected.headers),
    ...difference('body', fetch.body, expected.body),
  ];
}

export function describeFetch({ origin, method, url }: Fetch): string {
  return `${origin} ${method} ${url}`;
}

/**
 * Lines of the client side and of the backend side each come in their order; between the two sides varnishd's log
 * has no dependable order, so any interleaving that the scenario expects is accepted.
 */
export function logDifferences(seen: readonly LogLine[], expected: readonly Pattern[]): readonly string[] {
  const client = seen.filter((line) => line.side === 'client').map((line) => line.text);
  const backend = seen.filter((line) => line.side === 'backend').map((line) => line.text);
  const interleaves = (at: number, c: number, b: number): boolean => {
    const pattern = expected[at];
    if (pattern === undefined) return c === client.length && b === backend.length;
    const [nextClient, nextBackend] = [client[c], backend[b]];
    return (
      (nextClient !== undefined && fits(nextClient, pattern) && interleaves(at + 1, c + 1, b)) ||
      (nextBackend !== undefined && fits(nextBackend, pattern) && interleaves(at + 1, c, b + 1))
    );
  };
  if (interleaves(0, 0, 0)) return [];
  const saw = seen.length === 0 ? 'none' : seen.map(({ side, text }) => `${show(text)} (${side})`).join(', ');
  return [`log: expected ${expected.length === 0 ? 'none' : expected.map(show).join(', ')}, saw ${saw}`];
}

/** The translator's own headers must not leave the cache, nor show in Vary. */
export function carrierDifferences(
  headers: readonly HeaderLine[],
  prefix: RegExp,
  where: string,
  sent: readonly HeaderLine[] = [],
): readonly string[] {
  return headers.flatMap(([name, value]) => {
    // What the client sent itself is the client's.
    if (sent.some(([own, text]) => own.toLowerCase() === name.toLowerCase() && text === value)) return [];
    if (prefix.test(name)) return [`the translator's own header ${name}: ${value} reached ${where}`];
    const names = name.toLowerCase() === 'vary' ? value.split(',').map((one) => one.trim()) : [];
    return names.some((one) => prefix.test(one)) ? [`Vary names the translator's own header: ${value}`] : [];
  });
}
