import type { Headers } from './headers.ts';

/** Statuses that are stored where nothing says otherwise (variables beresp.cacheable). */
export const cacheableStatuses: ReadonlySet<number> = new Set([200, 203, 300, 301, 302, 404, 410]);

/** Where no header says how long a response is good. */
const defaultLifetime = 120;

export interface Lifetimes {
  readonly ttl: number;
  readonly staleIfError: number | null;
  readonly staleWhileRevalidate: number | null;
}

/**
 * How long a response may be used: by Surrogate-Control, s-maxage, max-age, Expires, or for two minutes. private, no-store and
 * no-cache do not count (concepts/cache/cache-freshness).
 */
export function lifetimesOf(headers: Headers, now: number): Lifetimes {
  const surrogate = directives(headers, 'surrogate-control');
  const control = directives(headers, 'cache-control');
  const maxAge =
    seconds(surrogate.get('max-age')) ?? seconds(control.get('s-maxage')) ?? seconds(control.get('max-age'));
  const either = (name: string): number | null => seconds(surrogate.get(name)) ?? seconds(control.get(name));
  return {
    ttl: maxAge === null ? (untilExpiry(headers, now) ?? defaultLifetime) : Math.max(0, maxAge - ageOf(headers)),
    staleIfError: either('stale-if-error'),
    staleWhileRevalidate: either('stale-while-revalidate'),
  };
}

/** The Age that the origin says. */
export function ageOf(headers: Headers): number {
  return seconds(headers.get('age') ?? undefined) ?? 0;
}

function untilExpiry(headers: Headers, now: number): number | null {
  const expires = headers.get('expires');
  if (expires === null) return null;
  const until = httpDate(expires);
  // Decision `expiresWithoutDate`.
  if (until === null) return 0;
  return Math.max(0, until - (httpDate(headers.get('date')) ?? now));
}

/** Seconds since 1970; `null` for what is no date. */
export function httpDate(text: string | null): number | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) || !/[a-z]/i.test(text ?? '') ? null : time / 1000;
}

/** Directives of a header by name, the first of each. */
function directives(headers: Headers, name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const value of headers.all(name)) {
    for (const part of value.split(',')) {
      const [directive = '', argument = ''] = part.split('=', 2).map((one) => one.trim());
      const key = directive.toLowerCase();
      if (!found.has(key)) found.set(key, argument.replace(/^"(.*)"$/, '$1'));
    }
  }
  return found;
}

function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Math.min(Number(text), 2 ** 31) : null;
}
