import { describe, expect, test } from 'vitest';
import { inSubroutine, vcl } from '../support/in-subroutine.ts';

const body = (code: string): string => inSubroutine(code).body;

describe('lower-conditionals', () => {
  test('the whole value of an assignment: two assignments, and its comments before them', () => {
    expect(body('# where from\nset req.http.A = if(req.url ~ "^/de/", "German", "English"); # for the origin')).toBe(
      vcl(`
      # where from
      if (req.url ~ "^/de/") {
          set req.http.A = "German";
      } else {
          set req.http.A = "English";
      } # for the origin`),
    );
  });

  test('choices inside choices are one chain', () => {
    expect(body('set req.http.A = if(req.http.X, "x", if(req.http.Y, if(req.http.Z, "yz", "y"), "none"));')).toBe(
      vcl(`
      if (req.http.X) {
          set req.http.A = "x";
      } elseif (req.http.Y) {
          if (req.http.Z) {
              set req.http.A = "yz";
          } else {
              set req.http.A = "y";
          }
      } else {
          set req.http.A = "none";
      }`),
    );
  });

  test('what stays as it is needs no statement', () => {
    expect(body('set req.url = if(req.url == "/", "/index.html", req.url);')).toBe(
      'if (req.url == "/") {\n    set req.url = "/index.html";\n}',
    );
    expect(body('set req.url = if(req.url ~ "^/a", req.url, "/a" req.url);')).toBe(
      'if (req.url !~ "^/a") {\n    set req.url = "/a" + req.url;\n}',
    );
  });

  test('a part of a text is chosen before it, each part by its own name', () => {
    expect(
      body(
        'set req.http.A = "<" if(req.http.X, req.http.X, "-") if(req.http.Y, "y", "n") ">"; log if(req.http.X, "x", "n") "!";',
      ),
    ).toBe(
      vcl(`
      if (req.http.X) {
          var.set("choice", req.http.X);
      } else {
          var.set("choice", "-");
      }
      if (req.http.Y) {
          var.set("choice 2", "y");
      } else {
          var.set("choice 2", "n");
      }
      set req.http.A = "<" + var.get("choice") + var.get("choice 2") + ">";
      if (req.http.X) {
          var.set("choice", "x");
      } else {
          var.set("choice", "n");
      }
      std.log(var.get("choice") + "!");`),
    );
  });

  test('a name that the source has is not taken', () => {
    const code =
      'declare local var.choice STRING; set var.choice = "mine"; set req.http.A = "a" if(req.http.X, "x", "") var.choice;';
    expect(body(code)).toContain('set req.http.A = "a" + var.get("choice 2") + var.get("choice");');
  });

  test('the lines of a log and a body are chosen as a whole', () => {
    expect(body('log if(req.http.X, "x", "n");')).toBe(
      'if (req.http.X) {\n    std.log("x");\n} else {\n    std.log("n");\n}',
    );
  });

  test('between conditions it is logic', () => {
    const flag = 'declare local var.b BOOL; set var.b = ';
    expect(body(`${flag}if(req.http.X, true, false);`)).toBe('var.set_int("b", std.integer(bool = req.http.X));');
    expect(body(`${flag}if(req.http.X == "1", false, true);`)).toBe(
      'var.set_int("b", std.integer(bool = req.http.X != "1"));',
    );
    expect(body(`${flag}if(req.http.X ~ "1", req.http.Y == "2", false);`)).toBe(
      'var.set_int("b", std.integer(bool = req.http.X ~ "1" && req.http.Y == "2"));',
    );
    expect(body(`${flag}if(req.http.X ~ "1", req.http.Y == "2", true);`)).toBe(
      'var.set_int("b", std.integer(bool = req.http.X !~ "1" || req.http.Y == "2"));',
    );
  });

  test('a condition that is not cheap is asked once', () => {
    expect(
      body('declare local var.b BOOL; set var.b = if(req.http.X ~ "1", req.http.Y == "2", req.http.Z == "3");').match(
        /req\.http\.X ~/g,
      ),
    ).toHaveLength(1);
    const cheap = body('declare local var.b BOOL; set var.b = if(req.http.X, req.http.Y == "2", req.http.Z == "3");');
    expect(cheap).toBe(
      'var.set_int("b", std.integer(bool = (req.http.X && req.http.Y == "2") || (!req.http.X && req.http.Z == "3")));',
    );
  });

  test('access lists cannot be kept: the match is chosen', () => {
    const lists = 'acl one { "192.0.2.1"; } acl two { "192.0.2.2"; }';
    expect(inSubroutine('if (client.ip ~ if(req.http.X, one, two)) { error 403; }', lists).body).toContain(
      'if ((req.http.X && client.ip ~ one) || (!req.http.X && client.ip ~ two)) {',
    );
  });

  test('whether a value is set is kept where it is asked', () => {
    expect(body('if (req.http.A == if(req.http.X, req.http.X, req.http.Y)) { esi; }')).toContain(
      vcl(`
      if (req.http.X) {
          var.set("choice", req.http.X);
      } elseif (req.http.Y) {
          var.set("choice", req.http.Y);
      } else {
          var.set_int("choice", 0);
      }`),
    );
  });
});
