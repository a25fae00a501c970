// The client: one connection a request, with the PROXY protocol in front for the address and the port that Varnish sees.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { lines, MessageReader, type HeaderLine, values, write } from './message.ts';
import type { Request } from './scenario.ts';

export interface Response {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
  /** How long it took to arrive. */
  readonly seconds: number;
}

const TIMEOUT = 15_000;
/** varnishd says that it is up a moment before it listens. */
const START_TIMEOUT = 2000;

export async function send(port: number, request: Request): Promise<Response> {
  const socket = await connection(port);
  const began = performance.now();
  socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`no answer for ${TIMEOUT / 1000} s`)));
  try {
    const reader = new MessageReader(socket);
    socket.write(proxyLine(request));
    socket.write(write(message(request)));
    const hasBody = (start: string): boolean => request.method !== 'HEAD' && !/^\S+ (1\d\d|204|304)\b/.test(start);
    const answer = await reader.read(hasBody, true);
    if (answer === undefined) throw new Error('varnishd closed the connection without an answer');
    const [, status = '', reason = ''] = /^HTTP\/\d\.\d (\d+) ?(.*)$/.exec(answer.start) ?? [];
    const seconds = (performance.now() - began) / 1000;
    return { status: Number(status), reason, headers: answer.headers, body: answer.body, seconds };
  } finally {
    socket.destroy();
  }
}

async function connection(port: number): Promise<Socket> {
  for (const deadline = Date.now() + START_TIMEOUT; ; await sleep(10)) {
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function message({ method, url, host, headers, body }: Request) {
  const given = lines(headers);
  const all: HeaderLine[] = [];
  const addUnlessGiven = (name: string, value: string): void => {
    if (values(given, name).length === 0) all.push([name, value]);
  };
  addUnlessGiven('Host', host);
  all.push(...given);
  if (body !== '' || /^(POST|PUT|PATCH)$/.test(method)) addUnlessGiven('Content-Length', `${Buffer.byteLength(body)}`);
  addUnlessGiven('Connection', 'close');
  return { start: `${method} ${url} HTTP/1.1`, headers: all, body };
}

function proxyLine({ client, tls }: Request): string {
  const [family, server] = client.includes(':') ? ['TCP6', '::1'] : ['TCP4', '127.0.0.1'];
  return `PROXY ${family} ${client} ${server} 50000 ${tls ? 443 : 80}\r\n`;
}
