import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import type { Delivery } from './delivery.ts';
import {
  ByteReader,
  ClosedError,
  framingOf,
  headBytes,
  type Head,
  HttpError,
  readBody,
  TimeoutError,
} from './http1.ts';
import type { Machine } from './machine.ts';
import type { Client, ClientRequest } from './messages.ts';
import { phrases } from './messages.ts';
import { type Proxied, readProxyHeader } from './proxy-protocol.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Each connection begins with a header of the PROXY protocol. */
  readonly proxyProtocol?: boolean;
  readonly limits?: Partial<Limits>;
}

/** What a client may ask for (decision `limits`); times in seconds. */
export interface Limits {
  readonly url: number;
  readonly headBytes: number;
  readonly headLines: number;
  readonly body: number;
  readonly connections: number;
  /** Between two requests. */
  readonly idle: number;
  /** For a whole head, however slowly it comes. */
  readonly head: number;
  /** Between two parts of a body, and for a client to take what it is sent. */
  readonly stall: number;
}

const defaultLimits: Limits = {
  url: 8 * 1024,
  headBytes: 69 * 1024,
  headLines: 255,
  body: 32 * 1024 * 1024,
  connections: 1000,
  idle: 60,
  head: 15,
  stall: 30,
};

/** The machine behind a port: HTTP/1.1, header lines as they come and go. */
export class MachineServer {
  readonly #machine: Machine;
  readonly #server: NetServer;
  readonly #options: ServerOptions;
  readonly #limits: Limits;
  readonly #sockets = new Set<Socket>();

