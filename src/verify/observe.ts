import type { Response } from './client.ts';
import type { Fetch } from './script.ts';

/** What one request came to on one side. */
export interface Observation {
  /** `null`: there was no response at all; `failure` says why. */
  readonly response: Response | null;
  readonly failure: string | null;
  /** What reached the origins from this request to the next. */
  readonly fetches: readonly Fetch[];
  /** What was logged by `log`, a line each. The sides of a request log in an order of their own. */
  readonly logged: readonly string[];
  readonly way: Way;
}

/** The way of a request through the states, as text; how to ask for it where it costs something. */
export type Way = { readonly text: string } | { readonly xid: string | null };
