// A client of varnishd: one connection a request, with the PROXY protocol in front for the address and the port.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageReader, write } from './message.ts';
import { headerOf, type HeaderLines, type PlannedRequest } from './plan.ts';

export interface Response {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderLines;
  readonly body: string;
}

/** Origins of a plan answer at once. */
const timeout = 5000;
/** varnishd says that it is up a moment before it listens. */
const startTimeout = 2000;

/** The header lines that a request goes out with. */
export function requestLines({ method, host, headers, body }: PlannedRequest): HeaderLines {
  const framed = body !== '' || /^(?:POST|PUT|PATCH)$/.test(method);
  const missing = (name: string, value: string): HeaderLines =>
    headerOf(headers, name) === null ? [[name, value]] : [];
  return [
    ...missing('Host', host),
    ...headers,
    ...(framed ? missing('Content-Length', String(body.length)) : []),
    ...missing('Connection', 'close'),
  ];
}

export async function send(port: number, request: PlannedRequest): Promise<Response> {
  const socket = await connection(port);
  socket.setTimeout(timeout, () => socket.destroy(new Error(`no answer for ${timeout / 1000} s`)));
  try {
    const reader = new MessageReader(socket);
    socket.write(proxyLine(request));
    const { method, url, body } = request;
    socket.write(write({ start: `${method} ${url} HTTP/1.1`, headers: requestLines(request), body }));
    const hasBody = (start: string): boolean => method !== 'HEAD' && !/^\S+ (?:1\d\d|204|304)\b/.test(start);
    const answer = await reader.read(hasBody, true);
    if (answer === undefined) throw new Error('the connection was closed without an answer');
    const [, status = '', reason = ''] = /^HTTP\/\d\.\d (\d+) ?(.*)$/.exec(answer.start) ?? [];
    return { status: Number(status), reason, headers: answer.headers, body: answer.body };
  } finally {
    socket.destroy();
  }
}

async function connection(port: number): Promise<Socket> {
  for (const deadline = Date.now() + startTimeout; ; await sleep(10)) {
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function proxyLine({ client, tls }: PlannedRequest): string {
  const [family, server] = client.includes(':') ? ['TCP6', '::1'] : ['TCP4', '127.0.0.1'];
  return `PROXY ${family} ${client} ${server} 50000 ${tls ? 443 : 80}\r\n`;
}
