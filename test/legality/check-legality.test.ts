import { describe, expect, test } from 'vitest';
import { Reporter } from '../../src/diagnostics/reporter.ts';
import { profileNamed, type Profile } from '../../src/dialects/index.ts';
import { checkLegality } from '../../src/legality/check-legality.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { parse } from '../../src/syntax/parse.ts';

function problems(text: string, name: string): readonly string[] {
  const { dialect, table } = profileNamed(name) as Profile;
  const reporter = new Reporter();
  const program = parse(new SourceFile('x.vcl', text), 0, dialect.syntax, reporter);
  expect(reporter.diagnostics).toEqual([]);
  return checkLegality(program, table, { unusedIsRefused: dialect.traits.refusesUnused }).map((one) => one.message);
}

describe('Varnish', () => {
  const varnish = (text: string): readonly string[] =>
    problems(`vcl 4.1;\nbackend b { .host = "192.0.2.1"; }\n${text}`, 'varnish@7.1');

  test('takes what is legal', () => {
    expect(
      varnish(`
        import std;
        import directors;
        acl office { "192.0.2.0"/24; }
        sub vcl_init { new d = directors.random(); d.add_backend(b, 1.0); }
        sub lang { set req.http.X = std.tolower(req.http.Y) + "x".upper(); if (req.http.Z) { return; } }
        sub vcl_recv { call lang; if (client.ip ~ office && req.url.lower() == "/a") { return (synth(403, "No")); } set req.backend_hint = d.backend(); }
        sub vcl_backend_response { set beresp.ttl = std.duration(beresp.http.X, 5s); set beresp.http."a.b" = "1"; return (pass(10s)); }`),
    ).toEqual([]);
  });

  test.each([
    [
      'reads what a state does not have',
      'sub vcl_recv { set req.http.A = beresp.ttl; }',
      "vcl_recv cannot read 'beresp.ttl'",
    ],
    ['writes what a state can only read', 'sub vcl_deliver { set obj.hits = 1; }', "vcl_deliver cannot set 'obj.hits'"],
    [
      'a subroutine is checked in every state that calls it',
      'sub x { set bereq.http.A = "1"; } sub vcl_recv { call x; } sub vcl_backend_fetch { call x; }',
      "vcl_recv cannot set 'bereq.http.A'",
    ],
    [
      'a call through another subroutine counts',
      'sub y { set req.http.A = "1"; } sub x { call y; } sub vcl_backend_fetch { call x; }',
      "vcl_backend_fetch cannot set 'req.http.A'",
    ],
    ['unknown variable', 'sub vcl_recv { set req.http.A = req.urll; }', "there is nothing called 'req.urll'"],
    ['unknown function', 'sub vcl_recv { std.lock(); }', "there is no function 'std.lock'"],
    [
      'too many arguments',
      'sub vcl_recv { set req.http.A = std.tolower("a", "b"); }',
      "'std.tolower' does not take so many arguments",
    ],
    ['too few arguments', 'sub vcl_recv { set req.http.A = std.strstr("a"); }', "'std.strstr' takes more arguments"],
    ['a function that the state cannot call', 'sub vcl_recv { hash_data("a"); }', "vcl_recv cannot call 'hash_data'"],
    [
      'a method that an object does not have',
      'sub vcl_init { new d = directors.random(); } sub vcl_recv { d.weigh(b); }',
      "'d' has no method 'weigh'",
    ],
    ['a return action of another state', 'sub vcl_recv { return (deliver); }', "vcl_recv cannot return 'deliver'"],
    ['no return action', 'sub vcl_recv { return; }', 'vcl_recv has to return something'],
    ['unknown subroutine', 'sub vcl_recv { call x; }', "there is no subroutine 'x'"],
    ['unknown backend', 'sub vcl_recv { set req.backend_hint = c; }', "there is nothing called 'c'"],
    ['unused subroutine', 'sub x { }', "nothing calls 'x'"],
    ['unused access list', 'acl a { "192.0.2.1"; }', "nothing uses 'a'"],
    ['unused backend', 'backend c { .host = "192.0.2.2"; }', "nothing uses 'c'"],
    [
      'property',
      'sub vcl_recv { set req.backend_hint = c; } backend c { .host = "192.0.2.2"; .share_key = "x"; }',
      "a backend has no '.share_key'",
    ],
    [
      'property of a probe',
      'sub vcl_recv { set req.backend_hint = c; } backend c { .host = "192.0.2.2"; .probe = { .dummy = true; } }',
      "a probe has no '.dummy'",
    ],
    ['declared twice', 'sub x { } sub x { } sub vcl_recv { call x; }', "'x' is declared twice"],
    [
      'word of the language',
      'acl now { "192.0.2.1"; } sub vcl_recv { if (client.ip ~ now) { } }',
      "'now' is a word of the language",
    ],
  ])('%s', (_, text, message) => {
    expect(varnish(text)).toEqual([message]);
  });
});

describe('Fastly', () => {
  const fastly = (text: string): readonly string[] => problems(text, 'fastly');

  test('takes what is legal', () => {
    expect(
      fastly(`
        table t { "a": "b", }
        sub f(STRING var.a) STRING { return var.a; }
        sub vcl_recv {
          declare local var.x STRING;
          set var.x = table.lookup(t, req.http.Cookie:id, f("a"));
          set req.http.X:y = re.group.1;
          unset req.http.A-*;
          error 600 var.x;
        }
        sub vcl_error { synthetic "x"; return(deliver); }`),
    ).toEqual([]);
  });

  test.each([
    ['local without a declaration', 'sub vcl_recv { set var.x = "1"; }', "the variable 'var.x' is not declared"],
    [
      'local of another subroutine',
      'sub a { declare local var.x STRING; } sub vcl_recv { set req.http.A = var.x; }',
      "the variable 'var.x' is not declared",
    ],
    [
      'protected header',
      'sub vcl_deliver { set resp.http.Content-Length = "0"; }',
      "'resp.http.Content-Length' is protected",
    ],
    ['statement of another state', 'sub vcl_recv { synthetic "x"; }', "vcl_recv has no 'synthetic'"],
    ['return action', 'sub vcl_hash { return(lookup); }', "vcl_hash cannot return 'lookup'"],
    ['property', 'backend F_a { .proxy_header = 1; }', "a backend has no '.proxy_header'"],
  ])('%s', (_, text, message) => {
    expect(fastly(text)).toEqual([message]);
  });
});
