import { createServer, type Server, type Socket } from 'node:net';
import { MessageReader, values, write } from './message.ts';
import { listenBelowEphemeral } from './ports.ts';
import type { OriginScript } from './script.ts';

/** An origin on a port of its own, which answers as the script of the moment says. One for each backend. */
export class OriginServer {
  readonly port: number;
  readonly #backend: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #script: OriginScript | null = null;
  #busy = 0;

  static async start(backend: string): Promise<OriginServer> {
    const server = createServer({ noDelay: true });
    const port = await listenBelowEphemeral(server);
    return new OriginServer(backend, server, port);
  }

  private constructor(backend: string, server: Server, port: number) {
    this.#backend = backend;
    this.#server = server;
    this.port = port;
    server.on('connection', (socket) => void this.#serve(socket));
  }

  /** Whether an answer is being given. */
  get busy(): boolean {
    return this.#busy > 0;
  }

  play(script: OriginScript): void {
    this.#script = script;
  }

  /** Ends what goes on. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#busy += 1;
    try {
      const message = await new MessageReader(socket).read(() => true, false);
      if (message === undefined) return;
      const [method = '', url = ''] = message.start.split(' ');
      const { headers, body } = message;
      // Every request for an object has this header; a probe has not, and is not counted.
      const isProbe = values(headers, 'x-varnish').length === 0;
      if (isProbe) {
        await respond(socket, 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const response = this.#script?.answer({ backend: this.#backend, method, url, headers, body }) ?? null;
      if (response === null) return;
      const start = `HTTP/1.1 ${response.status} ${response.reason}`;
      await respond(socket, write({ start, headers: response.headers, body: response.body }));
    } catch {
      // the other side went away: what matters shows in what the client got
    } finally {
      this.#busy -= 1;
      socket.end();
    }
  }
}

function respond(socket: Socket, bytes: Buffer | string): Promise<unknown> {
  return new Promise((resolve) => socket.write(bytes, resolve));
}
