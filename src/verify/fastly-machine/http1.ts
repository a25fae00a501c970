import type { Socket } from 'node:net';

/** What a peer sent is no HTTP, or goes beyond a limit. `status` is what a client is told. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

export class ClosedError extends Error {
  override readonly name = 'ClosedError';
}

export type HeaderLine = readonly [name: string, value: string];

export interface Head {
  readonly start: string;
  readonly lines: readonly HeaderLine[];
  readonly bytes: number;
}

export interface HeadLimits {
  readonly bytes: number;
  readonly lines: number;
}

/** Reads a socket by need, so that a peer that sends more than is read is held up. */
export class ByteReader {
  readonly socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #ended = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('readable', this.#ready);
    socket.on('end', this.#end);
    socket.on('close', this.#end);
    socket.on('error', this.#fail);
  }

  /** Whether nothing more comes. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Hands the socket over, with what was read too far. */
  release(): Buffer {
    const { socket } = this;
    socket.off('readable', this.#ready);
    socket.off('end', this.#end);
    socket.off('close', this.#end);
    const rest = this.#buffer;
    this.#buffer = Buffer.alloc(0);
    return rest;
  }

  /** The head of a message; `null` where the peer is done. Empty lines before it are skipped, as RFC 9112 has it. */
  async head(limits: HeadLimits, seconds: number): Promise<Head | null> {
    const deadline = Date.now() + seconds * 1000;
    for (let searched = 0; ;) {
      while (this.#buffer.length >= 2 && this.#buffer[0] === 13 && this.#buffer[1] === 10) this.#take(2);
      const end = endOfHead(this.#buffer, Math.max(0, searched - 3));
      if (end !== null) return parseHead(this.#take(end), limits);
      if (this.#buffer.length > limits.bytes) throw new HttpError(431, 'the head is too large');
      searched = this.#buffer.length;
      if (!(await this.#more(deadline))) {
        if (this.#buffer.length === 0) return null;
        throw new ClosedError('the connection ended within a head');
      }
    }
  }

  async line(limit: number, seconds: number): Promise<string> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const end = this.#buffer.indexOf(10);
      if (end >= 0 && end <= limit)
        return this.#take(end + 1)
          .toString('latin1')
          .replace(/\r?\n$/, '');
      if (end > limit || this.#buffer.length > limit) throw new HttpError(400, 'a line is too long');
      if (!(await this.#more(deadline))) throw new ClosedError('the connection ended within a line');
    }
  }

  /** As many bytes as are there, up to a number; `null` at the end. */
  async some(most: number, seconds: number): Promise<Buffer | null> {
    if (this.#buffer.length === 0 && !(await this.#more(Date.now() + seconds * 1000))) return null;
    return this.#take(Math.min(most, this.#buffer.length));
  }

  /** How many bytes are there, after waiting for that many or the end. */
  async atLeast(count: number, seconds: number): Promise<Buffer> {
    const deadline = Date.now() + seconds * 1000;
    while (this.#buffer.length < count && (await this.#more(deadline)));
    return this.#buffer;
  }

  take(count: number): Buffer {
    return this.#take(count);
  }

  #take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  /** Waits for more; whether there is. */
  async #more(deadline: number): Promise<boolean> {
    for (;;) {
      const chunk = this.socket.destroyed ? null : (this.socket.read() as Buffer | null);
      if (chunk !== null) {
        this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
        return true;
      }
      if (this.#error !== null) throw new ClosedError(this.#error.message);
      if (this.#ended) return false;
      const left = deadline - Date.now();
      if (left <= 0) throw new TimeoutError('nothing came in time');
      await this.#wait(left);
    }
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.min(milliseconds, 2 ** 30));
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.#wake = done;
    });
  }

  readonly #ready = (): void => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#ready();
  };

  readonly #fail = (error: Error): void => {
    this.#error ??= error;
    this.#end();
  };
}

function endOfHead(buffer: Buffer, from: number): number | null {
  const end = buffer.indexOf('\r\n\r\n', from, 'latin1');
  return end === -1 ? null : end + 4;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const badValue = /[\0\r\n]/;

function parseHead(bytes: Buffer, limits: HeadLimits): Head {
  if (bytes.length > limits.bytes) throw new HttpError(431, 'the head is too large');
  const [start = '', ...rest] = bytes.subarray(0, -4).toString('latin1').split('\r\n');
  if (rest.length > limits.lines) throw new HttpError(431, 'too many header lines');
  const lines = rest.map((line): HeaderLine => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    // Folded lines, and names with a space before the colon, are ways to hide one header in another.
    if (colon <= 0 || !token.test(name)) throw new HttpError(400, 'a header line is not valid');
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    if (badValue.test(value)) throw new HttpError(400, 'a header value is not valid');
    return [name, value];
  });
  return { start, lines, bytes: bytes.length };
}

export type Framing =
  { readonly kind: 'none' | 'chunked' | 'until-end' } | { readonly kind: 'length'; readonly length: number };

/** How the body of a message ends. What could be read in two ways is refused: it is how requests are smuggled. */
export function framingOf(lines: readonly HeaderLine[], otherwise: 'none' | 'until-end'): Framing {
  const all = (name: string): readonly string[] =>
    lines.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
  const codings = all('transfer-encoding');
  const lengths = new Set(all('content-length'));
  if (codings.length > 0) {
    if (lengths.size > 0) throw new HttpError(400, 'both Transfer-Encoding and Content-Length');
    if (codings.join(',').trim().toLowerCase() !== 'chunked')
      throw new HttpError(501, 'a transfer coding is not known');
    return { kind: 'chunked' };
  }
  const [length] = lengths;
  if (length === undefined) return { kind: otherwise };
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new HttpError(400, 'Content-Length is not valid');
  return { kind: 'length', length: Number(length) };
}

/** Reads a body whole; `seconds` may pass between its parts. */
export async function readBody(reader: ByteReader, framing: Framing, limit: number, seconds: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  const add = (part: Buffer): void => {
    size += part.length;
    if (size > limit) throw new HttpError(413, 'the body is too large');
    parts.push(part);
  };
  const exactly = async (count: number): Promise<void> => {
    if (size + count > limit) throw new HttpError(413, 'the body is too large');
    for (let left = count; left > 0;) {
      const part = await reader.some(left, seconds);
      if (part === null) throw new ClosedError('the connection ended within a body');
      add(part);
      left -= part.length;
    }
  };
  if (framing.kind === 'length') await exactly(framing.length);
  else if (framing.kind === 'until-end') {
    for (let part = await reader.some(65_536, seconds); part !== null; part = await reader.some(65_536, seconds))
      add(part);
  } else if (framing.kind === 'chunked') {
    for (;;) {
      const [digits = ''] = (await reader.line(1024, seconds)).split(';', 1);
      if (!/^[0-9A-Fa-f]{1,8}[ \t]*$/.test(digits)) throw new HttpError(400, 'the size of a chunk is not valid');
      const count = Number.parseInt(digits, 16);
      if (count === 0) break;
      await exactly(count);
      if ((await reader.line(2, seconds)) !== '') throw new HttpError(400, 'a chunk is longer than it says');
    }
    for (let trailers = 0; (await reader.line(8192, seconds)) !== ''; trailers += 1) {
      if (trailers > 100) throw new HttpError(431, 'too many trailers');
    }
  }
  return Buffer.concat(parts);
}

/** The bytes of a head. */
export function headBytes(start: string, lines: readonly HeaderLine[]): Buffer {
  // Nothing that a configuration puts together may begin a line of its own.
  const clean = (text: string): string => text.replace(/[\r\n\0]+/g, ' ');
  const all = lines.filter(([name]) => token.test(name)).map(([name, value]) => `${name}: ${clean(value)}`);
  return Buffer.from([clean(start), ...all, '', ''].join('\r\n'), 'latin1');
}
