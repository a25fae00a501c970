import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const list = (entries: string) => toVarnish(`backend a { .host = "192.0.2.1"; }\nacl office { ${entries} }`);

describe('lower-acls', () => {
  test('entries and their comments stay as they are', () => {
    const { declaration, codes } = list(`
      "192.0.2.0"/24; # internal
      ! "192.0.2.12";
      # remote
      "2001:db8::1"; "198.51.100.4";
    `);
    expect(declaration('acl office')).toBe(`acl office {
    "192.0.2.0"/24; # internal
    !"192.0.2.12";
    # remote
    "2001:db8::1";
    "198.51.100.4";
}`);
    expect(codes).not.toContain('VCP3030');
  });

  test('localhost is the two addresses that the source means', () => {
    expect(list('"localhost"; # this machine\n').declaration('acl office')).toBe(`acl office {
    "127.0.0.1";
    "::1"; # this machine
}`);
  });

  test('bits behind the mask go, and what is the same then is one entry', () => {
    const { declaration } = list('"10.1.2.3"/8; # all\n "10.9.9.9"/8; # again\n "2001:db8::1"/32;');
    expect(declaration('acl office')).toBe(`acl office {
    "10.0.0.0"/8; # all
    # again
    "2001:db8::"/32;
}`);
  });

  test('a negation that is wider than an entry inside it is said, and only that', () => {
    expect(list('!"10.0.0.0"/8; "10.1.0.0"/16;').messages('VCP3030')).toEqual([
      'the negated 10.0.0.0/8 holds 10.1.0.0/16, which is in the list',
    ]);
    expect(list('"10.0.0.0"/8; !"10.1.0.0"/16;').messages('VCP3030')).toEqual([]);
    expect(list('"10.0.0.0"/8; !"11.0.0.0"/8;').messages('VCP3030')).toEqual([]);
  });

  test('an entry and its own negation: the negation stays', () => {
    const { declaration, messages } = list('"10.0.0.0"/8; !"10.0.0.0"/8;');
    expect(declaration('acl office')).toBe('acl office {\n    !"10.0.0.0"/8;\n}');
    expect(messages('VCP3030')).toHaveLength(1);
  });

  test('a name is said', () => {
    expect(list('"office.example.com";').messages('VCP1040')).toEqual([
      "'office.example.com' in the access list office is no address",
    ]);
  });
});

describe('what stands on the left of a list', () => {
  const test1 = (entries: string, condition: string): readonly string[] =>
    toVarnish(`backend a { .host = "192.0.2.1"; }
      acl office { ${entries} }
      sub vcl_recv { if (${condition}) { set req.http.X = "1"; } return(lookup); }`).linesWith(
      'sub vcl_recv',
      '~ office',
    );

  test('an address stays', () => {
    expect(test1('"192.0.2.0"/24;', 'client.ip ~ office')).toEqual(['if (client.ip ~ office) {']);
  });

  test('a text is read as an address, and one that is none is an address outside the list', () => {
    expect(test1('"192.0.2.0"/24;', 'req.http.A ~ office')).toEqual([
      'if (std.ip(req.http.A, "0.0.0.0", resolve = false) ~ office) {',
    ]);
    expect(test1('"0.0.0.0"/8;', 'req.http.A !~ office')).toEqual([
      'if (std.ip(req.http.A, "255.255.255.255", resolve = false) !~ office) {',
    ]);
    expect(test1('"0.0.0.0"/0;', 'req.http.A ~ office')).toEqual([
      'if (std.ip(req.http.A, "::", resolve = false) ~ office) {',
    ]);
  });

  test('where every address is in the list, it is tested whether the text is one', () => {
    expect(test1('"0.0.0.0"/0; "::"/0;', 'req.http.A ~ office')).toEqual([
      'std.ip(req.http.A, "0.0.0.0", resolve = false) ~ office) {',
    ]);
  });
});
