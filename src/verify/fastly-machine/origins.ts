import { connect as connectPlain, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectSecure, type ConnectionOptions } from 'node:tls';
import type { BackendSettings, ProbeSettings } from './backends.ts';
import {
  ByteReader,
  ClosedError,
  framingOf,
  type Framing,
  headBytes,
  type HeaderLine,
  HttpError,
  readBody,
  TimeoutError,
} from './http1.ts';

export interface OriginRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** Seconds. */
  readonly connectTimeout: number;
  readonly firstByteTimeout: number;
  readonly betweenBytesTimeout: number;
  /** For the whole response. */
  readonly fetchTimeout: number | null;
}

export interface OriginResponse {
  readonly proto: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HeaderLine[];
  readonly ip: string;
  readonly port: number;
  /** Reads the body, up to a limit; an `OriginFailure` where it does not come whole. */
  body(limit: number): Promise<Buffer>;
  /** The body is not wanted. */
  discard(): void;
}

/** Where requests for origins go. Tests have their own. */
export interface Origins {
  fetch(backend: BackendSettings, request: OriginRequest): Promise<OriginResponse>;
  probe(backend: BackendSettings, probe: ProbeSettings): Promise<boolean>;
  /** Opens a connection and sends a head over it, for what is handed through. */
  tunnel(backend: BackendSettings, request: OriginRequest): Promise<Socket>;
  close(): void;
}

/** There is no response. `message` is what obj.response says of it. */
export class OriginFailure extends Error {
  override readonly name = 'OriginFailure';
  /** There was not even a connection: another member of a director may be asked. */
  readonly unconnected: boolean;

  constructor(message: string, unconnected = false) {
    super(message);
    this.unconnected = unconnected;
  }
}

const headLimits = { bytes: 70_000, lines: 256 };
const mostIdle = 16;
const idleSeconds = 30;

interface Connection {
  readonly socket: Socket;
  readonly reader: ByteReader;
  readonly reused: boolean;
  /** Notices the end of a connection that nobody reads. */
  readonly watch?: () => void;
}

/** Origins reached over the network, by HTTP/1.1. Connections are kept for the next request. */
export class NetworkOrigins implements Origins {
  readonly #idle = new Map<string, Connection[]>();
  readonly #open = new Map<string, number>();
  #closed = false;

  async fetch(backend: BackendSettings, request: OriginRequest): Promise<OriginResponse> {
    for (;;) {
      const connection = await this.#connection(backend, request.connectTimeout);
      try {
        return await this.#exchange(connection, backend, request);
      } catch (error) {
        connection.socket.destroy();
        // The origin closed a connection that was kept: the request has reached nobody.
        if (connection.reused && error instanceof ClosedError) continue;
        if (error instanceof TimeoutError) throw new OriginFailure('first byte timeout');
        throw error instanceof OriginFailure ? error : new OriginFailure('backend read error');
      }
    }
  }

  async probe(backend: BackendSettings, { request, expected, timeout }: ProbeSettings): Promise<boolean> {
    const socket = await connect(backend, timeout);
    try {
      socket.write(Buffer.from(request, 'latin1'));
      const reader = new ByteReader(socket);
      return Number(/^HTTP\/\S+ (\d+)/.exec(await reader.line(8192, timeout))?.[1]) === expected;
    } finally {
      socket.destroy();
    }
  }

  async tunnel(backend: BackendSettings, request: OriginRequest): Promise<Socket> {
    const socket = await connect(backend, request.connectTimeout);
    socket.write(Buffer.concat([headBytes(startOf(request), request.headers), request.body]));
    return socket;
  }

  close(): void {
    this.#closed = true;
    for (const connections of this.#idle.values()) for (const { socket } of connections) socket.destroy();
    this.#idle.clear();
  }

  async #connection(backend: BackendSettings, seconds: number): Promise<Connection> {
    const idle = this.#idle.get(backend.name) ?? [];
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      const { socket, reader, watch } = kept;
      if (watch !== undefined) socket.off('readable', watch);
      socket.setTimeout(0).removeAllListeners('timeout');
      if (!socket.destroyed && !reader.ended) return { socket, reader, reused: true };
      socket.destroy();
    }
    const open = this.#open.get(backend.name) ?? 0;
    if (open >= backend.maxConnections) throw new OriginFailure('backend.max_conn reached', true);
    this.#open.set(backend.name, open + 1);
    try {
      const socket = await connect(backend, seconds);
      socket.once('close', () => this.#open.set(backend.name, (this.#open.get(backend.name) ?? 1) - 1));
      return { socket, reader: new ByteReader(socket), reused: false };
    } catch (error) {
      this.#open.set(backend.name, (this.#open.get(backend.name) ?? 1) - 1);
      throw error;
    }
  }

