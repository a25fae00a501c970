import type { ReportedSidecar } from './report.ts';

const authorities = '/etc/ssl/certs/ca-certificates.crt';
const directory = '/etc/ssl/vcl-port';

/** A part of `haproxy.cfg` that speaks TLS to the origins. */
export function haproxy(sidecars: readonly ReportedSidecar[]): string {
  return sidecars.map(haproxyPart).join('\n');
}

function haproxyPart(sidecar: ReportedSidecar): string {
  const { backend, listen, origin, verify, minimumVersion, maximumVersion, ciphers, clientCertificate } = sidecar;
  const server = [
    `server origin ${origin.host}:${origin.port} ssl sni str(${askedName(sidecar)})`,
    verify ? `verify required ca-file ${authorityFile(sidecar)} verifyhost ${checkedName(sidecar)}` : 'verify none',
    ...(minimumVersion === null ? [] : [`ssl-min-ver ${versionName(minimumVersion)}`]),
    ...(maximumVersion === null ? [] : [`ssl-max-ver ${versionName(maximumVersion)}`]),
    ...(ciphers === null ? [] : [`ciphers ${ciphers}`]),
    ...(clientCertificate === null ? [] : [`crt ${clientFile(sidecar)}`]),
  ];
  return `listen ${backend}\n    mode tcp\n    bind ${listen.host}:${listen.port}\n    ${server.join(' ')}\n`;
}

/** The same for stunnel. */
export function stunnel(sidecars: readonly ReportedSidecar[]): string {
  return sidecars.map(stunnelPart).join('\n');
}

function stunnelPart(sidecar: ReportedSidecar): string {
  const { backend, listen, origin, verify, minimumVersion, maximumVersion, ciphers, clientCertificate } = sidecar;
  const trust = ['verifyChain = yes', `CAfile = ${authorityFile(sidecar)}`, `checkHost = ${checkedName(sidecar)}`];
  return [
    `[${backend}]`,
    'client = yes',
    `accept = ${listen.host}:${listen.port}`,
    `connect = ${origin.host}:${origin.port}`,
    `sni = ${askedName(sidecar)}`,
    ...(verify ? trust : ['verifyChain = no']),
    ...(minimumVersion === null ? [] : [`sslVersionMin = ${versionName(minimumVersion)}`]),
    ...(maximumVersion === null ? [] : [`sslVersionMax = ${versionName(maximumVersion)}`]),
    ...(ciphers === null ? [] : [`ciphers = ${ciphers}`]),
    ...(clientCertificate === null ? [] : [`cert = ${clientFile(sidecar)}`]),
    '',
  ].join('\n');
}

/** Files that the configuration holds the text of, and what goes into each. A key is never repeated here. */
export function pemFiles(
  sidecars: readonly ReportedSidecar[],
): readonly { readonly path: string; readonly text: string }[] {
  return sidecars.flatMap((sidecar) => {
    const { authority, clientCertificate, clientKey } = sidecar;
    const key = clientKey ? ' and .ssl_client_key' : '';
    return [
      ...(authority === null ? [] : [{ path: authorityFile(sidecar), text: authority }]),
      ...(clientCertificate === null
        ? []
        : [{ path: clientFile(sidecar), text: `(.ssl_client_cert${key} of ${sidecar.backend}, one after the other)` }]),
    ];
  });
}

function askedName({ origin, sniName }: ReportedSidecar): string {
  return sniName ?? origin.host;
}

/** The name that the certificate has to be good for: neither program takes a wildcard, which is the certificate's to have. */
function checkedName(sidecar: ReportedSidecar): string {
  const { certificateName } = sidecar;
  return certificateName === null || certificateName.startsWith('*.') ? askedName(sidecar) : certificateName;
}

function authorityFile({ backend, authority }: ReportedSidecar): string {
  return authority === null ? authorities : `${directory}/${backend}-ca.pem`;
}

function clientFile({ backend }: ReportedSidecar): string {
  return `${directory}/${backend}-client.pem`;
}

/** `1.2` is `TLSv1.2` to both programs. */
function versionName(version: string): string {
  return version.startsWith('TLS') ? version : `TLSv${version}`;
}
