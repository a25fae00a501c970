import { describe, expect, test } from 'vitest';
import { reportFormats, translate } from '../../src/index.ts';
import { haproxy, pemFiles, stunnel } from '../../src/report/sidecars.ts';

const plain = {
  backend: 'F_web',
  listen: { host: '127.0.0.1', port: 10443 },
  origin: { host: 'web.example.net', port: 443 },
  sniName: null,
  certificateName: null,
  verify: true,
  authority: null,
  minimumVersion: null,
  maximumVersion: null,
  ciphers: null,
  clientCertificate: null,
  clientKey: false,
};

describe('sidecars', () => {
  test('haproxy: asks for the name of the origin, and checks it', () => {
    expect(haproxy([plain])).toBe(`listen F_web
    mode tcp
    bind 127.0.0.1:10443
    server origin web.example.net:443 ssl sni str(web.example.net) verify required ca-file /etc/ssl/certs/ca-certificates.crt verifyhost web.example.net
`);
  });

  test('haproxy: other names, no check, an own authority, a version', () => {
    const own = haproxy([
      { ...plain, sniName: 'a.example', certificateName: 'b.example', authority: 'PEM', minimumVersion: '1.2' },
    ]);
    expect(own).toContain(
      'sni str(a.example) verify required ca-file /etc/ssl/vcl-port/F_web-ca.pem verifyhost b.example ssl-min-ver TLSv1.2',
    );
    expect(haproxy([{ ...plain, verify: false }])).toContain('verify none');
  });

  test('a certificate of the cache, ciphers, a newest version', () => {
    const own = {
      ...plain,
      maximumVersion: '1.2',
      ciphers: 'ECDHE+AESGCM',
      clientCertificate: 'CERT',
      clientKey: true,
    };
    expect(haproxy([own])).toMatch(
      / ssl-max-ver TLSv1\.2 ciphers ECDHE\+AESGCM crt \/etc\/ssl\/vcl-port\/F_web-client\.pem\n$/,
    );
    expect(stunnel([own])).toMatch(
      /\nsslVersionMax = TLSv1\.2\nciphers = ECDHE\+AESGCM\ncert = \/etc\/ssl\/vcl-port\/F_web-client\.pem\n$/,
    );
    expect(pemFiles([own])).toEqual([
      { path: '/etc/ssl/vcl-port/F_web-client.pem', text: expect.stringContaining('.ssl_client_key') },
    ]);
  });

  test('the key of a client certificate is in no report', () => {
    const source = `backend F_a { .host = "a.example"; .port = "443"; .ssl = true; .ssl_client_cert = {"CERT"}; .ssl_client_key = {"S3CRET"}; }
sub vcl_recv { set req.backend = F_a; }`;
    const { report } = translate(source);
    expect(report.needs.sidecars).toMatchObject([{ backend: 'F_a', clientCertificate: 'CERT', clientKey: true }]);
    for (const { write } of Object.values(reportFormats)) expect(write([report])).not.toContain('S3CRET');
  });

  test('a wildcard is what the certificate has, not what is asked for', () => {
    const wildcard = { ...plain, sniName: 'a.example', certificateName: '*.example' };
    expect(haproxy([wildcard])).toContain('verifyhost a.example');
    expect(stunnel([wildcard])).toContain('checkHost = a.example');
  });

  test('stunnel', () => {
    expect(stunnel([{ ...plain, minimumVersion: '1.3' }])).toBe(`[F_web]
client = yes
accept = 127.0.0.1:10443
connect = web.example.net:443
sni = web.example.net
verifyChain = yes
CAfile = /etc/ssl/certs/ca-certificates.crt
checkHost = web.example.net
sslVersionMin = TLSv1.3
`);
    expect(stunnel([{ ...plain, verify: false }])).toContain('verifyChain = no');
  });
});
