import { describe, expect, test } from 'vitest';
import { inSubroutine, vcl } from '../support/in-subroutine.ts';

const table = (code: string, tables: string) => inSubroutine(code, tables);

describe('lower-tables', () => {
  const redirects =
    '# Pages that moved\ntable redirects {\n # since May\n "/old": "/new", # with us\n # since June\n "/promo": "/sale%20now",\n}';

  test('a table is a subroutine, with its comments', () => {
    const { code } = table('if (table.lookup(redirects, req.url)) { error 601; }', redirects);
    expect(code).toContain(
      vcl(`
      # Pages that moved
      # Table redirects: "value" is what it has for "key", not set without an entry
      sub lookup_redirects {
          var.set_int("value", 0);
          # since May
          if (var.get("key") == "/old") {
              var.set("value", "/new"); # with us
          }
          # since June
          elseif (var.get("key") == "/promo") {
              var.set("value", "/sale now");
          }
      }`),
    );
  });

  test('to ask whether there is an entry and then for it is one lookup', () => {
    const { body } = table(
      'if (table.contains(redirects, req.url)) { set req.http.To = table.lookup(redirects, req.url); error 601 table.lookup(redirects, req.url); }',
      redirects,
    );
    expect(body).toBe(
      vcl(`
      var.set("key", req.url);
      call lookup_redirects;
      if (var.get("value")) {
          set req.http.To = var.get("value");
          return (synth(601, var.get("value")));
      }`),
    );
  });

  test('but not after the key has changed, nor after another lookup', () => {
    const changed = table(
      'if (table.contains(redirects, req.url)) { set req.url = "/promo"; set req.http.To = table.lookup(redirects, req.url); }',
      redirects,
    );
    expect(changed.body.match(/call lookup_redirects/g)).toHaveLength(2);
    const view = table(
      'if (table.contains(redirects, req.url.path)) { set req.url = "/promo"; set req.http.To = table.lookup(redirects, req.url.path); }',
      redirects,
    );
    expect(view.body.match(/call lookup_redirects/g)).toHaveLength(2);
    const other = table(
      'if (table.contains(redirects, req.url)) { set req.http.A = table.lookup(redirects, "/old"); set req.http.To = table.lookup(redirects, req.url); }',
      redirects,
    );
    expect(other.body.match(/call lookup_redirects/g)).toHaveLength(3);
    const nested = table(
      'set req.http.A = table.lookup(redirects, table.lookup(redirects, table.lookup(redirects, req.url)));',
      redirects,
    );
    expect(nested.body.match(/call lookup_redirects/g)).toHaveLength(3);
  });

  test('a value for keys without an entry is there before the call', () => {
    const { body, declaration } = table(
      'set req.http.To = table.lookup(redirects, req.url, "/"); if (table.contains(redirects, req.url)) { esi; }',
      redirects,
    );
    expect(body).toContain(
      'var.set("key", req.url);\nvar.set("value", "/");\ncall lookup_redirects;\nset req.http.To = var.get("value");\nvar.set("key", req.url);\nvar.set_int("value", 0);\ncall lookup_redirects;\nif (var.get("value")) {',
    );
    expect(declaration('sub lookup_redirects {')).not.toContain('set_int');
  });

  test('two answers in one text: the first is kept', () => {
    const { body } = table(
      'set req.http.To = table.lookup(redirects, req.http.A, "?") table.lookup(redirects, req.http.B, "?");',
      redirects,
    );
    expect(body).toContain(
      'call lookup_redirects;\nvar.set("redirects", var.get("value"));\nvar.set("key", req.http.B);',
    );
    expect(body).toContain('set req.http.To = var.get("redirects") + var.get("value");');
  });

  test('names of the source are not taken', () => {
    const { body } = table(
      'declare local var.key STRING; set var.key = "a"; set req.http.A = table.lookup(redirects, var.key, var.key);',
      redirects,
    );
    expect(body).toContain('var.set("table key", var.get("key"));\nvar.set("table value", var.get("key"));');
  });

  test('values have the type of the table', () => {
    const typed =
      'table limits INTEGER { "a": 5 } table ratio FLOAT { "a": 2 } table flags BOOL { "a": true } table times RTIME { "a": 5m } table hosts BACKEND { "a": F_a } table ips IP { "a": "192.0.2.7" }';
    const { declaration, body } = table(
      `declare local var.i INTEGER; declare local var.f FLOAT; declare local var.b BOOL; declare local var.r RTIME; declare local var.p IP;
       set var.i = table.lookup_integer(limits, req.url, 1); set var.f = table.lookup_float(ratio, req.url, 1.5); set var.b = table.lookup_bool(flags, req.url, false);
       set var.r = table.lookup_rtime(times, req.url, 1s); set var.p = table.lookup_ip(ips, req.url, client.ip); set req.backend = table.lookup_backend(hosts, req.url, F_a);
       set req.http.Out = var.i var.f var.b var.r var.p;`,
      typed,
    );
    const value = (name: string): string => declaration(`sub lookup_${name} {`).split('\n')[2]?.trim() ?? '';
    expect(value('limits')).toBe('var.set_int("value", 5);');
    expect(value('ratio')).toBe('var.set_real("value", 2.0);');
    expect(value('flags')).toBe('var.set_int("value", 1);');
    expect(value('times')).toBe('var.set_duration("value", 5m);');
    expect(value('hosts')).toBe('var.set_backend("value", F_a);');
    expect(value('ips')).toBe('var.set("value", "192.0.2.7");');
    expect(body).toContain('var.set_int("value", 1);\ncall lookup_limits;\nvar.set_int("i", var.get_int("value"));');
    expect(body).toContain('set req.backend_hint = var.get_backend("value");');
  });

  test('whether a table of another type has a key is asked apart', () => {
    const { declaration, body } = table(
      'if (table.contains(limits, req.url)) { error 403; }',
      'table limits INTEGER { "a": 0, "b": 1 }',
    );
    expect(declaration('sub lookup_limits')).toBe('');
    expect(declaration('sub contains_limits {')).toContain(
      'var.set_int("found", 0);\n    if (var.get("key") == "a") {\n        var.set_int("found", 1);',
    );
    expect(body).toContain('if (var.get_int("found") == 1) {');
  });

  test('patterns and access lists are matched inside', () => {
    const lists = 'acl one { "192.0.2.1"; } acl none { } table by_extension ACL { "pdf": one }';
    const acl = table('if (client.ip !~ table.lookup_acl(by_extension, req.url.ext, none)) { error 403; }', lists);
    expect(acl.declaration('sub match_by_extension {')).toMatch(/"found", std\.integer\(bool = .*"subject".* ~ one\)/);
    expect(acl.body).toMatch(
      /"subject", client\.ip\);\n.*"found", std\.integer\(bool = .* ~ none\)\);\ncall match_by_extension;\nif \(var\.get_int\("found"\) != 1\) \{/,
    );
    const regex = table(
      'declare local var.re REGEX; set var.re = table.lookup_regex(kinds, req.url.dirname); if (req.url.ext !~ var.re) { error 403; }',
      'table kinds REGEX { "/a": "^md$" }',
    );
    expect(regex.body).toContain('var.set_int("found", 0);\ncall match_kinds;\nif (var.get_int("found") != 1) {');
    expect(regex.codes).not.toContain('VCP2010');
  });

  test('a pattern that depends is said', () => {
    const { codes } = table(
      'declare local var.re REGEX; set var.re = table.lookup_regex(kinds, "/a"); if (req.http.X) { set var.re = table.lookup_regex(kinds, "/b"); } if (req.url ~ var.re) { error 403; }',
      'table kinds REGEX { "/a": "^md$" }',
    );
    expect(codes).toContain('VCP2036');
  });

  test('what the service has is said, and has a place for it', () => {
    const { declaration, messages } = table(
      'set req.http.A = table.lookup(flags, "beta", "off"); set req.http.B = table.lookup(elsewhere, "x");',
      'table flags { }',
    );
    expect(messages('VCP5016')).toEqual(["the entries of 'flags' are not in these files: its lookup finds nothing"]);
    expect(messages('VCP5015')).toEqual(["table 'elsewhere' is not in these files: its lookup finds nothing"]);
    expect(declaration('sub lookup_flags {')).toContain(
      'if (false && var.get("key") == "KEY") {\n        var.set("value", "VALUE");',
    );
    expect(declaration('sub lookup_elsewhere {')).toContain('"KEY"');
  });

  test('a table that nothing asks is left out, its comments are not', () => {
    const { code, messages } = table('esi;', '# Old ones\ntable unused { "a": "b", # why\n }');
    expect(messages('VCP6003')).toEqual(["nothing asks for 'unused': the table is left out"]);
    expect(code).not.toContain('lookup_unused');
    expect(code).toContain('# Old ones');
    expect(code).toContain('# why');
  });

  test('one subroutine serves both sides', () => {
    const source =
      'table names { "a": "A" } sub vcl_fetch { set beresp.http.N = table.lookup(names, req.http.N, "-"); return(deliver); }';
    const { code } = table('set req.http.N = table.lookup(names, req.http.N, "-");', source);
    expect(code.match(/^sub lookup_names/gm)).toHaveLength(1);
    expect(code.match(/call lookup_names;/g)).toHaveLength(2);
  });
});

