import { describe, expect, test } from 'vitest';
import { translate } from '../../src/index.ts';
import { inSubroutine, vcl } from '../support/in-subroutine.ts';
import { scenarioSources } from '../support/scenario-sources.ts';

const bundled = ['std', 'directors', 'blob', 'cookie', 'purge', 'proxy', 'unix'];

/** Scenarios of functions and of the platform, and every fourth other one. */
const sources = scenarioSources().filter(([file], at) => /^F2[67]-/.test(file) || at % 4 === 0);

const importsOf = (code: string): readonly string[] =>
  [...code.matchAll(/^import (\w+);$/gm)].map(([, name = '']) => name);

const without = (code: string, around = '') => inSubroutine(code, around, { vmods: 'none' });

describe('extensions that the options do not allow', () => {
  test.each([
    ['none', 'none', []],
    ['str and header', ['str', 'header'], ['str', 'header']],
  ] as const)(
    'are imported by no translation: %s',
    (_name, vmods, allowed) => {
      const wrong = sources.flatMap(([file, source]) => {
        const { code } = translate(source, { from: 'fastly', to: 'varnish@7.1', vmods });
        const names = importsOf(code).filter((name) => ![...bundled, ...allowed].includes(name));
        return names.map((name) => `${file}: ${name}`);
      });
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  test.each([
    ['set req.http.A = std.strtol(req.http.B, 16);', 'std.strtol() of another base than ten needs vmod str'],
    ['set req.http.A = randomstr(8);', 'randomstr() needs vmod str'],
    [
      'set req.http.A = accept.language_lookup("en:de", "en", req.http.B);',
      'accept.language_lookup() needs vmod accept',
    ],
    ['if (req.body ~ "a") { esi; }', 'the body of a request needs vmod bodyaccess'],
    ['set client.socket.pace = 100;', 'an option of the connection to the client needs vmod tcp'],
    ['set req.http.A = digest.hash_md5(req.http.B);', 'digest.hash_md5() needs vmod digest'],
    ['if (std.prefixof(req.url, req.http.B)) { esi; }', 'std.prefixof() needs vmod str'],
  ])('are asked for where they are missed: %s', (code, message) => {
    const { messages, codes } = without(code);
    expect(messages('VCP2034')[0]).toBe(`${message}, which the options do not allow`);
    expect(codes).not.toContain('VCP9011');
  });

  test('what is allowed is used', () => {
    expect(inSubroutine('set req.http.A = randomstr(8);', '', { vmods: ['str'] }).codes).not.toContain('VCP2034');
    const kept = 'declare local var.a STRING; set var.a = req.url; set req.http.A = var.a;';
    expect(inSubroutine(kept, '', { vmods: ['var'] }).body).toContain('var.set("a", req.url);');
  });
});

describe('values kept in vmod cookie', () => {
  test('an empty text is not one that is not set', () => {
    const { body } = without(`
      declare local var.a STRING;
      if (req.http.B) { set var.a = req.http.B; }
      if (var.a) { set req.http.Set = "1"; }
      if (!var.a) { set req.http.Unset = "1"; }
      if (var.a == "") { set req.http.Empty = "1"; }
      if (var.a != "x") { set req.http.Other = "1"; }
      if (var.a == req.http.C) { set req.http.Same = "1"; }
      set req.http.Text = "<" var.a ">";`);
    expect(body).toBe(
      vcl(`
        cookie.delete("a");
        if (req.http.B) {
            cookie.set("a", "=" + req.http.B);
        }
        if (cookie.isset("a")) {
            set req.http.Set = "1";
        }
        if (!cookie.isset("a")) {
            set req.http.Unset = "1";
        }
        if (cookie.get("a") == "=") {
            set req.http.Empty = "1";
        }
        if (cookie.get("a") != "=x") {
            set req.http.Other = "1";
        }
        if (cookie.isset("a") && regsub(cookie.get("a"), "^=", "") == req.http.C) {
            set req.http.Same = "1";
        }
        set req.http.Text = "<" + regsub(cookie.get("a"), "^=", "") + ">";
      `),
    );
  });

  test('numbers with a point are said to lose decimals, unless they are written out', () => {
    const { messages } = without(`
      declare local var.f FLOAT; declare local var.g FLOAT;
      set var.f = 1.25;
      set var.g = var.f; set var.g /= 3.0;
      set req.http.F = var.g;`);
    expect(new Set(messages('VCP3039'))).toEqual(new Set(["'var.g' is kept with three decimals"]));
    expect(
      inSubroutine('declare local var.f FLOAT; set var.f = 1.5; set var.f /= 3.0; set req.http.F = var.f;').codes,
    ).not.toContain('VCP3039');
  });

  test('a backend is kept by its name', () => {
    const { body } = without(
      `declare local var.b BACKEND;
      set var.b = F_a;
      if (req.url ~ "b") { set var.b = F_b; }
      if (var.b == F_b) { set req.http.B = var.b; }
      set req.backend = var.b;`,
      'backend F_b { .host = "192.0.2.2"; }',
    );
    expect(body).toBe(
      vcl(`
        cookie.set("b", "=F_a");
        if (req.url ~ "b") {
            cookie.set("b", "=F_b");
        }
        if (cookie.get("b") == "=F_b") {
            set req.http.B = regsub(cookie.get("b"), "^=", "");
        }
        if (cookie.get("b") == "=F_a") {
            set req.backend_hint = F_a;
        } elseif (cookie.get("b") == "=F_b") {
            set req.backend_hint = F_b;
        }
      `),
    );
  });

  test('a boolean that comes from a text is one', () => {
    const { body } = without(
      'declare local var.b BOOL; set var.b = req.http.B; if (!var.b) { set req.http.No = "1"; }',
    );
    expect(body).not.toContain('cookie.set("b", req.http.B)');
    expect(body).toContain('if (cookie.get("b") != "true")');
  });
});
