import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const backends =
  'backend F_a { .host = "192.0.2.1"; } backend F_b { .host = "192.0.2.2"; } backend F_c { .host = "192.0.2.3"; }';
const using = (director: string, code = 'set req.backend = F_d;') =>
  toVarnish(`${backends} ${director} sub vcl_recv { ${code} return(lookup); }`);

describe('lower-directors', () => {
  test('random: weights stay, comments too', () => {
    const { declaration, linesWith } = using(`
      # the pool
      director F_d random {
        { .backend = F_a; .weight = 3; } # large
        # small ones
        { .backend = F_b; .weight = 1; }
        { .backend = F_c; .weight = 1; }
      }`);
    expect(declaration('sub vcl_init')).toBe(`sub vcl_init {
    # the pool
    new F_d = directors.random();
    F_d.add_backend(F_a, 3.0); # large
    # small ones
    F_d.add_backend(F_b, 1.0);
    F_d.add_backend(F_c, 1.0);

    return (ok);
}`);
    expect(linesWith('sub vcl_recv', 'backend_hint')).toEqual(['set req.backend_hint = F_d.backend();']);
  });

  test('what makes directors comes before the code that uses them', () => {
    const { code } = using('director F_d fallback { { .backend = F_a; } { .backend = F_b; } { .backend = F_c; } }');
    expect(code.indexOf('sub vcl_init')).toBeGreaterThan(code.indexOf('backend F_c'));
    expect(code.indexOf('sub vcl_init')).toBeLessThan(code.indexOf('sub vcl_recv'));
  });

  test('they are there for the subroutines that tables become, too', () => {
    const table = 'table where BACKEND { "/d": F_d, }';
    const { code } = using(
      `${table} director F_d fallback { { .backend = F_a; } { .backend = F_b; } { .backend = F_c; } }`,
      'set req.backend = table.lookup_backend(where, req.url, F_a);',
    );
    expect(code.indexOf('new F_d')).toBeLessThan(code.lastIndexOf('F_d.backend()'));
    expect(code).toContain('F_d.backend()');
  });

  test('by cache key: known only when the request is sent, and by its name until then', () => {
    const { declaration, linesWith, messages } = using(
      'director F_d hash { { .backend = F_a; .weight = 2; } { .backend = F_b; .weight = 3; } { .backend = F_c; .weight = 2; } }',
    );
    expect(declaration('sub vcl_init')).toContain(`    new F_d = directors.shard();
    F_d.add_backend(F_a);
    F_d.add_backend(F_b, weight = 1.5);
    F_d.add_backend(F_c);
    F_d.reconfigure();
`);
    expect(linesWith('sub vcl_recv', 'backend_hint')).toEqual(['set req.backend_hint = F_d.backend(resolve = LAZY);']);
    expect(messages('VCP3034')).toHaveLength(1);
  });

  test('by client: by the identity that it has when the request is sent', () => {
    const { declaration } = using(
      'director F_d client { { .backend = F_a; .weight = 1; } { .backend = F_b; .weight = 1; } { .backend = F_c; .weight = 1; } }',
    );
    expect(declaration('sub vcl_init')).toContain(
      '    new by_client = directors.shard_param();\n    F_d.associate(by_client.use());',
    );
    expect(declaration('sub vcl_backend_fetch')).toContain(
      '    by_client.set(by = KEY, key = F_d.key(client.identity));',
    );
  });

  test('consistent hashing: names and number of places stay', () => {
    const { declaration } = using(`director F_d chash { .key = client; .seed = 3; .vnodes_per_node = 100;
      { .backend = F_a; .id = "one"; } { .backend = F_b; .id = "two"; } { .backend = F_c; .id = "three"; } }`);
    expect(declaration('sub vcl_init')).toContain('    F_d.add_backend(F_a, ident = "one");');
    expect(declaration('sub vcl_init')).toContain('    F_d.reconfigure(100);');
    expect(declaration('sub vcl_backend_fetch')).toContain('by_client.set(');
  });

  test('a director that is a member is made first', () => {
    const { declaration } = using(`director F_d fallback { { .backend = F_inner; } { .backend = F_c; } }
      director F_inner random { { .backend = F_a; .weight = 1; } { .backend = F_b; .weight = 1; } }`);
    expect(declaration('sub vcl_init')).toMatch(
      /new F_inner[^]*new F_d = directors\.fallback\(\);\n {4}F_d\.add_backend\(F_inner\.backend\(\)\);/,
    );
  });

  test('a director is compared, and asked for its health, as the object', () => {
    const director = 'director F_d fallback { { .backend = F_a; } { .backend = F_b; } { .backend = F_c; } }';
    const { linesWith } = using(director, 'if (req.backend == F_d && director.F_d.healthy) { set req.backend = F_d; }');
    expect(linesWith('sub vcl_recv', 'if (req.backend')).toEqual([
      'if (req.backend_hint == F_d.backend() && std.healthy(F_d.backend())) {',
    ]);
  });

  test('no second try at another member is said where the source has it', () => {
    expect(
      using('director F_d random { .retries = 0; { .backend = F_a; .weight = 1; } { .backend = F_b; .weight = 1; } }')
        .codes,
    ).not.toContain('VCP3033');
    expect(
      using('director F_d random { { .backend = F_a; .weight = 1; } { .backend = F_b; .weight = 1; } }').codes,
    ).toContain('VCP3033');
    expect(
      using('director F_d hash { { .backend = F_a; .weight = 1; } { .backend = F_b; .weight = 1; } }').codes,
    ).not.toContain('VCP3033');
  });
});

