import { expect, test } from 'vitest';
import { fastlySyntax, varnishSyntax } from '../../src/syntax/grammar.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { redirectBackends } from '../../src/verify/redirect.ts';

const source = `backend F_a {
  .connect_timeout = 1s;
  .host = "origin.example.com";
  .port = "443";
  .ssl = true; .ssl_sni_hostname = "origin.example.com";
  .probe = { .url = "/health"; .interval = 5s; }
}
backend F_b { .host = "b.example.com"; }
sub vcl_recv { set req.http.Line = "9"; }
`;

test('backends get other addresses and lines stay where they are', () => {
  const { text } = redirectBackends({ name: 'm', text: source }, fastlySyntax, new Map([['F_a', 12345]]));
  expect(text.split('\n')).toHaveLength(source.split('\n').length);
  expect(text).not.toMatch(/origin\.example|ssl|443/);
  expect(text).toContain('.host = "127.0.0.1"; .port = "12345";');
  expect(text).toContain('.host = "b.example.com"');
  expect(text).toContain('.probe = { .url = "/health"; .interval = 5s; }');
  expect(link({ name: 'm', text }).diagnostics).toEqual([]);
});

test('those of a Varnish file, too', () => {
  const text = 'vcl 4.1;\nbackend a { .host = "192.0.2.1"; .port = "80"; }\nbackend none none;\n';
  const redirected = redirectBackends(
    { name: 'm', text },
    varnishSyntax,
    new Map([
      ['a', 1],
      ['none', 2],
    ]),
  ).text;
  expect(redirected.replaceAll(/ +/g, ' ')).toBe(
    'vcl 4.1;\nbackend a { .host = "127.0.0.1"; .port = "1"; }\nbackend none none;\n',
  );
});
