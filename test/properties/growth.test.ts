import { describe, expect, test } from 'vitest';
import { translate } from '../../src/translate.ts';
import { fastlyToVarnish, varnishToFastly } from '../support/goldens.ts';

/** Statements of which a configuration may have many, each by its number. */
const fastly: Readonly<Record<string, (n: number) => string>> = {
  lookups: (n) => `if (table.lookup(moved, req.url.path)) { error ${600 + n} table.lookup(moved, req.http.H${n}); }`,
  captures: (n) => `if (req.url ~ "^/(a)/(${n})") { set req.http.A = re.group.1; } set req.http.B = re.group.2;`,
  choices: (n) => `set req.http.A${n} = if(req.http.B, "b", "c") if(req.http.C, req.http.D, "e");`,
  subfields: (n) => `set req.http.Cookie:c${n} = req.http.X:y${n}; unset req.http.X:z${n};`,
  switches: (n) => `switch (req.http.S) { case "${n}": set req.http.T = "1"; fallthrough; case "b": esi; break; }`,
  locals: (n) => `declare local var.i${n} INTEGER; set var.i${n} = ${n}; set var.i${n} += std.atoi(req.http.I);`,
  jumps: (n) => `if (req.http.J) { goto l${n}; } set req.http.K = "${n}"; l${n}:`,
};

const varnish: Readonly<Record<string, (n: number) => string>> = {
  sums: (n) => `set req.http.A = std.integer(req.http.B, 0) * ${n} + std.integer(req.http.C, ${n});`,
  choices: (n) => `if (req.http.A${n} ~ "x") { set req.http.B = "${n}"; } elseif (req.http.C) { return (pass); }`,
  pieces: (n) => `if (req.url == "/${n}") { return (synth(${600 + n}, "a" + req.url)); }`,
};

/** How long the output is for so many statements: the same every time, unlike a clock. */
function sizes(
  source: (statements: string) => string,
  statement: (n: number) => string,
  direction: typeof fastlyToVarnish,
) {
  return [10, 20, 40].map((count) => {
    const statements = Array.from({ length: count }, (_, n) => statement(n + 1)).join('\n');
    const { code, diagnostics } = translate(source(statements), direction.options);
    return code.length + diagnostics.length * 10;
  });
}

function expectLinear([one = 0, two = 0, four = 0]: readonly number[]): void {
  expect((four - two) / (two - one)).toBeLessThan(2.3);
}

describe('twice as much code gives twice as much output', () => {
  test.each(Object.entries(fastly))('from Fastly: %s', (_name, statement) => {
    const source = (statements: string) =>
      `table moved { "/a": "/b", "/c": "/d", }\nsub vcl_recv {\n#FASTLY recv\n${statements}\nreturn(lookup); }`;
    expectLinear(sizes(source, statement, fastlyToVarnish));
  });

  test.each(Object.entries(varnish))('from Varnish: %s', (_name, statement) => {
    const source = (statements: string) =>
      `vcl 4.1;\nimport std;\nbackend b { .host = "192.0.2.1"; }\nsub vcl_recv { ${statements} }`;
    expectLinear(sizes(source, statement, varnishToFastly));
  });
});