describe('quorums', () => {
  const random = (quorum: string, weights: readonly [number, number, number]): string =>
    `director F_d random { .quorum = ${quorum}; ${['F_a', 'F_b', 'F_c'].map((name, at) => `{ .backend = ${name}; .weight = ${weights[at]}; }`).join(' ')} }`;

  test('one that any member reaches needs nothing', () => {
    const { codes, code } = using(random('20%', [2, 1, 1]));
    expect(code).not.toContain('Quorum');
    expect(codes).not.toContain('VCP3037');
  });

  test('the fetch is refused below it', () => {
    expect(using(random('50%', [4, 2, 2])).declaration('sub vcl_backend_fetch'))
      .toContain(`    # Below its quorum a director is sick
    if (bereq.backend == F_d.backend() &&
            std.integer(bool = std.healthy(F_a)) * 2 +
            std.integer(bool = std.healthy(F_b)) +
            std.integer(bool = std.healthy(F_c)) < 2) {
        return (error(503, "Quorum weight not reached"));
    }`);
  });

  test('where it needs every member, each is asked', () => {
    const { declaration } = using(random('100%', [1, 1, 1]), 'if (director.F_d.healthy) { set req.backend = F_d; }');
    expect(declaration('sub vcl_recv')).toContain('if (std.healthy(F_a) && std.healthy(F_b) && std.healthy(F_c)) {');
  });

  test('the health of the chosen backend knows it', () => {
    const { declaration } = using(
      random('100%', [1, 1, 1]),
      'set req.backend = F_d; if (!req.backend.healthy) { set req.backend = F_a; }',
    );
    expect(declaration('sub vcl_recv')).toMatch(
      /!\(\s*std\.healthy\(req\.backend_hint\) &&\s*\(\s*req\.backend_hint != F_d\.backend\(\) \|\|/,
    );
  });

  test('inside another director it is not asked for, and said', () => {
    const outer = `${random('100%', [1, 1, 1])} director F_outer fallback { { .backend = F_d; } { .backend = F_a; } }`;
    expect(using(outer, 'set req.backend = F_outer;').messages('VCP3037')).toEqual([
      'the quorum of F_d is not asked for inside F_outer',
    ]);
  });
});

describe('shields', () => {
  const shield = '/* site */ director ssl_shield_iad shield { .shield = "iad"; .is_ssl = true; }';

  test('one that only a choice with a fallback names is left out', () => {
    const { code, codes } = using(shield, 'set req.backend = fastly.try_select_shield(ssl_shield_iad, F_a);');
    expect(code).not.toContain('ssl_shield_iad');
    expect(code).toContain('/* site */');
    expect(code).toContain('set req.backend_hint = F_a;');
    expect(codes).not.toContain('VCP2031');
  });

  test('one that the code chooses is a backend that is never healthy', () => {
    const { code, messages } = using(
      shield,
      'set req.backend = ssl_shield_iad; if (!req.backend.healthy) { set req.backend = F_a; }',
    );
    expect(code).toContain('backend ssl_shield_iad none;');
    expect(messages('VCP2031')).toHaveLength(1);
  });
});
