import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';
import { inSubroutine, vcl } from '../support/in-subroutine.ts';

const functions = `
  sub is_static BOOL { if (req.url ~ "css$") { return true; } return false; }
  sub asked BOOL { set req.http.Asked = "1"; return req.http.A == "1"; }
  sub maybe STRING { return req.http.Maybe; }
  sub wrap(STRING var.text, STRING var.mark) STRING { declare local var.out STRING; set var.out = var.mark var.text var.mark; return var.out; }
  sub note(STRING var.text) { set req.http.Note = var.text; }`;
const body = (code: string): string => inSubroutine(code, functions).body;
const subroutine = (name: string, code: string): string => inSubroutine(code, functions).declaration(`sub ${name} {`);

describe('lower-functions', () => {
  test('the value is left where the caller reads it, and the way out is short', () => {
    expect(subroutine('is_static', 'if (is_static()) { esi; }')).toBe(
      vcl(`
      sub is_static {
          if (req.url ~ "css$") {
              var.set_int("is_static result", 1);
              return;
          }
          var.set_int("is_static result", 0);
      }`),
    );
  });

  test('the one local that is given is the value', () => {
    expect(subroutine('wrap', 'set req.http.B = wrap("a", "b");')).toBe(
      'sub wrap {\n    var.set("wrap result", var.get("wrap.mark") + var.get("wrap.text") + var.get("wrap.mark"));\n}',
    );
  });

  test('a text that is not set stays so', () => {
    expect(subroutine('maybe', 'set req.http.B = maybe();')).toContain(
      'var.set("maybe result", req.http.Maybe);\n    } else {\n        var.set_int("maybe result", 0);',
    );
    expect(body('set req.http.B = maybe();')).toContain(
      'if (var.get("maybe result")) {\n    set req.http.B = var.get("maybe result");\n} else {\n    unset req.http.B;',
    );
    expect(body('set req.http.B = wrap("a", "b");')).not.toContain('unset');
  });

  test('parameters are handed over before the call', () => {
    expect(body('call note("a"); set req.http.B = wrap(wrap(req.http.X, "-"), "+");')).toBe(
      vcl(`
      var.set("note.text", "a");
      call note;
      var.set("wrap.text", req.http.X);
      var.set("wrap.mark", "-");
      call wrap;
      var.set("wrap.text", var.get("wrap result"));
      var.set("wrap.mark", "+");
      call wrap;
      set req.http.B = var.get("wrap result");`),
    );
  });

  test('in a condition it is called before it', () => {
    expect(
      body('if (is_static() && req.method == "GET") { set req.http.B = "1"; } else { set req.http.B = "2"; }'),
    ).toBe(
      vcl(`
      call is_static;
      if (var.get_int("is_static result") == 1 && req.method == "GET") {
          set req.http.B = "1";
      } else {
          set req.http.B = "2";
      }`),
    );
  });
});

describe('what is taken out of expressions', () => {
  test('behind && it runs inside', () => {
    expect(body('if (req.http.X && asked() && req.http.Y) { set req.http.B = "1"; }')).toBe(
      vcl(`
      if (req.http.X) {
          call asked;
          if (var.get_int("asked result") == 1 && req.http.Y) {
              set req.http.B = "1";
          }
      }`),
    );
  });

  test('with other branches: in front of them if nothing else sees it, else by a flag', () => {
    const otherwise = '{ set req.http.B = "1"; } else { set req.http.B = "2"; }';
    expect(body(`if (req.http.X && is_static()) ${otherwise}`)).toMatch(/^call is_static;\nif \(req.http.X && var/);
    expect(body(`if (req.http.X && asked()) ${otherwise}`)).toBe(
      vcl(`
      var.set_int("holds", 0);
      if (req.http.X) {
          call asked;
          if (var.get_int("asked result") == 1) {
              var.set_int("holds", 1);
          }
      }
      if (var.get_int("holds") == 1) {
          set req.http.B = "1";
      } else {
          set req.http.B = "2";
      }`),
    );
  });

  test('behind || it runs only if it is asked', () => {
    expect(body('if (req.http.X || asked()) { error 403; }')).toBe(
      vcl(`
      if (req.http.X) {
          return (synth(403));
      }
      call asked;
      if (var.get_int("asked result") == 1) {
          return (synth(403));
      }`),
    );
    expect(body('if (req.http.X || is_static()) { error 403; }')).toBe(
      'call is_static;\nif (req.http.X || var.get_int("is_static result") == 1) {\n    return (synth(403));\n}',
    );
  });

  test('in a later condition of a chain it runs in the else, with the comments of that condition', () => {
    expect(
      body(
        'if (req.http.X) { set req.http.B = "1"; }\n# or else\nelseif (asked()) { set req.http.B = "2"; } else { set req.http.B = "3"; }',
      ),
    ).toBe(
      vcl(`
      if (req.http.X) {
          set req.http.B = "1";
      } else {
          # or else
          call asked;
          if (var.get_int("asked result") == 1) {
              set req.http.B = "2";
          } else {
              set req.http.B = "3";
          }
      }`),
    );
  });

  test('in an arm of a choice it runs only there', () => {
    expect(body('set req.http.B = if(req.http.X, maybe(), "none");')).toContain('if (req.http.X) {\n    call maybe;');
  });

  test('what was read before it is not read after it', () => {
    expect(body('set req.http.B = req.http.Asked if(asked(), "+", "-") req.http.Asked;')).toMatch(
      /^var\.set\("kept", req\.http\.Asked\);\ncall asked;/,
    );
    expect(body('set req.http.B = req.http.Other if(asked(), "+", "-");')).not.toContain('"kept"');
    expect(body('set req.http.B = "a" wrap("x", "") wrap("y", "");')).toContain(
      'call wrap;\nvar.set("wrap", var.get("wrap result"));\nvar.set("wrap.text", "y");',
    );
  });

  test('groups of a match are not overtaken', () => {
    const out = body(
      'if (req.http.X ~ "^(.)" && wrap(re.group.1, "") == "a") { set req.http.B = "1"; } else { set req.http.B = "2"; }',
    );
    expect(out.indexOf('req.http.X ~')).toBeLessThan(out.indexOf('call wrap'));
  });
});

describe('functions in a miss', () => {
  const { code, codes } = toVarnish(`backend F_a { .host = "192.0.2.1"; }
    sub sign(STRING var.user) STRING { return var.user "@" bereq.url; }
    sub is_private BOOL { return req.http.Private == "1"; }
    sub vcl_miss { set bereq.http.Sign = sign(req.http.User); if (is_private()) { return(pass); } return(fetch); }`);

  test('are called where their value is used', () => {
    const fetch = code.slice(code.indexOf('sub vcl_backend_fetch'), code.indexOf('sub vcl_backend_response'));
    expect(fetch).toContain('var.set("sign.user", bereq.http.User);\n');
    expect(fetch).toContain('call sign;\n');
    expect(fetch).not.toContain('is_private');
    const miss = code.slice(code.indexOf('sub vcl_miss'), code.indexOf('sub vcl_pass'));
    expect(miss).toContain('call is_private;\n');
    expect(miss).not.toContain('sign');
    expect(codes).not.toContain('VCP6001');
  });
});
