import { bool, float, integer, ip, rtime, string, type Value } from './value.ts';

/**
 * What the platform knows and a desk does not. `--set NAME=VALUE` gives another value. A variable that is not here and that the
 * machine does not know has the default of its type: 0, false, 0 s, empty, not set.
 */
export const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  // One node, no shield, a service that never changes.
  ['req.service_id', string('desk')],
  ['req.customer_id', string('desk')],
  ['req.vcl', string('desk.1')],
  ['req.vcl.version', integer(1)],
  ['req.vcl.md5', string('d41d8cd98f00b204e9800998ecf8427e')],
  ['server.hostname', string('cache-desk1')],
  ['server.identity', string('cache-desk1')],
  ['server.datacenter', string('DSK')],
  ['server.pop', string('DSK')],
  ['server.region', string('Desk')],
  ['server.billing_region', string('Desk')],
  ['fastly.ff.visits_this_service', integer(0)],
  ['fastly.ff.visits_this_pop', integer(0)],
  ['fastly.ff.visits_this_pop_this_service', integer(0)],
  ['fastly.is_staging', bool(false)],
  ['fastly.ddos_detected', bool(false)],
  ['fastly_info.is_h2', bool(false)],
  ['fastly_info.is_h3', bool(false)],
  ['fastly_info.version', string('desk')],
  ['req.backend.is_shield', bool(false)],
  ['req.backend.is_cluster', bool(false)],
  ['req.is_clustering', bool(false)],
  ['bereq.is_clustering', bool(false)],
  ['workspace.bytes_total', integer(262_144)],
  ['workspace.bytes_free', integer(262_144)],
  ['workspace.overflowed', bool(false)],
  ['transport.type', string('tcp')],
  ['client.sess_timeout', rtime(60)],

  // Nobody looked the address up: the words that the geolocation pages have for what is not known.
  ['client.as.number', integer(0)],
  ['client.as.name', string('?')],
  ...geolocation('client.geo'),
  ...geolocation('geoip'),

  // The client of a desk is a program of its own, over TCP.
  ['client.class.browser', bool(false)],
  ['client.class.bot', bool(false)],
  ['client.identified', bool(false)],
  ['client.display.width', integer(-1)],
  ['client.display.height', integer(-1)],
  ['client.display.ppi', integer(-1)],
  ['client.socket.congestion_algorithm', string('cubic')],
  ['client.socket.cwnd', integer(10)],
  ['client.socket.nexthop', ip('127.0.0.1')],
  ['client.socket.tcp_info', bool(true)],
  ['client.socket.tcpi_rtt', integer(1000)],
  ['client.socket.tcpi_snd_mss', integer(1448)],
  ['client.socket.tcpi_advmss', integer(1448)],
  ['backend.socket.congestion_algorithm', string('cubic')],
  ['backend.socket.cwnd', integer(10)],

  // For connections that came over TLS, as the PROXY protocol says.
  ['tls.client.protocol', string('TLSv1.3')],
  ['tls.client.cipher', string('TLS_AES_128_GCM_SHA256')],
  ['tls.client.certificate.is_cert_missing', bool(true)],
]);

function geolocation(prefix: string): readonly (readonly [string, Value])[] {
  const spelled = ['', '.utf8', '.ascii', '.latin1'];
  return [
    ...['city', 'region', 'country_name'].flatMap((name) =>
      spelled.map((spelling) => [`${prefix}.${name}${spelling}`, string('?')] as const),
    ),
    [`${prefix}.country_code`, string('**')],
    [`${prefix}.country_code3`, string('***')],
    [`${prefix}.continent_code`, string('**')],
    [`${prefix}.postal_code`, string('?')],
    [`${prefix}.conn_speed`, string('?')],
    [`${prefix}.conn_type`, string('?')],
    [`${prefix}.proxy_type`, string('?')],
    [`${prefix}.proxy_description`, string('?')],
    [`${prefix}.area_code`, integer(-1)],
    [`${prefix}.metro_code`, integer(-1)],
    [`${prefix}.latitude`, float(0)],
    [`${prefix}.longitude`, float(0)],
    [`${prefix}.gmt_offset`, integer(0)],
    [`${prefix}.utc_offset`, integer(0)],
  ];
}
