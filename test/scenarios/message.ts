// Messages of scenarios: their bodies are texts, on the wire they are bytes.

import * as wire from '../../src/verify/message.ts';

export { values } from '../../src/verify/message.ts';
export type { HeaderLine, Message } from '../../src/verify/message.ts';

/** Header lines from a mapping of scenario values; `@date`, `@date+60` and `@date-60` become HTTP dates. */
export function lines(headers: Readonly<Record<string, string | readonly string[]>>): readonly wire.HeaderLine[] {
  const now = Date.now();
  const withDate = (value: string): string => {
    const date = /^@date([+-]\d+)?$/.exec(value);
    return date === null ? value : new Date(now + Number(date[1] ?? 0) * 1000).toUTCString();
  };
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): wire.HeaderLine => [name, withDate(one)]),
  );
}

export function write(message: wire.Message): Buffer {
  return wire.write({ ...message, body: Buffer.from(message.body).toString('latin1') });
}

export class MessageReader extends wire.MessageReader {
  override async read(hasBody: (start: string) => boolean, untilEnd: boolean): Promise<wire.Message | undefined> {
    const message = await super.read(hasBody, untilEnd);
    return message && { ...message, body: Buffer.from(message.body, 'latin1').toString() };
  }
}
