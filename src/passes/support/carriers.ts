import type { Carrier } from '../../ir/model.ts';
import * as make from '../../ir/make.ts';
import type { Type } from '../../ir/types.ts';

/** The values that the translation hands from state to state, and where each lives. Scopes: `Carrier` in the model. */
export const carriers = {
  /** Restarts that the configuration knows of; the translation's own are not counted. */
  restarts: { type: 'integer', scope: 'to-backend' },
  own_restarts: { type: 'integer', scope: 'client' },
  /** This restart is the translation's own: nothing is decided again, the lookup is repeated. */
  resume: { type: 'boolean', scope: 'client' },
  /** The request leaves vcl_recv without a key. */
  leaving: { type: 'boolean', scope: 'client' },
  /** There is an object that is out of date but may be used. */
  stale_exists: { type: 'boolean', scope: 'to-backend' },
  /** The object that is out of date is to be used. */
  use_stale: { type: 'boolean', scope: 'to-backend' },
  /** The request has been sent to the origin. */
  fetching: { type: 'boolean', scope: 'client' },
  /** How long an object may be used while it is fetched anew. */
  revalidate: { type: 'duration', scope: 'object' },
  /** The fetch asks the client side for something: `restart` or `error`. */
  then: { type: 'string', scope: 'to-client' },
  /** The fetch wants the request to begin again. */
  restarting: { type: 'boolean', scope: 'backend' },
  /** How long the object may be used while it is fetched anew, and instead of an error. */
  while_revalidate: { type: 'duration', scope: 'backend' },
  if_error: { type: 'duration', scope: 'backend' },
  /** What the request allows of both. */
  max_while_revalidate: { type: 'duration', scope: 'client' },
  max_if_error: { type: 'duration', scope: 'client' },
  /** There were too many restarts. */
  give_up: { type: 'boolean', scope: 'client' },
  /** The error has a body that the code made. */
  has_body: { type: 'boolean', scope: 'client' },
  hits: { type: 'integer', scope: 'client' },
  reason: { type: 'string', scope: 'client' },
  /** The body of the request is there to be looked at. */
  body_kept: { type: 'boolean', scope: 'client' },
  cacheable: { type: 'boolean', scope: 'backend' },
  /** A number and its text, while one is made of the other. */
  number: { type: 'integer', scope: 'client' },
  digits: { type: 'string', scope: 'client' },
  number_text: { type: 'string', scope: 'client' },
  value: { type: 'unknown', scope: 'client' },
} as const satisfies Record<string, { readonly type: Type; readonly scope: Carrier['scope'] }>;

export function carrierOf(name: keyof typeof carriers): Carrier {
  const { type, scope } = carriers[name];
  return make.carrier(name, type, scope);
}
