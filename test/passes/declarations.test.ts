import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const backend = 'backend F_a { .host = "192.0.2.1"; }';

describe('stub-missing', () => {
  test('what the service defines has a stub, said where it is first used', () => {
    const { code, messages, declaration } = toVarnish(`${backend}
      sub vcl_recv {
        if (client.ip ~ edge_acl || req.http.A ~ edge_acl) { set req.backend = F_service; }
        if (req.backend == F_other || backend.F_third.healthy) { call shared; }
        return(lookup);
      }`);
    expect(code).toContain(
      '# Stub: the service has it, the files do not\nbackend F_service {\n    .host = "127.0.0.1";\n    .port = "80";\n}',
    );
    expect(messages('VCP5011').map((message) => message.split("'")[1])).toEqual(['F_service', 'F_other', 'F_third']);
    expect(declaration('acl edge_acl')).toBe('acl edge_acl {\n}');
    expect(messages('VCP5012')).toHaveLength(1);
    expect(code).toContain('# Stub: the service has it, the files do not\nsub shared {\n}');
    expect(messages('VCP5013')).toHaveLength(1);
  });

  test('stubs come before the code, and what a file says about itself before them', () => {
    const { code } = toVarnish(
      '# The edge\n\n# what comes in\nsub vcl_recv { set req.backend = F_service; return(lookup); }',
    );
    expect(code.indexOf('# The edge')).toBeLessThan(code.indexOf('backend F_service'));
    expect(code.indexOf('backend F_service')).toBeLessThan(code.indexOf('# what comes in'));
  });

  test('without a backend there is one that is never there', () => {
    const { code, codes } = toVarnish('sub vcl_recv { error 404; }');
    expect(code).toContain('backend default none;');
    expect(codes).toContain('VCP5014');
    expect(toVarnish(`${backend} sub vcl_recv { error 404; }`).code).not.toContain('none;');
  });

  test('a shield of the platform is never healthy', () => {
    const { code, codes } = toVarnish(
      `${backend} sub vcl_recv { set req.backend = ssl_shield_iad_va_us; return(lookup); }`,
    );
    expect(code).toContain('backend ssl_shield_iad_va_us none;');
    expect(codes).toContain('VCP2031');
  });

  test('what is declared, in whatever order, has none', () => {
    const { codes } =
      toVarnish(`sub vcl_recv { call shared; set req.backend = F_a; if (client.ip ~ office) { error 403; } return(lookup); }
      sub shared { set req.http.A = "1"; } ${backend} acl office { "192.0.2.0"/24; }`);
    expect(codes.filter((code) => code.startsWith('VCP501'))).toEqual([]);
  });
});

describe('keep-unused', () => {
  test('a reference that is never taken, but for the default backend', () => {
    const { declaration, messages } = toVarnish(`${backend} backend F_spare { .host = "192.0.2.2"; } acl office { }`);
    expect(declaration('sub vcl_init')).toBe(`sub vcl_init {
    # Not used elsewhere; without a reference they would not compile
    if (false) {
        std.log("" + F_spare + office);
    }

    return (ok);
}`);
    expect(messages('VCP6002')).toEqual(['declared and not used: F_spare, office']);
  });

  test('members of a director are used', () => {
    const { declaration } = toVarnish(
      `${backend} backend F_b { .host = "192.0.2.2"; } director F_d fallback { { .backend = F_a; } { .backend = F_b; } }`,
    );
    expect(declaration('sub vcl_init')).not.toContain('if (false)');
  });

  test('what is declared below the code is referred to below it', () => {
    const { code } = toVarnish(`${backend} sub vcl_recv { return(lookup); } acl office { }`);
    expect(code.indexOf('+ office')).toBeGreaterThan(code.indexOf('acl office'));
  });
});

