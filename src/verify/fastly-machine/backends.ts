import type * as ast from '../../syntax/ast.ts';
import type { Linked } from './context.ts';
import { plainValue } from './literals.ts';

/** A probe as it is declared. Times in seconds. */
export interface ProbeSettings {
  readonly request: string;
  readonly expected: number;
  readonly interval: number;
  readonly timeout: number;
  readonly window: number;
  readonly threshold: number;
  readonly initial: number;
}

export interface TlsSettings {
  readonly serverName: string;
  readonly certificateName: string;
  readonly check: boolean;
  readonly ca: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  readonly ciphers: string | null;
  readonly minVersion: string | null;
  readonly maxVersion: string | null;
}

/** A backend as it is declared. Times in seconds. */
export interface BackendSettings {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** What goes out as Host, whatever bereq says. */
  readonly hostHeader: string | null;
  readonly connectTimeout: number;
  readonly firstByteTimeout: number;
  readonly betweenBytesTimeout: number;
  readonly fetchTimeout: number | null;
  readonly maxConnections: number;
  readonly isShield: boolean;
  readonly tls: TlsSettings | null;
  readonly probe: ProbeSettings | null;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

type Plain = string | number | boolean | null;

/** All backends by name; `addresses` are used in place of those in the configuration. */
export function readBackends(
  linked: Linked,
  addresses: ReadonlyMap<string, Address>,
): ReadonlyMap<string, BackendSettings> {
  return new Map([...linked.backends].map(([name, node]) => [name, readBackend(node, addresses.get(name) ?? null)]));
}

function readBackend({ name, properties }: ast.BackendDeclaration, address: Address | null): BackendSettings {
  const { plain, blocks } = readProperties(properties);
  const text = (key: string): string | null => (plain.has(key) ? String(plain.get(key)) : null);
  const number = (key: string, otherwise: number): number => {
    const value = Number(plain.get(key) ?? otherwise);
    return Number.isFinite(value) ? value : otherwise;
  };
  const host = text('host') ?? '';
  const hostHeader = text('host_header');
  // Another address is a stand-in: it speaks plain HTTP.
  const secure = plain.get('ssl') === true && address === null;
  const probe = blocks.get('probe');
  return {
    name: name.name,
    host: address?.host ?? host,
    port: address?.port ?? number('port', secure ? 443 : 80),
    hostHeader: hostHeader !== null && plain.get('always_use_host_header') === true ? hostHeader : null,
    connectTimeout: number('connect_timeout', 1),
    firstByteTimeout: number('first_byte_timeout', 15),
    betweenBytesTimeout: number('between_bytes_timeout', 10),
    fetchTimeout: plain.has('fetch_timeout') ? number('fetch_timeout', 0) : null,
    maxConnections: number('max_connections', 200),
    isShield: plain.get('is_shield') === true,
    tls: secure
      ? {
          serverName: text('ssl_sni_hostname') ?? text('ssl_cert_hostname') ?? host,
          certificateName: text('ssl_cert_hostname') ?? host,
          check: plain.get('ssl_check_cert') !== 'never',
          ca: text('ssl_ca_cert'),
          certificate: text('ssl_client_cert'),
          key: text('ssl_client_key'),
          ciphers: text('ssl_ciphers'),
          minVersion: text('min_tls_version'),
          maxVersion: text('max_tls_version'),
        }
      : null,
    probe: probe === undefined ? null : readProbe(probe, hostHeader ?? host),
  };
}

/** A dummy probe looks the name up and no more: the backend counts as healthy. Decision `probeDefaults`. */
function readProbe(properties: readonly ast.PropertyItem[], host: string): ProbeSettings | null {
  const { plain } = readProperties(properties);
  if (plain.get('dummy') === true) return null;
  const number = (key: string, otherwise: number): number => Number(plain.get(key) ?? otherwise);
  const threshold = number('threshold', 3);
  const request = plain.get('request');
  const path = String(plain.get('url') ?? '/');
  return {
    request:
      typeof request === 'string'
        ? `${request}\r\n\r\n`
        : `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    expected: number('expected_response', 200),
    interval: Math.max(0.05, number('interval', 5)),
    timeout: number('timeout', 5),
    window: number('window', 5),
    threshold,
    initial: number('initial', threshold),
  };
}

export function readProperties(items: readonly (ast.PropertyItem | ast.DirectorMember)[]): {
  readonly plain: ReadonlyMap<string, Plain>;
  readonly blocks: ReadonlyMap<string, readonly ast.PropertyItem[]>;
} {
  const plain = new Map<string, Plain>();
  const blocks = new Map<string, readonly ast.PropertyItem[]>();
  for (const item of items) {
    if (item.kind !== 'Property') continue;
    if (item.value.kind === 'PropertyBlock') blocks.set(item.name, item.value.properties);
    else plain.set(item.name, plainValue(item.value));
  }
  return { plain, blocks };
}
