import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const backend = 'backend F_a { .host = "192.0.2.1"; }';
const inRecv = (code: string): string => `${backend} sub vcl_recv { ${code} return(pass); }`;
const without = { vmods: ['var'] };

describe('headers by prefix', () => {
  test('are renamed by a pattern, and go under one name', () => {
    const { linesWith } = toVarnish(inRecv('unset req.http.X-Int-*;'));
    expect(linesWith('sub vcl_recv', 'Drop')).toEqual([
      'header.regsub(req, "^(?i)X-Int-[^:]*:.*$", "Port-Drop: 1");',
      'unset req.http.Port-Drop;',
    ]);
  });

  test("protected headers and the translation's own stay", () => {
    expect(toVarnish(inRecv('unset req.http.Co*;')).code).toContain(
      '"^(?i)(?!Content-Length:|Content-Range:)Co[^:]*:.*$"',
    );
    expect(toVarnish(inRecv('unset req.http.P*;')).code).toContain(
      '(?!Proxy-Authenticate:|Proxy-Authorization:|Port-)P[^:]*:',
    );
  });

  test('a message is called what it is where it is changed', () => {
    const { declaration } = toVarnish(`${backend}
      sub vcl_miss { unset bereq.http.X-*; return(fetch); }
      sub vcl_error { unset obj.http.X-*; return(deliver); }`);
    expect(declaration('sub vcl_miss')).not.toContain('regsub');
    expect(declaration('sub vcl_backend_fetch')).toContain('header.regsub(bereq, ');
    expect(declaration('sub vcl_synth')).toContain('header.regsub(resp, ');
    expect(declaration('sub vcl_synth')).toContain('unset resp.http.Port-Drop;');
  });

  test('without the extension, those that the configuration names go, and that is said', () => {
    const { linesWith, codes } = toVarnish(
      inRecv('set req.http.X-Int-A = "1"; if (req.http.x-int-b) { esi; } unset req.http.X-Int-*;'),
      without,
    );
    expect(linesWith('sub vcl_recv', 'unset')).toEqual(['unset req.http.x-int-b;', 'unset req.http.X-Int-A;']);
    expect(codes).toContain('VCP3042');
  });
});

describe('further lines', () => {
  test('are added by the extension', () => {
    expect(toVarnish(inRecv('add req.http.Set-Cookie = "a=1";')).code).toContain(
      'header.append(req.http.Set-Cookie, "a=1");',
    );
  });

  test('without it, lists are joined, and other headers replaced, which is said', () => {
    expect(toVarnish(inRecv('add req.http.X-Tag = "b";'), without).code).toContain(
      'set req.http.X-Tag = req.http.X-Tag + ", " + "b";',
    );
    const { code, codes } = toVarnish(inRecv('add req.http.Set-Cookie = "a=1";'), without);
    expect(code).toContain('set req.http.Set-Cookie = "a=1";');
    expect(codes).toContain('VCP2042');
  });
});

describe('headers that functions name', () => {
  test('are plain headers where the name is written out', () => {
    const { declaration } = toVarnish(
      inRecv('header.set(req, "A", header.get(req, "B")); header.unset(req, "B"); header.filter(req, "C", "D");'),
    );
    const code = declaration('sub vcl_recv');
    expect(code).toContain(
      'set req.http.A = req.http.B;\n    unset req.http.B;\n    unset req.http.C;\n    unset req.http.D;',
    );
  });

  test('are reached by a value through the extension', () => {
    const { linesWith } = toVarnish(
      inRecv('header.set(req, req.http.N, "v"); if (header.get(req, req.http.N)) { esi; }'),
    );
    expect(linesWith('sub vcl_recv', 'dyn')).toEqual([
      'header.remove(header.dyn(req, req.http.N), ".*");',
      'header.append(header.dyn(req, req.http.N), "v");',
      'if (header.get(header.dyn(req, req.http.N), ".*")) {',
    ]);
  });

  test('all but some go by one pattern', () => {
    expect(toVarnish(inRecv('header.filter_except(req, "Host", "X.Y");')).code).toContain(
      '"^(?i)(?!Port-|(?:Host|X\\.Y|Content-Length|',
    );
  });

  test('what cannot be done is a comment with its code', () => {
    const { code, codes } = toVarnish(inRecv('header.unset(req, req.http.N);'), without);
    expect(codes).toContain('VCP2041');
    expect(code).toContain('# VCP2041, not translated: header.unset(req, req.http.N);');
  });
});

describe('cookies of a response', () => {
  const fetch = (code: string, options = {}): ReturnType<typeof toVarnish> =>
    toVarnish(`${backend} sub vcl_fetch { declare local var.b BOOL; ${code} return(deliver); }`, options);

  test('are read from all lines, of which the last counts', () => {
    const { declaration } = fetch('set beresp.http.A = setcookie.get_value_by_name(beresp, "a.b");');
    expect(declaration('sub vcl_backend_response')).toContain(
      '    call collect_origin_cookies;\n    if (var.get("cookies of the origin") ~ "(^|; Set-Cookie: )a\\.b=") {\n',
    );
    expect(declaration('sub collect_origin_cookies')).toContain(
      'std.collect(beresp.http.Port-Cookies, "; Set-Cookie: ");',
    );
  });

  test('the lines are collected again only after what may have changed them', () => {
    const read = (name: string): string => `set beresp.http.A = setcookie.get_value_by_name(beresp, "${name}");`;
    const calls = (code: string): number =>
      fetch(code).linesWith('sub vcl_backend_response', 'call collect_origin_cookies;').length;
    expect(calls(read('a') + read('b'))).toBe(1);
    expect(calls(`${read('a')} if (req.http.X) { ${read('b')} }`)).toBe(1);
    expect(calls(`${read('a')} add beresp.http.Set-Cookie = "c=1"; ${read('b')}`)).toBe(2);
    expect(calls(`if (req.http.X) { ${read('a')} } ${read('b')}`)).toBe(2);
  });

  test('a removal that is a condition is the first thing where it holds', () => {
    const { declaration } = fetch(
      'if (!setcookie.delete_by_name(beresp, "a")) { set beresp.http.N = "1"; } else { set beresp.http.Y = "1"; }',
    );
    expect(declaration('sub vcl_backend_response')).toContain(
      [
        '    if (header.get(beresp.http.Set-Cookie, "^a=")) {',
        '        header.remove(beresp.http.Set-Cookie, "^a=");',
        '        set beresp.http.Y = "1";',
        '    } else {',
        '        set beresp.http.N = "1";',
        '    }',
      ].join('\n'),
    );
  });

  test('its result can be kept', () => {
    expect(
      fetch('set var.b = setcookie.delete_by_name(beresp, "a");').linesWith(
        'sub vcl_backend_response',
        'var.set_int("b"',
      ),
    ).toHaveLength(2);
  });

  test('without the extension nothing is read, which is said', () => {
    expect(fetch('set beresp.http.A = setcookie.get_value_by_name(beresp, "a");', without).codes).toContain('VCP2042');
  });
});
