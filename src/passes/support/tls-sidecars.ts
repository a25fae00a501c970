import type { Backend } from '../../ir/model.ts';
import type { PassContext, TlsSidecar } from '../pass.ts';
import { isTrue, textOf } from './property-values.ts';

const listenHost = '127.0.0.1';
const firstPort = 10443;

/** The proxies that speak TLS to origins: one for each origin and way to speak to it, in the order of the backends. */
export function tlsSidecars(backends: readonly Backend[], context: PassContext): ReadonlyMap<string, TlsSidecar> {
  const sidecars = new Map<string, TlsSidecar>();
  const used = new Set(backends.map(({ properties }) => Number(textOf(properties, 'port'))));
  let next = firstPort;
  for (const backend of backends) {
    const { name, properties } = backend;
    const host = textOf(properties, 'host');
    if (!isTrue(properties, 'ssl') || host === null) continue;
    const wanted = recipe(backend, host);
    const same = [...sidecars.values()].find(
      (other) => JSON.stringify({ ...other, listen: null }) === JSON.stringify({ ...wanted, listen: null }),
    );
    while (used.has(next)) next += 1;
    const sidecar = { ...wanted, listen: same?.listen ?? { host: listenHost, port: next } };
    used.add(sidecar.listen.port);
    sidecars.set(name, sidecar);
    // One program serves all that speak to an origin in the same way.
    if (same === undefined) context.needs.sidecars.set(name, sidecar);
    report(backend, sidecar, context);
  }
  return sidecars;
}

function recipe({ properties }: Backend, host: string): Omit<TlsSidecar, 'listen'> {
  return {
    origin: { host, port: Number(textOf(properties, 'port') ?? 443) },
    sniName: textOf(properties, 'ssl_sni_hostname'),
    certificateName: textOf(properties, 'ssl_cert_hostname'),
    verify: textOf(properties, 'ssl_check_cert') !== 'never',
    authority: textOf(properties, 'ssl_ca_cert'),
    minimumVersion: textOf(properties, 'min_tls_version'),
    maximumVersion: textOf(properties, 'max_tls_version'),
    ciphers: textOf(properties, 'ssl_ciphers'),
    clientCertificate: textOf(properties, 'ssl_client_cert'),
    clientKey: textOf(properties, 'ssl_client_key'),
  };
}

function report({ name, origin: span }: Backend, sidecar: TlsSidecar, context: PassContext): void {
  const { listen, origin, verify } = sidecar;
  const asked = sidecar.sniName ?? origin.host;
  const certified = sidecar.certificateName ?? origin.host;
  const from = `${listen.host}:${listen.port}`;
  const to = `${origin.host}:${origin.port}`;
  const checked = verify ? `, its certificate checked for ${certified}` : ', its certificate not checked';
  context.reporter.report(
    'VCP4030',
    span,
    `${name} is reached at ${from}: a proxy there has to speak TLS to ${to}, for the name ${asked}${checked}`,
    {
      help: 'The report has the configuration for it, of haproxy and of stunnel.',
    },
  );
}
