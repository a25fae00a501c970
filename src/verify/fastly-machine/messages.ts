import type { Headers } from './headers.ts';

/** A request, as the code of a configuration sees one: `req`, `bereq`. Texts are bytes. */
export interface RequestMessage {
  method: string;
  url: string;
  proto: string;
  headers: Headers;
}

/** A response: `beresp`, `obj`, `resp`. */
export interface ResponseMessage {
  proto: string;
  status: number;
  reason: string;
  headers: Headers;
}

/** The connection that a request came over. */
export interface Client {
  readonly ip: string;
  readonly port: number;
  readonly serverIp: string;
  readonly serverPort: number;
  readonly tls: boolean;
  /** Requests on this connection, with this one. */
  readonly requests: number;
}

/** A request as it came in. */
export interface ClientRequest {
  readonly method: string;
  readonly url: string;
  readonly proto: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** How many bytes its head had. */
  readonly headBytes: number;
  readonly client: Client;
}

/** Headers that belong to one connection and never go on to the next. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]); // prettier-ignore

/** Takes out what belongs to the connection, and what its `Connection` header names. */
export function dropHopByHop(headers: Headers): void {
  const named = headers
    .all('connection')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    // Nobody has more; a hostile one would make this slow.
    .slice(0, 100);
  // Framing and the name of the host cannot be named away.
  const kept = new Set(['', 'host', 'content-length', 'close', 'keep-alive']);
  for (const name of [...hopByHop, ...named.filter((one) => !kept.has(one))]) headers.unset(name.replaceAll('*', ''));
}

/** The phrases that go with statuses (RFC 9110 and those it took over). */
export const phrases: Readonly<Record<number, string>> = {
  100: 'Continue', 101: 'Switching Protocols', 103: 'Early Hints',
  200: 'OK', 201: 'Created', 202: 'Accepted', 203: 'Non-Authoritative Information', 204: 'No Content', 205: 'Reset Content',
  206: 'Partial Content',
  300: 'Multiple Choices', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 305: 'Use Proxy',
  307: 'Temporary Redirect', 308: 'Permanent Redirect',
  400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found',
  405: 'Method Not Allowed', 406: 'Not Acceptable', 407: 'Proxy Authentication Required', 408: 'Request Timeout', 409: 'Conflict',
  410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Payload Too Large', 414: 'URI Too Long',
  415: 'Unsupported Media Type', 416: 'Range Not Satisfiable', 417: 'Expectation Failed', 418: "I'm a teapot",
  421: 'Misdirected Request', 422: 'Unprocessable Entity', 424: 'Failed Dependency', 425: 'Too Early', 426: 'Upgrade Required',
  428: 'Precondition Required', 429: 'Too Many Requests', 431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported', 511: 'Network Authentication Required',
}; // prettier-ignore
