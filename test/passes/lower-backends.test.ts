import { describe, expect, test } from 'vitest';
import { translate } from '../../src/index.ts';
import { toVarnish } from '../support/translated.ts';

const timeouts = '.connect_timeout = 1s; .first_byte_timeout = 15s; .between_bytes_timeout = 10s;';

describe('lower-backends', () => {
  test('what steers the platform is left out and said once; comments stay', () => {
    const { declaration, messages } = toVarnish(`
      backend F_a { .host = "192.0.2.1"; .port = "8080"; ${timeouts}
        .share_key = "abc"; # shared
        .dynamic = true;
        .max_connections = 20; # few
      }
      backend F_b { .host = "192.0.2.2"; ${timeouts} .share_key = "def"; .dynamic = true; }
    `);
    expect(declaration('backend F_a')).toBe(`backend F_a {
    .host = "192.0.2.1";
    .port = "8080";
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
    # shared
    .max_connections = 20; # few
}`);
    expect(messages('VCP5010')).toEqual([
      '.share_key shares health checks between services: left out',
      '.dynamic has the platform look the name up again and again: left out',
    ]);
  });

  test('timeouts that are not said are those of the source', () => {
    const { declaration } = toVarnish('backend F_a { .host = "192.0.2.1"; .port = 8080; .first_byte_timeout = 60s; }');
    expect(declaration('backend F_a')).toBe(`backend F_a {
    .host = "192.0.2.1";
    .port = "8080";
    .first_byte_timeout = 60s;
    # The platform's defaults
    .connect_timeout = 1s;
    .between_bytes_timeout = 10s;
}`);
  });

  test('a host that is a name is looked up once: said for all backends together', () => {
    const { messages } = toVarnish(
      'backend F_a { .host = "a.example.com"; } backend F_b { .host = "b.example.com"; } backend F_c { .host = "2001:db8::1"; }',
    );
    expect(messages('VCP3031')).toHaveLength(1);
    expect(toVarnish('backend F_c { .host = "2001:db8::1"; }').codes).not.toContain('VCP3031');
  });

  test('settings without an equal are said', () => {
    const { messages, declaration } = toVarnish(
      'backend F_a { .host = "192.0.2.1"; .fetch_timeout = 20s; .max_use = 5; .prefer_ipv6 = true; }',
    );
    expect(messages('VCP3032').map((message) => message.split(':')[0])).toEqual(['.fetch_timeout', '.max_use']);
    expect(messages('VCP4031')).toHaveLength(1);
    expect(declaration('backend F_a')).not.toMatch(/fetch_timeout|max_use|ipv6/);
  });

  test('a dummy probe is none', () => {
    const { declaration, messages } = toVarnish(
      `backend F_a { .host = "192.0.2.1"; ${timeouts} .probe = { .dummy = true; # DNS\n .initial = 5; .window = 5; .threshold = 1; } }`,
    );
    expect(declaration('backend F_a')).toContain('    .between_bytes_timeout = 10s;\n    # DNS\n}');
    expect(messages('VCP5010')).toEqual([
      'a dummy probe only looks the name up, and the backend is always healthy: left out',
    ]);
  });

  test('a probe closes its connections, and has a threshold and a window that the target takes', () => {
    const { declaration } = toVarnish(`backend F_a { .host = "192.0.2.1"; ${timeouts}
      .probe = { .request = "HEAD / HTTP/1.1" "Host: a"; .dummy = false; .window = 100; .interval = 60s; } }`);
    expect(declaration('backend F_a')).toContain(`    .probe = {
        .request =
            "HEAD / HTTP/1.1"
            "Host: a"
            "Connection: close";
        .window = 64;
        .interval = 60s;
        .threshold = 3;
    }`);
  });
});

