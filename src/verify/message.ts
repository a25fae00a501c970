// HTTP/1.1 messages on a raw socket, so that header lines, their order and reason phrases stay as they are on the wire.

import type { Socket } from 'node:net';

export type HeaderLine = readonly [name: string, value: string];

export interface Message {
  readonly start: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

/** The values of a header, one for each line. */
export function values(headers: readonly HeaderLine[], name: string): readonly string[] {
  return headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

export function write({ start, headers, body }: Message): Buffer {
  const head = [start, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return Buffer.from(head + body, 'latin1');
}

/** Reads messages from a socket, one after the other. */
export class MessageReader {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#wake?.();
    });
    socket.on('error', (error) => (this.#error = error));
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
  }

  /** The next message, or undefined where the connection ends before one. `hasBody` decides by the head. */
  async read(hasBody: (start: string) => boolean, untilEnd: boolean): Promise<Message | undefined> {
    const head = await this.#head();
    if (head === undefined) return undefined;
    const [start = '', ...rest] = head.split('\r\n');
    const headers = rest.map((line): HeaderLine => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const body = hasBody(start) ? await this.#body(headers, untilEnd) : Buffer.alloc(0);
    return { start, headers, body: body.toString('latin1') };
  }

  async #head(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end >= 0)
        return this.#take(end + 4)
          .subarray(0, end)
          .toString('latin1');
      if (this.#ended) {
        if (this.#error !== undefined) throw this.#error;
        return undefined;
      }
      await this.#more();
    }
  }

  async #body(headers: readonly HeaderLine[], untilEnd: boolean): Promise<Buffer> {
    if (values(headers, 'transfer-encoding').some((value) => /chunked/i.test(value))) return this.#chunks();
    const length = values(headers, 'content-length')[0];
    if (length !== undefined) return this.#bytes(Number(length));
    if (!untilEnd) return Buffer.alloc(0);
    while (!this.#ended) await this.#more();
    return this.#take(this.#buffer.length);
  }

  async #chunks(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const size = Number.parseInt(await this.#line(), 16);
      if (size === 0) {
        while ((await this.#line()) !== '');
        return Buffer.concat(chunks);
      }
      chunks.push(await this.#bytes(size));
      await this.#line();
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0)
        return this.#take(end + 2)
          .subarray(0, end)
          .toString('latin1');
      await this.#moreOrFail();
    }
  }

  async #bytes(count: number): Promise<Buffer> {
    while (this.#buffer.length < count) await this.#moreOrFail();
    return this.#take(count);
  }

  #take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  async #moreOrFail(): Promise<void> {
    if (this.#ended) throw this.#error ?? new Error('the connection ended in the middle of a message');
    await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#ended) resolve();
      else this.#socket.resume();
    });
  }

  #end(): void {
    this.#ended = true;
    this.#wake?.();
  }
}
