import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const backend = 'backend F_a { .host = "192.0.2.1"; }\n';

describe('what could not be read', () => {
  test('a line of a template language becomes a comment where it stood', () => {
    const { code, codes } = toVarnish(
      `${backend}sub vcl_recv {\n  set req.backend = F_a;\n  %{ if staging }\n  set req.http.A = "1";\n  %{ endif }\n}`,
    );
    expect(codes).toContain('VCP9004');
    expect(code).toMatch(
      /# VCP9004, not translated: %\{ if staging \}\n\s+set req\.http\.A = "1";\n\s+# VCP9004, not translated: %\{ endif \}/,
    );
  });

  test('between the entries of a declaration, too', () => {
    const source = `acl office {\n  "192.0.2.1";\n  %{ for ip in ips }\n  "192.0.2.2";\n  %{ endfor }\n}\n${backend}sub vcl_recv { set req.backend = F_a; if (client.ip ~ office) { error 403; } }`;
    expect(toVarnish(source).declaration('acl office')).toBe(
      'acl office {\n    "192.0.2.1";\n    # VCP9004, not translated: %{ for ip in ips }\n    "192.0.2.2";\n    # VCP9004, not translated: %{ endfor }\n}',
    );
  });

  test('between the operands of a text, too', () => {
    const source = `backend F_a {\n  .host = "192.0.2.1";\n  .probe = {\n    .request = "GET / HTTP/1.1"\n<% if token %>\n      "X-Token: t"\n<% end %>\n      "Connection: close";\n  }\n}\n`;
    const { code, codes } = toVarnish(`${source}sub vcl_recv { set req.backend = F_a; }`);
    expect(codes).toContain('VCP9004');
    expect(codes).not.toContain('VCP9002');
    expect(code).toContain('# VCP9004, not translated: <% if token %>');
    expect(code.replace(/\s+/g, ' ')).toContain('.request = "GET / HTTP/1.1" "X-Token: t" "Connection: close";');
  });

  test('several lines keep their shape', () => {
    const { code } = toVarnish(
      `${backend}sub vcl_recv {\n  set req.backend = F_a;\n  if (req.http.A =) {\n    esi;\n  }\n}`,
    );
    expect(code).toContain(
      '    # VCP1001, not translated:\n    #     if (req.http.A =) {\n    #       esi;\n    #     }\n',
    );
  });

  test('a subroutine that calls itself is cut where the circle closes', () => {
    const { code, codes } = toVarnish(
      `${backend}sub a { set req.http.A = "1"; call b; }\nsub b { call a; }\nsub vcl_recv { set req.backend = F_a; call a; }`,
    );
    expect(codes).toContain('VCP1032');
    expect(code).toContain('# VCP1032, not translated: call a;');
    expect(code.split('call a;')).toHaveLength(3);
  });

  test('a call that is made twice is no circle', () => {
    const { codes } = toVarnish(
      `${backend}sub b { set req.http.A = "1"; }\nsub a { call b; call b; }\nsub vcl_recv { set req.backend = F_a; call a; call b; }`,
    );
    expect(codes).not.toContain('VCP1032');
  });
});

describe('names that the dialect of the source does not have', () => {
  test('are said once each, stay as comments, and are no fault of the translation', () => {
    const { code, codes, messages } = toVarnish(`sub vcl_recv {
      set req.http.A = req.nonsense;
      set req.nonsense = "x";
      if (req.nonsense) { set req.http.B = foo.bar("x"); }
    }`);
    expect(messages('VCP1010')).toHaveLength(3);
    expect(messages('VCP1011')).toEqual(["'foo.bar' is not a function of this dialect"]);
    expect(codes.filter((one) => one.startsWith('VCP9'))).toEqual([]);
    expect(code).toContain('# VCP1010, not translated: set req.nonsense = "x";');
    expect(code.replace(/#.*/g, '')).not.toMatch(/nonsense|foo/);
  });
});

describe('ways out of a subroutine that its dialect does not have', () => {
  test('are the fault of the input, and stay as comments', () => {
    const { code, codes } = toVarnish(
      `${backend}sub vcl_recv { set req.backend = F_a; if (req.http.A) { return(deliver); } return(lookup); }\nsub vcl_deliver { if (req.http.B) { error 400; } return(deliver); }`,
    );
    expect(codes).toContain('VCP1030');
    expect(codes.filter((one) => one.startsWith('VCP9'))).toEqual([]);
    expect(code).toContain('# VCP1030, not translated: return(deliver);');
    expect(code).toContain('# VCP1030, not translated: error 400;');
  });
});

describe('what the compiler of the source refuses', () => {
  test('types that do not go together are said', () => {
    const { codes } = toVarnish(`${backend}sub vcl_fetch { set beresp.ttl = std.integer2time(5); return(deliver); }`);
    expect(codes).toContain('VCP1035');
  });

  test('protected headers stay as they are', () => {
    const { code, codes } = toVarnish(`${backend}sub vcl_deliver { set resp.http.Content-Length = "1"; }`);
    expect(codes).toContain('VCP1034');
    expect(code).toContain('# VCP1034, not translated: set resp.http.Content-Length = "1";');
  });

  test('an operator that the cache key does not take is said', () => {
    const { codes } = toVarnish(`${backend}sub vcl_hash { set req.hash = req.url; return(hash); }`);
    expect(codes).toContain('VCP1036');
  });
});

test('what is for the compiler of the source is left out, and said', () => {
  const { code, codes } = toVarnish(`pragma optional_param geoip_opt_in true;\n${backend}`);
  expect(codes).toContain('VCP3002');
  expect(code).not.toContain('geoip_opt_in');
});
