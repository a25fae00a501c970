import type { Expression, Message, Origin } from '../../ir/model.ts';
import { isBackendState, type State } from '../../ir/states.ts';
import { own } from '../../mappings/table.ts';
import { allowsVmod, type Target } from '../target.ts';
import type { PassContext } from '../pass.ts';

/** What a message of the source is called by functions of the target that take a whole message. */
export function messageName(message: Message, state: State | null): Message {
  if (message === 'obj' && state === 'synth') return 'resp';
  return message === 'req' && state !== null && isBackendState(state) ? 'bereq' : message;
}

export function wholeMessage(message: Message, state: State | null, origin: Origin): Expression {
  return { kind: 'name', name: messageName(message, state), type: 'http', origin };
}

/** Whether a function that works on single header lines, or on all headers, may be used. */
export function allowsHeaderFunction(name: 'append' | 'copy' | 'remove' | 'regsub' | 'dyn', target: Target): boolean {
  return allowsVmod(target, 'header') && own(target.table.functions, `header.${name}`) !== undefined;
}

export function needsHeaderFunctions(context: PassContext): void {
  context.needs.vmods.set('header', 'header lines, and headers by prefix');
}

/** Headers that the source does not let anybody change. */
export const protectedHeaders = [
  'Content-Length', 'Content-Range', 'Expect', 'Fastly-FF', 'Proxy-Authenticate', 'Proxy-Authorization', 'TE', 'Trailer',
  'Transfer-Encoding', 'Upgrade',
] as const; // prettier-ignore
