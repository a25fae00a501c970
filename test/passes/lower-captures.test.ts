import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const backend = 'backend F_a { .host = "192.0.2.1"; }';
const inRecv = (code: string, before = ''): string => `${backend}\n${before}\nsub vcl_recv { ${code} return(pass); }`;

/** The lines of vcl_recv between what every translation begins with and its return. */
function recv(code: string, before = ''): string {
  const lines = toVarnish(inRecv(code, before)).declaration('sub vcl_recv').split('\n');
  const from = lines.findIndex((line) => line.includes('call before_recv'));
  return lines
    .slice(from + 1, -2)
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(4))
    .join('\n');
}

describe('a group is worked out where it is used', () => {
  test('with the pattern of the match, widened to take in the whole subject', () => {
    expect(recv('if (req.url ~ "^/id/(\\d+)") { set req.http.A = re.group.1; }')).toBe(
      'if (req.url ~ "^/id/(\\d+)") {\n    set req.http.A = regsub(req.url, "^/id/(\\d+).*$", "\\1");\n}',
    );
  });

  test('several groups and words between them are one substitution', () => {
    const code = recv('if (req.url ~ "^/(\\w\\w)/(.+)$") { set req.url = "/" re.group.2 "?lang=" re.group.1; }');
    expect(code).toContain('set req.url = regsub(req.url, "^/(\\w\\w)/(.+)$", "/\\2?lang=\\1");');
  });

  test('a backslash among those words stays one', () => {
    expect(recv('if (req.url ~ "(\\d+)$") { set req.http.A = "a\\1" re.group.1; }')).toContain(
      '"^.*?(\\d+)$", "a\\\\1\\1")',
    );
  });

  test('after a negated match that leaves', () => {
    const code = recv('if (req.url !~ "token=(\\w+)") { error 403; } set req.http.A = re.group.1;');
    expect(code).toMatch(/\n}\nset req\.http\.A = regsub\(req\.url, "\^\.\*\?token=\(\\w\+\)\.\*\$", "\\1"\);$/);
  });

  test('in a called subroutine', () => {
    const { declaration } = toVarnish(
      inRecv('if (req.url ~ "^/(a)") { call use; }', 'sub use { set req.http.A = re.group.1; }'),
    );
    expect(declaration('sub use')).toContain('regsub(req.url, "^/(a).*$", "\\1")');
  });

  test('a subject that is no plain value is worked out once', () => {
    const code = recv('if (req.http.Cookie:ab ~ "^(\\w)-(\\d)$") { set req.http.A = re.group.2; }');
    expect(code).toMatch(/^var\.set\("ab", regsub\(/);
    expect(code).toContain(
      'if (var.get("ab") ~ "^(\\w)-(\\d)$") {\n    set req.http.A = regsub(var.get("ab"), "^(\\w)-(\\d)$", "\\2");',
    );
    const path = recv(
      'if (req.url.path ~ "^/a/(\\d)") { set req.http.A = re.group.1; } elsif (req.url.path ~ "^/b/(\\d)") { set req.http.A = re.group.1; }',
    );
    expect(path.match(/var\.set\(/g)).toHaveLength(1);
  });
});

describe('a group is kept', () => {
  test('where its subject changes before the use', () => {
    expect(recv('if (req.url ~ "^/(a)/(.*)$") { set req.url = "/" re.group.2; set req.http.A = re.group.1; }')).toBe(
      [
        'if (req.url ~ "^/(a)/(.*)$") {',
        '    var.set("group 1", regsub(req.url, "^/(a)/(.*)$", "\\1"));',
        '    set req.url = regsub(req.url, "^/(a)/(.*)$", "/\\2");',
        '    set req.http.A = var.get("group 1");',
        '}',
      ].join('\n'),
    );
  });

  test('a part of the subject that changes counts, another header does not', () => {
    expect(recv('if (req.http.B ~ "(x)") { set req.http.C = "1"; set req.http.A = re.group.1; }')).not.toContain(
      'var.set',
    );
    expect(
      recv('if (req.http.B ~ "(x)") { call change; set req.http.A = re.group.1; }', 'sub change { unset req.http.b; }'),
    ).toContain('var.set("group 1"');
  });

  test('where two matches may have been the last, and forgotten where none may have been', () => {
    const code = recv(
      'if (req.url ~ "^/(a)") { set req.http.S = "1"; } if (req.http.B ~ "^(b)") { set req.http.S = "2"; } set req.http.A = re.group.1;',
    );
    expect(code).toMatch(/^# Nothing has matched yet\nvar\.set\("group 1", ""\);\nif \(req\.url/);
    expect(code.match(/^ {4}var\.set\("group 1", regsub/gm)).toHaveLength(2);
    expect(code).toContain(
      'if (var.get("group 1") != "") {\n    set req.http.A = var.get("group 1");\n} else {\n    unset req.http.A;\n}',
    );
  });

  test('a later match without that group empties it', () => {
    const code = recv(
      'if (req.url ~ "^/(a)(b)") { set req.http.S = "1"; } if (req.http.B ~ "^(b)") { set req.http.S = "2"; } set req.http.A = "x" re.group.2;',
    );
    expect(code).toContain('if (req.http.B ~ "^(b)") {\n    var.set("group 2", "");');
  });

  test('before a condition that goes on either way', () => {
    const code = recv(
      'if (req.url ~ "^/(a)" && req.http.B) { set req.http.A = re.group.1; } else { set req.http.C = "c" re.group.1; }',
    );
    expect(code).toContain(
      'if (req.url ~ "^/(a)") {\n    var.set("group 1", regsub(req.url, "^/(a).*$", "\\1"));\n}\nif (req.url ~ "^/(a)" && req.http.B) {',
    );
  });

  test('alternatives are a choice', () => {
    const code = recv('if (req.url ~ "^/a(\\d)" || req.url ~ "^/b(\\d)") { set req.http.A = re.group.1; }');
    expect(code).toMatch(
      /^if \(req\.url ~ "\^\/a\(\\d\)"\) \{\n.*\n\} elseif \(req\.url ~ "\^\/b\(\\d\)"\) \{\n.*\n\}\nif \(/,
    );
    expect(code).toContain('set req.http.A = var.get("group 1");');
  });

  test('a match in a later condition is tried after the earlier ones have failed', () => {
    const code = recv(
      'if (req.http.N) { set req.http.O = "n"; } elsif (req.url ~ "^/(a)" && req.http.C) { set req.http.O = "c"; } set req.http.A = "x" re.group.1;',
    );
    expect(code).toContain('} else {\n    if (req.url ~ "^/(a)") {\n        var.set("group 1"');
  });

  test('where it would be worked out again and again', () => {
    const code = recv(
      'if (req.url ~ "^/(\\w+)") { if (re.group.1 == "a") { error 601; } elsif (re.group.1 == "b") { error 602; } elsif (re.group.1 == "c") { error 603; } }',
    );
    expect(code.match(/regsub/g)).toHaveLength(1);
    expect(code.match(/var\.get\("group 1"\) == /g)).toHaveLength(3);
  });

  test('on the side where it is used', () => {
    const { declaration } = toVarnish(`${backend}
      sub vcl_miss { if (req.http.T ~ "^t-(\\w+)$") { set req.http.T = "x"; set bereq.http.A = re.group.1; } return(fetch); }`);
    expect(declaration('sub vcl_backend_fetch')).toContain('set bereq.http.A = ');
  });
});

describe('set or not set', () => {
  const list = 'if (req.url ~ "^/list(?:/(\\d+))?(-\\w*)?$")';

  test('a group that takes no part leaves no header', () => {
    expect(recv(`${list} { set req.http.A = re.group.1; }`)).toContain(
      '"\\1");\n    if (req.http.A == "") {\n        unset req.http.A;\n    }',
    );
  });

  test('it is tested, and in there it is set', () => {
    const code = recv(`${list} { if (re.group.1) { set req.http.A = re.group.1; } }`);
    expect(code).toContain('if (regsub(req.url, "^/list(?:/(\\d+))?(-\\w*)?$", "\\1") != "") {');
    expect(code).not.toContain('unset');
  });

  test('an empty group is told from one that takes no part', () => {
    expect(recv('if (req.url ~ "^/p(?:/(\\d*))?$") { if (re.group.1) { error 601; } }')).toContain(
      'if (req.url ~ "^(?>^/p(?:/(\\d*))?$)(?(1)|(?!))") {',
    );
  });

  test('without a match before it, a group is not set, and that is said', () => {
    const { codes, declaration } = toVarnish(
      `${inRecv('if (req.url ~ "(a)") { esi; }')} sub vcl_deliver { set resp.http.A = re.group.1; return(deliver); }`,
    );
    expect(codes).toContain('VCP3040');
    expect(declaration('sub deliver_response')).toContain('unset resp.http.A;');
  });

  test('a group that cannot be told is reported, with the place where it is read', () => {
    const { messages } = toVarnish(inRecv('if (req.url ~ "^(a(?R)?b)") { set req.http.A = re.group.1; }'));
    expect(messages('VCP2040')).toEqual(['group 1 of this match is lost: its pattern cannot be put into a larger one']);
  });
});

describe('what stands around it', () => {
  test('comments stay with their statements', () => {
    const code = recv(
      '# the language\nif (req.url ~ "^/(a)") { set req.http.S = "1"; } # or none\n# after it\nset req.http.A = re.group.1;',
    );
    expect(code).toMatch(/# Nothing has matched yet\nvar\.set\("group 1", ""\);\n# the language\nif /);
    expect(code).toMatch(/# after it\nif \(var\.get/);
  });

  test('a match without uses stays as it is', () => {
    expect(recv('if (req.url ~ "^/(a)") { set req.http.S = "1"; }')).toBe(
      'if (req.url ~ "^/(a)") {\n    set req.http.S = "1";\n}',
    );
  });
});
