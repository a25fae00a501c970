import { describe, expect, test } from 'vitest';
import { inSubroutine, vcl } from '../support/in-subroutine.ts';

const body = (code: string): string => inSubroutine(code).body;
const set = (value: string): string => `set req.http.Out = "${value}";`;

describe('lower-switches', () => {
  test('cases are a chain, the default is its else wherever it stands, comments stay with their case', () => {
    const code = `switch (req.http.X) {
      default: ${set('other')} break;
      # the first
      case "a": ${set('a')} break;
      case ~ "^b": # the second
        ${set('b')} break;
    }`;
    expect(body(code)).toBe(
      vcl(`
      if (req.http.X == "a") {
          # the first
          set req.http.Out = "a";
      } elseif (req.http.X ~ "^b") {
          # the second
          set req.http.Out = "b";
      } else {
          set req.http.Out = "other";
      }`),
    );
  });

  test('cases without code are one condition with the next', () => {
    expect(body(`switch (req.method) { case "GET": fallthrough; case "HEAD": ${set('read')} break; }`)).toBe(
      'if (req.method == "GET" || req.method == "HEAD") {\n    set req.http.Out = "read";\n}',
    );
  });

  test('a short case is written again where another falls into it', () => {
    expect(body(`switch (req.http.X) { case "a": ${set('a')} fallthrough; case "b": ${set('b')} break; }`)).toBe(
      vcl(`
      if (req.http.X == "a") {
          set req.http.Out = "a";
          set req.http.Out = "b";
      } elseif (req.http.X == "b") {
          set req.http.Out = "b";
      }`),
    );
  });

  test('a longer one stands once, and what comes before it is only for those that begin there', () => {
    const long = `${set('b1')} ${set('b2')} ${set('b3')}`;
    expect(body(`switch (req.http.X) { case "a": ${set('a')} fallthrough; case "b": ${long} break; }`)).toBe(
      vcl(`
      if (req.http.X == "a" || req.http.X == "b") {
          if (req.http.X == "a") {
              set req.http.Out = "a";
          }
          set req.http.Out = "b1";
          set req.http.Out = "b2";
          set req.http.Out = "b3";
      }`),
    );
  });

  test('falling into a default, and out of it', () => {
    const long = `${set('d1')} ${set('d2')} ${set('d3')}`;
    expect(
      body(
        `switch (req.http.X) { case "a": ${set('a')} fallthrough; default: ${long} fallthrough; case "z": ${set('z')} break; case "q": ${set('q')} break; }`,
      ),
    ).toBe(
      vcl(`
      if (req.http.X == "q") {
          set req.http.Out = "q";
      } else {
          if (req.http.X == "a") {
              set req.http.Out = "a";
          }
          if (req.http.X != "z") {
              set req.http.Out = "d1";
              set req.http.Out = "d2";
              set req.http.Out = "d3";
          }
          set req.http.Out = "z";
      }`),
    );
  });

  test('a pattern after a case that shares the code of the default does not take its place', () => {
    const code = body(
      `switch (req.http.X) { case "abc": fallthrough; default: ${set('d')} break; case ~ "^a": ${set('a')} break; }`,
    );
    expect(code).toBe(
      vcl(`
      if (req.http.X == "abc") {
          set req.http.Out = "d";
      } elseif (req.http.X ~ "^a") {
          set req.http.Out = "a";
      } else {
          set req.http.Out = "d";
      }`),
    );
  });

  test('what is computed is computed once; a header that a case changes is read once if it is asked again', () => {
    expect(
      body(`switch (std.tolower(req.http.X)) { case "a": ${set('a')} break; case "b": ${set('b')} break; }`),
    ).toContain('var.set("case", std.tolower(req.http.X));\nif (var.get("case") == "a") {');
    const changes = `switch (req.http.X) { case "a": set req.http.X = "b"; fallthrough; case "b": ${set('1')} ${set('2')} ${set('3')} break; }`;
    expect(body(changes)).toContain(
      'var.set("case", req.http.X);\nif (var.get("case") == "a" || var.get("case") == "b") {\n    if (var.get("case") == "a") {',
    );
    expect(
      body(`switch (req.http.X) { case "a": set req.http.X = "b"; break; case "b": ${set('b')} break; }`),
    ).not.toContain('"case"');
  });

  test('numbers and booleans are compared with the texts that they print', () => {
    expect(
      body(
        `switch (req.restarts) { case "1": ${set('1')} break; case ~ "^2": ${set('2')} break; case "03": ${set('3')} break; }`,
      ),
    ).toBe(
      vcl(`
      if (req.restarts == 1) {
          set req.http.Out = "1";
      } elseif ("" + req.restarts ~ "^2") {
          set req.http.Out = "2";
      } elseif ("" + req.restarts == "03") {
          set req.http.Out = "3";
      }`),
    );
    const flag = 'declare local var.b BOOL; set var.b = (req.http.X == "1");';
    expect(body(`${flag} switch (var.b) { case "0": ${set('0')} break; case "1": ${set('1')} break; }`)).toContain(
      vcl(`
      if (var.get_int("b") != 1) {
          set req.http.Out = "0";
      } else {
          set req.http.Out = "1";
      }`),
    );
  });

  test('what is not set is an empty text', () => {
    expect(body(`switch (req.http.X) { case "": ${set('empty')} break; case "a": ${set('a')} break; }`)).toContain(
      'if (!req.http.X || req.http.X == "") {',
    );
  });
});