describe('rename-clashes', () => {
  test('words of the target', () => {
    const { code, messages } = toVarnish(`${backend} acl probe { "192.0.2.0"/24; } sub new { set req.http.A = "1"; }
      sub vcl_recv { if (client.ip ~ probe) { call new; } return(lookup); }`);
    expect(code).toContain('acl probe_acl {');
    expect(code).toContain('if (client.ip ~ probe_acl) {');
    expect(code).toContain('call new_sub;');
    expect(code).toContain('sub new_sub {');
    expect(messages('VCP6010')).toEqual([
      "'probe' is now 'probe_acl': the target has the word 'probe'",
      "'new' is now 'new_sub': the target has the word 'new'",
    ]);
  });

  test('one set of names for everything, upper and lower case the same', () => {
    const { code } = toVarnish(`${backend} acl office { } sub Office { set req.http.A = "1"; }
      sub vcl_recv { if (client.ip ~ office) { call Office; } return(lookup); }`);
    expect(code).toContain('acl office {');
    expect(code).toContain('if (client.ip ~ office) {');
    expect(code).toContain('call Office_sub;');
  });

  test('names that begin otherwise than with a letter, inside variables, too', () => {
    const { code, linesWith } = toVarnish(
      'backend _a { .host = "192.0.2.1"; } sub vcl_recv { if (backend._a.healthy) { set req.backend = _a; } return(lookup); }',
    );
    expect(code).toContain('backend a {');
    expect(linesWith('sub vcl_recv', '(a)')).toEqual(['if (std.healthy(a)) {']);
    expect(linesWith('sub vcl_recv', '= a;')).toEqual(['set req.backend_hint = a;']);
  });

  test('extensions that the output imports, and only those', () => {
    const { code } = toVarnish(`${backend} acl purge { } acl std { }
      sub vcl_recv { if (client.ip ~ purge || client.ip ~ std) { set req.http.A = std.tolower(req.url); } return(lookup); }`);
    expect(code).toContain('if (client.ip ~ purge || client.ip ~ std_acl) {');
    expect(code).toContain('acl purge {');
  });

  test('a subroutine that only the platform may have', () => {
    const { code } = toVarnish(
      `${backend} sub vcl_shared { set req.http.A = "1"; } sub vcl_recv { call vcl_shared; return(lookup); }`,
    );
    expect(code).toContain('call shared;');
  });
});

test('comments stay, wherever what they stood at has gone', () => {
  const source = `# c01
acl office /* c02 */ { # c03
  "192.0.2.7"/24; # c04
  # c05
  "192.0.2.0"/24; # c06
  "localhost"; # c07
  # c08
} # c09
backend F_a { # c10
  # c11
  .share_key = "x"; # c12
  .host = "192.0.2.1"; # c13
  .ssl = true; # c14
  .probe = { # c15
    .dummy = true; # c16
    .window = 5; # c17
    # c18
  } # c19
  # c20
} # c21
backend F_b { .host = "192.0.2.1"; .probe = { # c22
   .dummy = false; # c23
   .request = "GET / HTTP/1.1" # c24
     "Host: x"; # c25
  } }
# c26
director F_d random { # c27
  .quorum = 50%; # c28
  { .backend = F_a; /* c29 */ .weight = 1; /* c30 */ } # c31
  # c32
  { # c33
    .backend = F_b; .weight = 1; } # c34
  # c35
} # c36
# c37
ratecounter rc { # c38
} # c39
penaltybox pb {} # c40
director s shield { # c41
  .shield = "x"; # c42
} # c43
sub vcl_recv { # c44
  declare local var.l INTEGER; # c45
  set var.l = 10; # c46
  if (ratelimit.check_rate(client.ip, rc, 1, 1, var.l, pb, 2m)) { error 429; } # c47
  set req.backend = F_d; # c48
}
# c49`;
  const found = toVarnish(source).code.match(/\bc\d\d\b/g) ?? [];
  expect(found.toSorted()).toEqual(source.match(/\bc\d\d\b/g));
});
