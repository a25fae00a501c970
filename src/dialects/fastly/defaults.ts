import * as make from '../../ir/make.ts';
import type { Body } from '../../ir/model.ts';
import type { State } from '../../ir/states.ts';

const method = make.core('req.method', 'string');
const differs = (text: string) => make.binary(method, '!=', make.string(text));

/** Only GET, HEAD and the purge method are looked up (subroutines/recv: the default return state). */
const passOthers: Body = [
  make.when(make.logical('&&', ['HEAD', 'GET', 'FASTLYPURGE'].map(differs)), [make.transition('pass')]),
];

export function fastlyAtEnd(state: State): Body {
  return state === 'receive' ? passOthers : [];
}

/** Fastly's own code where the configuration has none: the cache key is the URL and the host. */
export function fastlyDefaultBody(state: State): Body {
  if (state !== 'hash') return [];
  return [
    { kind: 'hash-data', value: make.core('req.url', 'string'), origin: null },
    { kind: 'hash-data', value: make.header('req', 'Host'), origin: null },
  ];
}