describe('lower-gotos', () => {
  test('what is jumped over is the other branch', () => {
    expect(body(`# skip?\nif (req.http.X) { goto end; } ${set('a')} ${set('b')} end: ${set('c')}`)).toBe(
      vcl(`
      # skip?
      if (!req.http.X) {
          set req.http.Out = "a";
          set req.http.Out = "b";
      }
      set req.http.Out = "c";`),
    );
    expect(
      body(
        `if (req.http.X) { ${set('x')} goto end; } elseif (req.http.Y) { ${set('y')} } ${set('a')} end: ${set('c')}`,
      ),
    ).toBe(
      vcl(`
      if (req.http.X) {
          set req.http.Out = "x";
      } else {
          if (req.http.Y) {
              set req.http.Out = "y";
          }
          set req.http.Out = "a";
      }
      set req.http.Out = "c";`),
    );
  });

  test('from deeper inside, a flag', () => {
    expect(body(`if (req.http.X) { if (req.http.Y) { goto end; } ${set('x')} } ${set('a')} end: ${set('c')}`)).toBe(
      vcl(`
      var.set_int("skip to end", 0);
      if (req.http.X) {
          if (req.http.Y) {
              var.set_int("skip to end", 1);
          }
          if (var.get_int("skip to end") != 1) {
              set req.http.Out = "x";
          }
      }
      if (var.get_int("skip to end") != 1) {
          set req.http.Out = "a";
      }
      set req.http.Out = "c";`),
    );
  });

  test('a break in the middle of a case leaves the switch', () => {
    expect(
      body(`switch (req.http.X) { case "a": if (req.http.Y) { break; } ${set('a')} break; } ${set('after')}`),
    ).toBe(
      vcl(`
      if (req.http.X == "a") {
          if (!req.http.Y) {
              set req.http.Out = "a";
          }
      }
      set req.http.Out = "after";`),
    );
  });

  test('a label that nothing jumps to goes, a jump without a label is said', () => {
    expect(body(`${set('a')} # the end\nend: ${set('b')}`)).not.toContain('end:');
    const lost = inSubroutine(`goto nowhere; ${set('a')}`);
    expect(lost.codes).toContain('VCP1031');
    expect(lost.body).toContain('# VCP1031, not translated: goto nowhere;');
  });
});
