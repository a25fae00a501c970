// Origins behind TLS: the names that are asked for, and certificates that are looked at.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { NetworkOrigins } from '../../src/verify/fastly-machine/origins.ts';
import { Desk } from './fake.ts';

const directory = mkdtempSync(join(tmpdir(), 'vcl-tls-'));
const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
const made = spawnSync('openssl', [
  'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=origin.example.com',
  '-addext', 'subjectAltName=DNS:origin.example.com', '-keyout', keyFile, '-out', certificateFile,
]); // prettier-ignore

describe.skipIf(made.status !== 0)('TLS to the origin', () => {
  const names: (string | false)[] = [];
  let server: Server;
  let certificate = '';

  beforeAll(async () => {
    certificate = readFileSync(certificateFile, 'utf8');
    server = createServer({ key: readFileSync(keyFile), cert: certificate, maxVersion: 'TLSv1.2' }, (socket) => {
      names.push(socket.servername ?? false);
      socket.on('error', () => undefined);
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret'));
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function get(properties: string): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const vcl = `backend F { .host = "127.0.0.1"; .port = "${port}"; .ssl = true; ${properties} }
      sub vcl_recv { #FASTLY recv\n return(pass); }`;
    const origins = new NetworkOrigins();
    const { status, reason, body } = await new Desk(vcl, undefined, { origins }).get('/');
    origins.close();
    return status === 200 ? body : reason;
  }
  const authority = (): string => `.ssl_ca_cert = {PEM"${certificate}"PEM};`;

  test('a certificate that fits, and the name that is asked for', async () => {
    expect(await get(`${authority()} .ssl_cert_hostname = "origin.example.com";`)).toBe('secret');
    expect(names.at(-1)).toBe('origin.example.com');
    const both = `${authority()} .ssl_cert_hostname = "origin.example.com"; .ssl_sni_hostname = "sni.example.com";`;
    expect(await get(both)).toBe('secret');
    expect(names.at(-1)).toBe('sni.example.com');
  });

  test('a certificate of another name, of nobody known, and one that is not looked at', async () => {
    expect(await get(`${authority()} .ssl_cert_hostname = "other.example.com";`)).toBe('SSL handshake error');
    expect(await get('.ssl_cert_hostname = "origin.example.com";')).toBe('SSL handshake error');
    expect(await get('.ssl_cert_hostname = "other.example.com"; .ssl_check_cert = never;')).toBe('secret');
  });

  test('versions of the protocol', async () => {
    expect(await get('.ssl_check_cert = never; .min_tls_version = "1.2";')).toBe('secret');
    expect(await get('.ssl_check_cert = never; .min_tls_version = "1.3";')).toBe('SSL handshake error');
  });
});