describe('TLS to an origin', () => {
  const source = `
    backend F_a { .host = "www.example.com"; .port = "8443"; ${timeouts} .ssl = true; .ssl_check_cert = never; .ssl_sni_hostname = "sni.example.com";
      .ssl_cert_hostname = "cert.example.com"; .min_tls_version = "1.2"; .probe = { .url = "/"; } }
    backend F_b { .host = "api.example.com"; ${timeouts} .ssl = true; .ssl_client_cert = "PEM"; }
    backend F_c { .host = "api.example.com"; .port = "443"; ${timeouts} .ssl = true; .ssl_client_cert = "PEM"; }
    sub vcl_recv { return(lookup); }`;

  test('the backend is a proxy on this machine', () => {
    const { declaration } = toVarnish(source);
    expect(declaration('backend F_a')).toBe(`backend F_a {
    # The TLS proxy to www.example.com:8443
    .host = "127.0.0.1";
    .host_header = "sni.example.com";
    .port = "10443";
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
    .probe = {
        .url = "/";
    }
}`);
    expect(declaration('backend F_b')).toContain('.host = "127.0.0.1";\n    .port = "10444";');
  });

  test('what speaks to the same origin in the same way is one proxy', () => {
    expect(toVarnish(source).declaration('backend F_c')).toContain('.port = "10444";');
    expect(
      translate(source, { from: 'fastly' }).report.needs.sidecars.map(
        ({ backend, listen }) => `${backend} ${listen.port}`,
      ),
    ).toEqual(['F_a 10443', 'F_b 10444']);
  });

  test('the report knows all that the proxy has to be told', () => {
    const { sidecars } = translate(source, { from: 'fastly' }).report.needs;
    expect(sidecars[0]).toMatchObject({
      origin: { host: 'www.example.com', port: 8443 }, sniName: 'sni.example.com', certificateName: 'cert.example.com', verify: false, minimumVersion: '1.2',
    }); // prettier-ignore
    expect(sidecars[1]).toMatchObject({
      origin: { host: 'api.example.com', port: 443 },
      sniName: null,
      verify: true,
      clientCertificate: 'PEM',
    });
  });
});

describe('override-host', () => {
  const backend = (name: string, host: string | null): string =>
    `backend ${name} { .host = "192.0.2.1"; ${host === null ? '' : `.host_header = "${host}"; .always_use_host_header = true;`} }`;
  const fetchOf = (...declarations: string[]): string =>
    toVarnish(`${declarations.join('\n')} sub vcl_recv { return(lookup); }`).declaration('sub vcl_backend_fetch');

  test('set where the backend is the one', () => {
    expect(
      fetchOf(
        backend('F_a', 'a.example.net'),
        backend('F_b', null),
        backend('F_c', 'c.example.net'),
        backend('F_d', 'a.example.net'),
      ),
    ).toContain(`
    # These origins ask for their own names
    if (bereq.backend == F_a || bereq.backend == F_d) {
        set bereq.http.Host = "a.example.net";
    } elseif (bereq.backend == F_c) {
        set bereq.http.Host = "c.example.net";
    }
    return (fetch);
}`);
  });

  test('set always where there is only one name', () => {
    expect(fetchOf(backend('F_a', 'a.example.net'))).toContain(
      '    set bereq.http.Host = "a.example.net";\n    return (fetch);',
    );
  });

  test('taken out where every backend brings its own', () => {
    expect(fetchOf(backend('F_a', 'a.example.net'), backend('F_b', 'b.example.net'))).toContain(
      "    # Without one, the backend's own .host_header is sent\n    unset bereq.http.Host;\n    return (fetch);",
    );
  });

  test('after the choice of a director', () => {
    const director = 'director F_d random { { .backend = F_a; .weight = 1; } { .backend = F_b; .weight = 1; } }';
    expect(fetchOf(backend('F_a', 'a.example.net'), backend('F_b', null), director))
      .toContain(`    # The Host depends on which member the director chooses
    set bereq.backend = bereq.backend.resolve();
    if (bereq.backend == F_a) {
        set bereq.http.Host = "a.example.net";
    }
    return (fetch);`);
  });

  test('not without always_use_host_header', () => {
    expect(fetchOf('backend F_a { .host = "192.0.2.1"; .host_header = "a.example.net"; }')).not.toContain('Host');
  });

  test('wins over the configuration, whose own choice comes before', () => {
    const { declaration } = toVarnish(
      `${backend('F_a', 'a.example.net')} sub vcl_miss { set bereq.http.Host = "mine"; return(fetch); } sub vcl_pass { set bereq.http.Host = "mine"; return(pass); }`,
    );
    expect(declaration('sub vcl_backend_fetch')).toMatch(/Host = "mine";[^]*Host = "a\.example\.net";\n {4}return/);
  });
});