  async #exchange(connection: Connection, backend: BackendSettings, request: OriginRequest): Promise<OriginResponse> {
    const { socket, reader } = connection;
    const { fetchTimeout } = request;
    const timer = fetchTimeout === null ? undefined : setTimeout(() => socket.destroy(), fetchTimeout * 1000);
    timer?.unref();
    socket.write(Buffer.concat([headBytes(startOf(request), request.headers), request.body]));
    let head = await reader.head(headLimits, request.firstByteTimeout);
    // Informational responses are not for the client.
    while (head !== null && /^HTTP\/1\.1 1\d\d\b/.test(head.start))
      head = await reader.head(headLimits, request.firstByteTimeout);
    if (head === null) throw new ClosedError('no response');
    const [, proto, status, reason] = /^(HTTP\/1\.[01]) (\d{3})(?: (.*))?$/.exec(head.start) ?? [];
    if (proto === undefined || Number(status) < 100) throw new OriginFailure('backend read error');
    const framing = responseFraming(request.method, Number(status), head.lines);
    const keep =
      proto === 'HTTP/1.1' &&
      framing.kind !== 'until-end' &&
      !head.lines.some(([name, value]) => name.toLowerCase() === 'connection' && /close/i.test(value));
    const read = async (limit: number): Promise<Buffer> => {
      try {
        const body = await readBody(reader, framing, limit, request.betweenBytesTimeout);
        clearTimeout(timer);
        if (keep) this.#keep(backend.name, connection);
        else socket.destroy();
        return body;
      } catch (error) {
        socket.destroy();
        if (error instanceof HttpError && error.status === 413) throw new OriginFailure('Response object too large');
        throw new OriginFailure(error instanceof TimeoutError ? 'between bytes timeout' : 'backend read error');
      }
    };
    return {
      proto,
      status: Number(status),
      reason: reason ?? '',
      headers: head.lines,
      ip: socket.remoteAddress ?? '0.0.0.0',
      port: socket.remotePort ?? backend.port,
      body: read,
      discard: () => socket.destroy(),
    };
  }

  #keep(name: string, connection: Connection): void {
    const idle = this.#idle.get(name) ?? [];
    if (this.#closed || idle.length >= mostIdle || connection.socket.destroyed) {
      connection.socket.destroy();
      return;
    }
    const { socket, reader } = connection;
    const watch = (): void => {
      // Nothing is due; reading is what makes an end show.
      if (socket.read() !== null) socket.destroy();
    };
    socket.on('readable', watch);
    socket.setTimeout(idleSeconds * 1000, () => socket.destroy());
    this.#idle.set(name, [...idle, { socket, reader, reused: true, watch }]);
  }
}

function responseFraming(method: string, status: number, lines: readonly HeaderLine[]): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' };
  return framingOf(lines, 'until-end');
}

const startOf = ({ method, url }: OriginRequest): string => `${method} ${url} HTTP/1.1`;

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ENOTFOUND: 'DNS lookup failure',
  EAI_AGAIN: 'DNS lookup failure',
};

function connect(backend: BackendSettings, seconds: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { tls } = backend;
    const { host, port } = backend;
    const socket = tls === null ? connectPlain({ host, port }) : connectSecure(tlsOptions(backend));
    const timer = setTimeout(() => fail(new Error('Connection timed out')), Math.max(1, seconds * 1000));
    function fail(error: Error): void {
      clearTimeout(timer);
      socket.destroy();
      const { code = '' } = error as NodeJS.ErrnoException;
      reject(new OriginFailure(failures[code] ?? (code === '' ? error.message : 'SSL handshake error'), true));
    }
    socket.once('error', fail);
    socket.once(tls === null ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function tlsOptions({ host, port, tls }: BackendSettings): ConnectionOptions {
  if (tls === null) return { host, port };
  const version = (text: string | null): object =>
    text === null ? {} : { value: `TLSv${text.replace(/^1$/, '1.0')}` };
  const min = version(tls.minVersion) as { value?: 'TLSv1.2' };
  const max = version(tls.maxVersion) as { value?: 'TLSv1.2' };
  return {
    host,
    port,
    servername: tls.serverName,
    rejectUnauthorized: tls.check,
    checkServerIdentity: (_, certificate) => checkServerIdentity(tls.certificateName, certificate),
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.certificate === null ? {} : { cert: tls.certificate }),
    ...(tls.key === null ? {} : { key: tls.key }),
    ...(tls.ciphers === null ? {} : { ciphers: tls.ciphers }),
    ...(min.value === undefined ? {} : { minVersion: min.value }),
    ...(max.value === undefined ? {} : { maxVersion: max.value }),
  };
}
