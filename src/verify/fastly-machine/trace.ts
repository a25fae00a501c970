import type { StateName } from './context.ts';
import type { Place } from './link.ts';

/** One state that a request went through, how it left it, and the statement that made it leave. */
export interface Step {
  readonly state: StateName | 'lookup' | 'fetch-failed' | 'revalidated' | 'limit';
  /** `return(lookup)`, `error 601`, `restart`, `end` … */
  readonly transition: string;
  readonly place: Place | null;
}

/** The way of one request. */
export interface Trace {
  readonly method: string;
  readonly url: string;
  readonly kind: 'request' | 'fragment' | 'background' | 'purge';
  readonly status: number;
  readonly steps: readonly Step[];
}

export function traceText({ method, url, kind, status, steps }: Trace): string {
  const head = `${method} ${url}${kind === 'request' ? '' : ` (${kind})`} → ${status}`;
  const width = Math.max(...steps.map(({ state }) => state.length), 0);
  const lines = steps.map(({ state, transition, place }) => {
    const where = place === null ? '' : `  ${place.file}:${place.line}`;
    return `  ${state.padEnd(width)}  ${transition}${where}`;
  });
  return [head, ...lines].join('\n');
}

export function traceJson(trace: Trace): string {
  return JSON.stringify(trace);
}
