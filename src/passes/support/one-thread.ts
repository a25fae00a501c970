import * as make from '../../ir/make.ts';
import type { Header, Message } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';

/** The fetch of the source is a thread of its own, that of the target is a part of the request. */
export function joinsThreads({ source, target }: PassContext): boolean {
  return source.dialect.traits.backendThread && !target.dialect.traits.backendThread;
}

/** A header in which the translation keeps something for another state. */
export function markOf(message: Message, name: string, context: PassContext): Header {
  return make.header(message, `${context.names.headerPrefix}${name}`);
}

export const marks = {
  /** The request is at the origin: an error is one of the fetch. */
  fetching: 'Fetching',
  /** The response is one that no code for deliveries runs for. */
  synthetic: 'Synthetic',
  /** The request goes around the cache. */
  passing: 'Passing',
  /** The error is no error, but the way to a restart. */
  restarting: 'Restarting',
} as const;
