/** The states of the neutral machine: the union of what both machines can do. */
export const clientStates = [
  'receive',
  'hash',
  'hit',
  'miss',
  'pass',
  'pipe',
  'purge',
  'synth',
  'deliver',
  'log',
] as const;
export const backendStates = ['backend-request', 'backend-response', 'backend-refresh', 'backend-error'] as const;
export const lifeStates = ['load', 'discard'] as const;

export type ClientState = (typeof clientStates)[number];
export type BackendState = (typeof backendStates)[number];
export type State = ClientState | BackendState | (typeof lifeStates)[number];

export const allStates: readonly State[] = [...clientStates, ...backendStates, ...lifeStates];

const backend: ReadonlySet<State> = new Set(backendStates);

/** Whether a state belongs to the fetch: a thread of its own on one of the two machines. */
export function isBackendState(state: State): state is BackendState {
  return backend.has(state);
}

/**
 * What a transition means. Where it leads from a state is the machine's matter.
 *
 * - `lookup` in the cache by way of the hash state; `hashed`: the key is complete
 * - `fetch`, `deliver`: on to the next state; `done`: nothing more happens
 * - `pass` around the cache; from a fetch, for the requests that come after, too (hit-for-pass)
 * - `synth` makes a response here (status, reason); `backend-error` makes one in place of the origin's
 * - `restart` begins again with the request as it is; `retry` repeats the fetch only
 * - `abandon` gives the fetch up; `deliver-stale` answers with the object that is out of date
 * - `merge` joins a 304 with the stored object
 */
export type Action =
  | 'lookup'
  | 'hashed'
  | 'fetch'
  | 'deliver'
  | 'done'
  | 'pass'
  | 'pipe'
  | 'purge'
  | 'synth'
  | 'backend-error'
  | 'restart'
  | 'retry'
  | 'abandon'
  | 'deliver-stale'
  | 'merge'
  | 'upgrade'
  | 'challenge'
  | 'fail'
  | 'ok'
  | 'switch-program';
