import type { ReportedNeeds } from './report.ts';

type Sidecar = ReportedNeeds['sidecars'][number];

const authorities = '/etc/ssl/certs/ca-certificates.crt';

/** A part of `haproxy.cfg` that speaks TLS to the origins. */
export function haproxy(sidecars: readonly Sidecar[]): string {
  return sidecars.map(haproxyPart).join('\n');
}

function haproxyPart(sidecar: Sidecar): string {
  const { backend, listen, origin, sniName, verify, authority, minimumVersion } = sidecar;
  const file = authority === null ? authorities : authorityFile(backend);
  const trust = verify ? `verify required ca-file ${file} verifyhost ${checkedName(sidecar)}` : 'verify none';
  const least = minimumVersion === null ? '' : ` ssl-min-ver ${versionName(minimumVersion)}`;
  return [
    `listen ${backend}`,
    '    mode tcp',
    `    bind ${listen.host}:${listen.port}`,
    `    server origin ${origin.host}:${origin.port} ssl sni str(${sniName ?? origin.host}) ${trust}${least}`,
    '',
  ].join('\n');
}

/** The same for stunnel. */
export function stunnel(sidecars: readonly Sidecar[]): string {
  return sidecars.map(stunnelPart).join('\n');
}

function stunnelPart(sidecar: Sidecar): string {
  const { backend, listen, origin, sniName, verify, authority, minimumVersion } = sidecar;
  const trust = [
    'verifyChain = yes',
    `CAfile = ${authority === null ? authorities : authorityFile(backend)}`,
    `checkHost = ${checkedName(sidecar)}`,
  ];
  return [
    `[${backend}]`,
    'client = yes',
    `accept = ${listen.host}:${listen.port}`,
    `connect = ${origin.host}:${origin.port}`,
    `sni = ${sniName ?? origin.host}`,
    ...(verify ? trust : ['verifyChain = no']),
    ...(minimumVersion === null ? [] : [`sslVersionMin = ${versionName(minimumVersion)}`]),
    '',
  ].join('\n');
}

/** The name that the certificate has to be good for: neither program takes a wildcard, which is the certificate's to have. */
function checkedName({ origin, sniName, certificateName }: Sidecar): string {
  const wildcard = certificateName === null || certificateName.startsWith('*.');
  return wildcard ? (sniName ?? origin.host) : certificateName;
}

/** The configuration holds the certificate itself: it has to be saved under this name. */
export function authorityFile(backend: string): string {
  return `/etc/ssl/vcl-port/${backend}.pem`;
}

/** `1.2` is `TLSv1.2` to both programs. */
function versionName(version: string): string {
  return version.startsWith('TLS') ? version : `TLSv${version}`;
}