  constructor(machine: Machine, options: ServerOptions) {
    this.#machine = machine;
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      this.#serve(socket).catch((error: unknown) => {
        this.#machine.trouble(error);
        socket.destroy();
      });
    });
    this.#server.maxConnections = this.#limits.connections;
  }

  /** Listens; the address that clients reach. */
  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    this.#machine.start();
    const address = this.#server.address() as AddressInfo;
    return { host: address.address, port: address.port };
  }

  /** Takes no more connections, ends those that are there. */
  async close(): Promise<void> {
    this.#machine.close();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const reader = new ByteReader(socket);
    try {
      const proxied = this.#options.proxyProtocol === true ? await readProxyHeader(reader, this.#limits.head) : null;
      for (let requests = 1; ; requests += 1) {
        const client = clientOf(socket, proxied, requests);
        if (!(await this.#exchange(reader, client, requests === 1))) break;
      }
    } catch (error) {
      if (error instanceof HttpError) await this.#refuse(socket, error);
      else if (!(error instanceof ClosedError || error instanceof TimeoutError)) throw error;
    }
    socket.end();
    // A client that keeps its side open is not waited for.
    setTimeout(() => socket.destroy(), 1000).unref();
    socket.resume();
  }

  /** One request and its response; whether another may follow. */
  async #exchange(reader: ByteReader, client: Client, first: boolean): Promise<boolean> {
    const limits = this.#limits;
    const { socket } = reader;
    // Waiting for a request may take long; a request that has begun may not.
    if (!first && (await reader.atLeast(1, limits.idle)).length === 0) return false;
    const head = await reader.head({ bytes: limits.headBytes, lines: limits.headLines }, limits.head);
    if (head === null) return false;
    const { method, url, proto } = this.#requestLine(head);
    const framing = framingOf(head.lines, 'none');
    if (framing.kind === 'length' && framing.length > limits.body) throw new HttpError(413, 'the body is too large');
    const expects = head.lines.some(
      ([name, value]) => name.toLowerCase() === 'expect' && /^100-continue$/i.test(value),
    );
    if (expects && framing.kind !== 'none') socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    const body = await readBody(reader, framing, limits.body, limits.stall);
    const request: ClientRequest = { method, url, proto, headers: head.lines, body, headBytes: head.bytes, client };
    const delivery = await this.#machine.handle(request);
    if (delivery.kind === 'tunnel') {
      await join(reader, delivery.origin);
      return false;
    }
    const keep = keepsAlive(proto, head) && !reader.ended;
    await this.#write(socket, delivery, keep, proto);
    return keep && !socket.destroyed;
  }

  #requestLine({ start, lines }: Head): { readonly method: string; readonly url: string; readonly proto: string } {
    const [, method, target, proto] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (\S+) (HTTP\/1\.[01])$/.exec(start) ?? [];
    if (method === undefined || target === undefined || proto === undefined) {
      throw new HttpError(/ HTTP\/[2-9]/.test(start) ? 505 : 400, 'the request line is not valid');
    }
    if (target.length > this.#limits.url) throw new HttpError(414, 'the URL is too long');
    if (method === 'TRACE' || method === 'CONNECT') throw new HttpError(405, `${method} is not served`);
    const hosts = lines.filter(([name]) => name.toLowerCase() === 'host');
    if (hosts.length > 1 || (hosts.length === 0 && proto === 'HTTP/1.1'))
      throw new HttpError(400, 'Host is missing or doubled');
    // The absolute form names the host a second time.
    const url = target.replace(/^https?:\/\/[^/?]*/i, '');
    if (!url.startsWith('/') && url !== '*' && !url.startsWith('?') && url !== '')
      throw new HttpError(400, 'the URL is not valid');
    return { method, url: url === '' || url.startsWith('?') ? `/${url}` : url, proto };
  }

  async #write(
    socket: Socket,
    { status, reason, headers, body, sent }: Extract<Delivery, { kind: 'response' }>,
    keep: boolean,
    proto: string,
  ): Promise<void> {
    const named = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name);
    const lines = [
      ...headers,
      ...(named('date') ? [] : [['Date', new Date(this.#machine.platform.now() * 1000).toUTCString()] as const]),
      ...(keep && proto === 'HTTP/1.1' ? [] : [['Connection', keep ? 'keep-alive' : 'close'] as const]),
    ];
    const head = headBytes(`HTTP/1.1 ${status} ${reason}`, lines);
    const written = await write(socket, Buffer.concat([head, body]), this.#limits.stall);
    sent({ head: head.length, body: body.length, completed: written });
    if (!written) socket.destroy();
  }

  /** What is no request gets an answer without any code of the configuration. */
  async #refuse(socket: Socket, { status, message }: HttpError): Promise<void> {
    const text = Buffer.from(`${message}\n`);
    const lines = [
      ['Content-Type', 'text/plain'],
      ['Content-Length', String(text.length)],
      ['Connection', 'close'],
    ] as const;
    const head = headBytes(`HTTP/1.1 ${status} ${phrases[status] ?? 'Error'}`, lines);
    await write(socket, Buffer.concat([head, text]), 1);
  }
}

function clientOf(
  { remoteAddress, remotePort, localAddress, localPort }: Socket,
  proxied: Proxied | null,
  requests: number,
): Client {
  const plain = (ip: string | undefined): string => (ip ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/, '');
  const serverPort = proxied?.serverPort ?? localPort ?? 80;
  return {
    ip: proxied?.ip ?? plain(remoteAddress),
    port: proxied?.port ?? remotePort ?? 0,
    serverIp: proxied?.serverIp ?? plain(localAddress),
    serverPort,
    // What came to port 443 of the proxy came over TLS.
    tls: proxied !== null && serverPort === 443,
    requests,
  };
}

function keepsAlive(proto: string, { lines }: Head): boolean {
  const options = lines
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((option) => option.trim());
  return proto === 'HTTP/1.1' ? !options.includes('close') : options.includes('keep-alive');
}

const sliceSize = 64 * 1024;

/** Whether all of it went out before the client stalled for too long, or left. */
function write(socket: Socket, bytes: Buffer, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket.destroyed) {
      resolve(false);
      return;
    }
    // In slices: what is queued counts as written, and only what is taken off the queue says that the client reads.
    let next = 0;
    let before = -1;
    const timer = setInterval(() => {
      if (next === before) done(false);
      before = next;
    }, seconds * 1000);
    const gone = (): void => done(false);
    function done(complete: boolean): void {
      clearInterval(timer);
      socket.off('close', gone);
      resolve(complete);
    }
    socket.once('close', gone);
    const send = (): void => {
      const slice = bytes.subarray(next, next + sliceSize);
      socket.write(slice, (error) => {
        next += sliceSize;
        if (error !== undefined && error !== null) done(false);
        else if (next >= bytes.length) done(true);
        else send();
      });
    };
    send();
  });
}

/** Both sides talk to each other until one of them ends. */
async function join(reader: ByteReader, origin: Socket): Promise<void> {
  const { socket } = reader;
  const rest = reader.release();
  if (rest.length > 0) origin.write(rest);
  socket.on('error', () => origin.destroy());
  origin.on('error', () => socket.destroy());
  socket.pipe(origin);
  origin.pipe(socket);
  await Promise.race([once(socket, 'close'), once(origin, 'close'), once(origin, 'end')]).catch(() => undefined);
  socket.end();
  origin.destroy();
}