describe('large tables', () => {
  const keys = Array.from({ length: 1300 }, (_, index) => `/${['a', 'Z', 'é', '~'][index % 4] ?? ''}${index * 7}`);
  const entries = keys.map((key, index) => `"${key}": "value ${index}"`).join(', ');
  const lookup = 'set req.http.A = table.lookup(large, req.url, "none");';

  test('every key is found by the way that its bytes lead', () => {
    const { code } = table(lookup, `table large { ${entries} }`);
    const subroutines = new Map(
      [...code.matchAll(/^sub (lookup_large\w*) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', inner = '']) => [
        name,
        inner,
      ]),
    );
    const find = (name: string, key: string): string | null => {
      const inner = subroutines.get(name) ?? '';
      for (const [, operator, compared = '', action, target = ''] of inner.matchAll(
        /(?:if|elseif) \(var\.get\("key"\) (<|==) "([^"]*)"\) \{\s+(?:(call) (\w+);|var\.set\("value", "([^"]*)"\);)/g,
      )) {
        const order = Buffer.compare(Buffer.from(key), Buffer.from(compared));
        if (operator === '<' && order < 0) return action === 'call' ? find(target, key) : null;
        if (operator === '==' && order === 0) return compared;
      }
      const last = /else \{\s+call (\w+);/.exec(inner)?.[1];
      return last === undefined ? null : find(last, key);
    };
    for (const key of keys) expect(find('lookup_large', key)).toBe(key);
    expect(find('lookup_large', '/a1')).toBeNull();
    expect(
      Math.max(...[...subroutines.values()].map((inner) => inner.match(/ == /g)?.length ?? 0)),
    ).toBeLessThanOrEqual(64);
    expect(Math.max(...[...subroutines.values()].map((inner) => inner.match(/ < /g)?.length ?? 0))).toBeLessThan(16);
  });

  test('with vmod selector it is an object', () => {
    const { declaration } = inSubroutine(lookup, `table large { ${entries} }`, { vmods: ['var', 'selector'] });
    expect(declaration('sub vcl_init {')).toContain(
      '    new table_large = selector.set();\n    table_large.add("/a0", string = "value 0");\n',
    );
    expect(declaration('sub lookup_large {')).toBe(
      'sub lookup_large {\n    if (table_large.match(var.get("key"))) {\n        var.set("value", table_large.string());\n    }\n}',
    );
    const few = inSubroutine('set req.http.A = table.lookup(few, req.url);', 'table few { "a": "b" }', {
      vmods: ['var', 'selector'],
    });
    expect(few.code).not.toContain('selector');
  });
});
