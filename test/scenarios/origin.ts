// A scripted origin server: answers by the scenario's list and remembers what it was asked.

import { STATUS_CODES } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { fitsHeaders, fits } from './compare.ts';
import { type HeaderLine, lines, type Message, MessageReader, values, write } from './message.ts';
import { listenBelowEphemeral } from '../../src/verify/ports.ts';
import type { Answer } from './scenario.ts';

/** A request that reached an origin. */
export interface Fetch {
  readonly origin: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

export class Origin {
  readonly port: number;
  readonly #name: string;
  readonly #answers: readonly Answer[];
  readonly #seen: (fetch: Fetch) => void;
  readonly #used = new Map<Answer, number>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #busy = 0;

  static async start(name: string, answers: readonly Answer[], seen: (fetch: Fetch) => void): Promise<Origin> {
    const server = createServer();
    const port = await listenBelowEphemeral(server);
    return new Origin(name, answers, seen, server, port);
  }

  private constructor(
    name: string,
    answers: readonly Answer[],
    seen: (fetch: Fetch) => void,
    server: Server,
    port: number,
  ) {
    this.#name = name;
    this.#answers = answers;
    this.#seen = seen;
    this.#server = server;
    this.port = port;
    server.on('connection', (socket) => void this.#serve(socket));
  }

  /** Whether an answer is still being given. */
  get busy(): boolean {
    return this.#busy > 0;
  }

  /** Refuses connections from now on. */
  async down(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  async up(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const reader = new MessageReader(socket);
    try {
      for (;;) {
        const message = await reader.read(() => true, false);
        if (message === undefined) return;
        this.#busy += 1;
        try {
          if (!(await this.#answer(socket, message))) return;
        } finally {
          this.#busy -= 1;
        }
      }
    } catch {
      // the other side went away: what matters shows in what the client got
    } finally {
      socket.destroy();
    }
  }

  /** Whether the connection stays open. */
  async #answer(socket: Socket, message: Message): Promise<boolean> {
    const [method = '', url = ''] = message.start.split(' ');
    const fetch: Fetch = { origin: this.#name, method, url, headers: message.headers, body: message.body };
    const answer = this.#choose(fetch);
    if (answer?.probe !== true) this.#seen(fetch);
    if (answer !== undefined && answer.delay > 0) await sleep(answer.delay * 1000);
    if (answer?.close === true) return false;
    await new Promise((resolve) => socket.write(response(fetch, answer), resolve));
    return !values(message.headers, 'connection').some((value) => /close/i.test(value));
  }

  #choose(fetch: Fetch): Answer | undefined {
    const answer = this.#answers.find(
      (one) =>
        (one.url === undefined || fits(fetch.url, one.url)) &&
        (one.method === undefined || one.method === fetch.method) &&
        fitsHeaders(fetch.headers, one.when ?? {}) &&
        (this.#used.get(one) ?? 0) < (one.times ?? Infinity),
    );
    if (answer !== undefined) this.#used.set(answer, (this.#used.get(answer) ?? 0) + 1);
    return answer;
  }
}

function response({ method }: Fetch, answer: Answer | undefined): Buffer {
  const { status = 200, reason = STATUS_CODES[status] ?? 'Unknown', headers = {}, body = '' } = answer ?? {};
  const given = lines(headers);
  const bodiless = status === 204 || status === 304;
  const framed = bodiless || values(given, 'content-length').length + values(given, 'transfer-encoding').length > 0;
  const all: readonly HeaderLine[] = framed ? given : [...given, ['Content-Length', `${Buffer.byteLength(body)}`]];
  return write({
    start: `HTTP/1.1 ${status} ${reason}`,
    headers: all,
    body: bodiless || method === 'HEAD' ? '' : body,
  });
}
