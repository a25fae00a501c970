import * as make from '../ir/make.ts';
import { sameMeaning } from '../ir/equal.ts';
import type { Body, Item, Program, StateCode, Statement, Subroutine } from '../ir/model.ts';
import { belongsTo, keyOf } from '../ir/places.ts';
import type { State } from '../ir/states.ts';
import { visitBodyReads } from '../ir/visit.ts';
import { mayRestart } from './support/before-restart.ts';
import { codesOf, type Code } from './support/code.ts';
import { withoutUnread } from './support/hand-over.ts';
import { Splitter } from './support/split.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F6: on the target the request to the origin does not exist yet when a miss or a pass is decided. What changes it moves to the
 * state of the fetch; what decides, or touches the client's request, stays. The conditions around both go with both.
 */
export const splitMissAndPass: Pass = {
  name: 'split-miss-and-pass',
  description: 'The request to the origin is changed in the state of the fetch.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const miss = splitState(program, 'miss', context);
    const pass = splitState(program, 'pass', context);
    const isRequest = (item: Item): item is StateCode =>
      item.kind === 'state' && item.states.includes('backend-request');
    const first = program.items.filter(isRequest).flatMap((item) => item.body);
    const items = program.items.flatMap((item): Item[] => {
      if (isRequest(item)) return [];
      const replaced = miss.client.get(item) ?? pass.client.get(item);
      return [replaced ?? item, ...(miss.backend.get(item) ?? []), ...(pass.backend.get(item) ?? [])];
    });
    const at = items.findLastIndex(
      (item) => item.kind === 'state' && (item.states.includes('miss') || item.states.includes('pass')),
    );
    const request = requestCode(first, miss.request, pass.request);
    return { ...program, items: [...items.slice(0, at + 1), request, ...items.slice(at + 1)] } satisfies Program;
  },
};

interface SplitState {
  /** What each code becomes on the client side. */
  readonly client: ReadonlyMap<Item, Item>;
  /** Subroutines for the fetch that came out of one. */
  readonly backend: ReadonlyMap<Item, readonly Item[]>;
  /** What the state itself does to the request to the origin. */
  readonly request: Body;
}

function splitState(program: Program, state: State, context: PassContext): SplitState {
  const codes = codesOf(program, [state]);
  const splitter = new Splitter(codes, readByFetch(program), mayRestart(program), context);
  const client = new Map<Item, Item>();
  const backend = new Map<Item, readonly Item[]>();
  const splits = new Map(codes.map((code) => [code, splitter.split(code)]));
  const called = (code: Code): string => (code.kind === 'state' ? '' : code.name);
  const onClient = withoutUnread(new Map([...splits].map(([code, split]) => [called(code), split.client])));
  const onBackend = withoutUnread(
    new Map([...splits].map(([code, split]) => [`${called(code)}@fetch`, split.backend])),
  );
  for (const code of codes) {
    client.set(code, { ...code, body: onClient.get(called(code)) ?? [] });
    const body = onBackend.get(`${called(code)}@fetch`) ?? [];
    if (code.kind === 'subroutine' && body.length > 0) backend.set(code, [forFetch(code, body)]);
  }
  const request = onBackend.get('@fetch') ?? [];
  return { client, backend, request };
}

function readByFetch(program: Program): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { body } of codesOf(program, ['backend-response', 'backend-error'])) {
    visitBodyReads(body, (expression) => {
      const key = keyOf(expression);
      if (key !== null && belongsTo(key, 'req')) keys.add(key);
    });
  }
  return keys;
}

function forFetch(code: Subroutine, body: Body): Subroutine {
  return { ...code, name: `${code.name}@fetch`, body, state: 'backend-request' };
}

/** What both do is said once; the rest is told apart by whether the answer may be stored. */
function requestCode(first: Body, miss: Body, pass: Body): StateCode {
  let common = 0;
  while (common < miss.length && common < pass.length && sameMeaning(miss[common], pass[common])) common += 1;
  const body: Statement[] = [...first, ...miss.slice(0, common)];
  const [onlyMiss, onlyPass] = [miss.slice(common), pass.slice(common)];
  const uncacheable = make.core('bereq.uncacheable', 'boolean');
  if (onlyPass.length > 0) body.push(make.when(uncacheable, onlyPass, onlyMiss.length > 0 ? onlyMiss : null));
  else if (onlyMiss.length > 0) body.push(make.when(make.not(uncacheable), onlyMiss));
  body.push(make.transition('fetch'));
  return { kind: 'state', states: ['backend-request'], body, origin: null, blankBefore: true };
}
