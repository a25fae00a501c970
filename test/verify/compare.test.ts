import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/verify/compare.ts';
import type { Observation } from '../../src/verify/observe.ts';
import type { Fetch } from '../../src/verify/script.ts';
import type { HeaderLines } from '../../src/verify/plan.ts';

const fetch: Fetch = { backend: 'F_a', method: 'GET', url: '/', headers: [['Host', 'a']], body: '' };

function seen(
  headers: HeaderLines,
  more: { status?: number; body?: string; fetches?: readonly Fetch[]; logged?: readonly string[] } = {},
): Observation {
  const { status = 200, body = '', fetches = [fetch], logged = [] } = more;
  return { response: { status, reason: 'OK', headers, body }, failure: null, fetches, logged, way: { text: '' } };
}

const aspects = (one: Observation, other: Observation, volatile: readonly string[] = []): readonly string[] =>
  compare(one, other, new Set(volatile)).map(({ aspect }) => aspect);

describe('what is not the same', () => {
  test('engines have headers of their own, and one second', () => {
    expect(
      aspects(
        seen([]),
        seen([
          ['Via', '1.1 varnish'],
          ['X-Varnish', '1'],
          ['Date', 'x'],
          ['Age', '1'],
          ['Server', 'Varnish'],
        ]),
      ),
    ).toEqual([]);
    expect(aspects(seen([['Age', '3']]), seen([['Age', '5']]))).toEqual(['header age']);
    expect(aspects(seen([['Server', 'a']]), seen([['Server', 'Varnish']]))).toEqual(['header server']);
  });

  test('lines of the log are the same in any order of the two sides', () => {
    expect(aspects(seen([], { logged: ['a', 'b', 'c'] }), seen([], { logged: ['c', 'a', 'b '] }))).toEqual([]);
    expect(aspects(seen([], { logged: ['a', 'b', 'c'] }), seen([], { logged: ['c', 'a'] }))).toEqual(['log 2']);
    expect(aspects(seen([], { logged: ['a', 'b'] }), seen([], { logged: ['b', 'd', 'e'] }))).toEqual([
      'log 1',
      'log 3',
    ]);
    expect(aspects(seen([], { logged: ['12:01'] }), seen([], { logged: ['12:02'] }), ['log 1'])).toEqual([]);
    expect(aspects(seen([], { logged: ['12:01'] }), seen([]), ['log 1'])).toEqual(['log 1']);
  });

  test('names in any case, lines in their order', () => {
    expect(aspects(seen([['x-a', '1']]), seen([['X-A', ' 1']]))).toEqual([]);
    expect(
      aspects(
        seen([
          ['A', '1'],
          ['A', '2'],
        ]),
        seen([
          ['A', '2'],
          ['A', '1'],
        ]),
      ),
    ).toEqual(['header a']);
    expect(aspects(seen([['A', '1']]), seen([]))).toEqual(['header a']);
  });

  test('what was packed, not how', () => {
    const body = gzipSync('hello', { level: 9 }).toString('latin1');
    const other = gzipSync('hello', { level: 0 }).toString('latin1');
    expect(
      aspects(seen([['Content-Encoding', 'gzip']], { body }), seen([['Content-Encoding', 'gzip']], { body: other })),
    ).toEqual([]);
  });

  test('what the origins saw; not where another number of requests came', () => {
    const other = { ...fetch, url: '/b', headers: [['Host', 'b']] as const };
    expect(aspects(seen([]), seen([], { fetches: [other] }))).toEqual(['origin 1 url', 'origin 1 header host']);
    expect(aspects(seen([]), seen([], { fetches: [other, fetch] }))).toEqual(['fetches']);
  });

  test('times and dice: there or not there', () => {
    expect(aspects(seen([['X', '1']]), seen([['X', '2']]), ['header x'])).toEqual([]);
    expect(aspects(seen([['X', '1']]), seen([]), ['header x'])).toEqual(['header x']);
  });
});
