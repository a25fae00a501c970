import { describe, expect, test } from 'vitest';
import { detect } from '../../src/syntax/detect.ts';

describe('detect', () => {
  test.each([
    ['a macro', 'sub vcl_recv {\n#FASTLY recv\n}'],
    ['a table', 'table t { "a": "b", }'],
    ['a subroutine that only one machine has', 'sub vcl_fetch { return(deliver); }'],
    ['operands side by side', 'set req.http.A = "a" req.http.B;'],
    ['a member of a header', 'if (req.http.Cookie:id) { esi; }'],
    ['a name that only one table has', 'set req.http.A = client.geo.city;'],
    ['part of the key', 'set req.hash += "x";'],
    ['a heredoc', 'synthetic {HTML"<p>"HTML};'],
  ])('Fastly by %s', (_, text) => {
    expect(detect(text)).toMatchObject({ dialect: 'fastly' });
    expect(detect(text).confidence).toBeGreaterThan(0.2);
  });

  test.each([
    ['its version', '# a comment\nvcl 4.0;\n', '4.0'],
    ['a state', 'sub vcl_backend_response { set beresp.ttl = 1h; }', undefined],
    ['an object', 'sub vcl_init { new r = directors.round_robin(); }', undefined],
    ['a function of a vmod', 'sub x { std.log("a"); }', undefined],
    ['a transition', 'sub x { return (synth(404)); }', undefined],
  ])('Varnish by %s', (_, text, version) => {
    const found = detect(text);
    expect(found.dialect).toBe('varnish');
    expect(found.version).toBe(version);
    expect(found.confidence).toBeGreaterThan(0.2);
  });

  test('text in comments and strings tells nothing', () => {
    expect(detect('# sub vcl_fetch, set req.backend\n/* table t */ "vcl_backend_fetch"').confidence).toBe(0);
    expect(detect('sub vcl_fetch {\n# vcl 4.0;\n log "std.log vcl_init";\n}').dialect).toBe('fastly');
  });

  test('statements without a subroutine are a snippet', () => {
    expect(detect('if (req.http.A) { set req.http.B = "1"; }').snippet).toBe(true);
    expect(detect('sub x { set req.http.B = "1"; }').snippet).toBe(false);
    expect(detect('acl a { "192.0.2.1"; }\nbackend b { .host = "192.0.2.1"; }').snippet).toBe(false);
  });

  test('template languages', () => {
    expect(detect('backend F_a { .host = "${host}"; }').template).toBe('terraform');
    expect(detect('backend F_a { .host = "<%= @host %>"; }').template).toBe('erb');
    expect(detect('backend F_a { .host = "{{ host }}"; }').template).toBe('jinja');
    expect(detect('log {"%{time}V"};').template).toBeNull();
  });

  test('hostile text costs no more than its length', () => {
    for (const text of [
      '/*'.repeat(200_000),
      '{"'.repeat(200_000),
      '"""'.repeat(200_000),
      'a'.repeat(500_000),
      '${'.repeat(200_000),
    ]) {
      const start = performance.now();
      detect(text);
      expect(performance.now() - start).toBeLessThan(1500);
    }
  });
});
