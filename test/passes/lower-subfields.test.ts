import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const backend = 'backend F_a { .host = "192.0.2.1"; }';

function recv(code: string): readonly string[] {
  const lines = toVarnish(`${backend} sub vcl_recv { ${code} return(pass); }`)
    .declaration('sub vcl_recv')
    .split('\n')
    .map((line) => line.trim());
  return lines
    .slice(lines.findIndex((line) => line.startsWith('call before_recv')) + 1, -2)
    .filter((line) => line !== '');
}

/** A substitution of the output, done by JavaScript, whose patterns mean the same here. */
function substitute(line: string, header: string): string {
  const [, long, short, replacement = ''] = /regsub\([\w.-]+, (?:\{"(.*?)"\}|"(.*?)"), "(.*?)"\)/.exec(line) ?? [];
  const pattern = new RegExp((long ?? short ?? 'no substitution').replace('(?i)', ''), 'i');
  return header.replace(pattern, replacement.replaceAll('\\', '$'));
}

describe('reading', () => {
  const cookie = recv('set req.http.A = req.http.Cookie:foo;').find((line) => line.includes('regsub')) ?? '';
  test.each([
    ['foo=1', '1'],
    ['a=0; foo=1; b=2', '1'],
    ['foobar=2; foo=1; xfoo=3', '1'],
    ['foo=first; foo=second', 'first'],
    ['FOO=upper', 'upper'],
    ['a=1;foo="quoted; text";b=2', 'quoted; text'],
    ['foo', ''],
    ['foo=', ''],
    ['foo=a=b==', 'a=b=='],
    ['xfoo=3', ''],
    ['', ''],
  ])('foo of %j is %j', (header, value) => {
    expect(substitute(cookie, header)).toBe(value);
  });

  const present = recv('if (req.http.Cookie:foo) { esi; }').find((line) => line.startsWith('if')) ?? '';
  const presence = new RegExp((/~ "(.*)"/.exec(present)?.[1] ?? '').replace('(?i)', ''), 'i');
  test.each([
    ['foo=1', true],
    ['a=1; foo', true],
    ['a=1;foo =2', true],
    ['foobar=1', false],
    ['xfoo=1', false],
    ['a=foo', false],
    ['', false],
  ])('%j has foo: %s', (header, expected) => {
    expect(presence.test(header)).toBe(expected);
  });

  test('a header from a missing member goes', () => {
    expect(recv('set req.http.A = req.http.Cookie:foo;')).toEqual([
      'if (req.http.Cookie ~ "(?i)(^|;)\\s*foo\\s*([=;]|$)") {',
      'set req.http.A =',
      expect.stringMatching(/^regsub\(req\.http\.Cookie, /),
      '} else {',
      'unset req.http.A;',
      '}',
    ]);
  });

  test('a name is text, not a pattern', () => {
    expect(recv('if (subfield(req.http.A, "a.b")) { esi; }')[0]).toContain('a\\.b');
  });

  test('subfield() takes its separator', () => {
    expect(recv('if (subfield(req.http.A, "b", "|")) { esi; }')[0]).toBe(
      'if (req.http.A ~ "(?i)(^|\\|)\\s*b\\s*([=|]|$)") {',
    );
  });

  test('a name that is a value is reported', () => {
    expect(
      toVarnish(`${backend} sub vcl_recv { set req.http.A = subfield(req.http.B, req.http.C, ","); return(pass); }`)
        .codes,
    ).toContain('VCP2041');
  });
});

describe('writing', () => {
  test('the first of the name goes, the new one comes last', () => {
    expect(recv('set req.http.Cookie:id = "9";')).toEqual([
      'set req.http.Cookie =',
      'regsub(regsub(req.http.Cookie, "(?i)(^|;)\\s*id\\s*(=[^;]*)?(?=;|$)", "") + "; id=9", "^;\\s*", "");',
    ]);
  });

  const removal = new RegExp(/"\(\?i\)(.*?)", ""\)/.exec(recv('unset req.http.Cookie:b;').join(' '))?.[1] ?? '', 'i');
  test.each([
    ['b=2; a=1', '; a=1'],
    ['a=1; b=2; c=3', 'a=1; c=3'],
    ['a=1; b=2', 'a=1'],
    ['ab=1; bc=2', 'ab=1; bc=2'],
    ['b=1; b=2', '; b=2'],
    ['b', ''],
  ])('%j without b is %j', (header, rest) => {
    expect(header.replace(removal, '')).toBe(rest);
  });

  test.each([
    ['"abc-1.2"', 'b=abc-1.2"'],
    ['"two words"', '{", b="two words""}'],
    ['"a,b"', '{", b="a,b""}'],
    ['""', '+ ", b"'],
  ])('%s is written as %s', (value, expected) => {
    expect(recv(`set req.http.A:b = ${value};`).join(' ')).toContain(expected);
  });

  test('a value that is known at run time only is written as it is, which is said', () => {
    const { code, codes } = toVarnish(`${backend} sub vcl_recv { set req.http.A:b = req.http.C; return(pass); }`);
    expect(code).toContain('+ ", b=" + req.http.C');
    expect(codes).toContain('VCP3041');
  });

  test('members of Vary have no values', () => {
    const { declaration } = toVarnish(
      `${backend} sub vcl_deliver { set resp.http.Vary:Accept-Encoding = ""; return(deliver); }`,
    );
    expect(declaration('sub deliver_response')).toContain(
      '"(?i)(^|,)\\s*Accept-Encoding\\s*(?=,|$)", "") + ", Accept-Encoding"',
    );
  });

  test('the header goes with its last member', () => {
    expect(recv('unset req.http.A:b;').slice(-3)).toEqual(['if (req.http.A == "") {', 'unset req.http.A;', '}']);
  });
});
