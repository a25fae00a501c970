// The directives of ESI in a page (reference: fastly.md 2.7).

import { describe, expect, test } from 'vitest';

import { parseEsi, resolveFragment } from '../../src/verify/fastly-machine/esi.ts';

const shown = (page: string, insideCdata = false): string =>
  parseEsi(page, insideCdata)
    .map((part) => ('text' in part ? part.text : `{${part.src}}`))
    .join('');

describe('directives', () => {
  test.each([
    ['a<esi:include src="/b"/>c', 'a{/b}c'],
    ['a<esi:include src="/b" />c', 'a{/b}c'],
    ["<esi:include alt='/x' src='/b'></esi:include>c", '{/b}c'],
    ['<esi:include src="/b?x=1&amp;y=%20"/>', '{/b?x=1&y=%20}'],
    ['<esi:include other="/b"/>c', 'c'],
    ['a<esi:remove>b<esi:include src="/c"/></esi:remove>d', 'ad'],
    ['a<esi:comment text="b"/>c', 'ac'],
    ['a<!--esi <b><esi:include src="/c"/></b>-->d', 'a <b>{/c}</b>d'],
    ['a<!-- <esi:include src="/c"/> -->d', 'a<!-- {/c} -->d'],
    ['a<![CDATA[<esi:include src="/c"/>]]>d', 'a<![CDATA[<esi:include src="/c"/>]]>d'],
    ['no end <esi:remove>b', 'no end <esi:remove>b'],
    ['no end <esi:include src="/b"', 'no end <esi:include src="/b"'],
    ['no end <!--esi <esi:include src="/b"/>', 'no end <!--esi {/b}'],
    ['<esi:vars>x</esi:vars>', '<esi:vars>x</esi:vars>'],
    ['', ''],
  ])('%s', (page, parts) => {
    expect(shown(page)).toBe(parts);
  });

  test('inside CDATA where it is allowed', () => {
    expect(shown('a<![CDATA[<esi:include src="/c"/>]]>d', true)).toBe('a<![CDATA[{/c}]]>d');
  });

  test('a page of beginnings without ends is read in no time', () => {
    const began = performance.now();
    for (const begin of ['<!--esi', '<esi:remove>', '<esi:include ', '<![CDATA[']) shown(begin.repeat(200_000));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

test.each([
  ['/b', '/a/page', null, '/b'],
  ['b', '/a/page?x=/y', null, '/a/b'],
  ['?x', '/a/page', null, '/a/?x'],
  ['http://other.example.com', '/a', 'other.example.com', '/'],
  ['https://other.example.com/b?c#d', '/a', 'other.example.com', '/b?c'],
])('%s in %s', (src, page, host, url) => {
  expect(resolveFragment(src, page)).toEqual({ host, url });
});

test.each(['ftp://x/y', 'javascript:x', '/a b', '/a\r\nX: y'])('%j is no address', (src) => {
  expect(resolveFragment(src, '/')).toBeNull();
});
