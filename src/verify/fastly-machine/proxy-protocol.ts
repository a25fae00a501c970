import { type ByteReader, HttpError } from './http1.ts';

/** The connection as the proxy in front saw it. */
export interface Proxied {
  readonly ip: string;
  readonly port: number;
  readonly serverIp: string;
  readonly serverPort: number;
}

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const longestLine = 107;
const longestBlock = 4096;

/** Reads the header of the PROXY protocol, version 1 or 2; `null` where it says that the proxy speaks for itself. */
export async function readProxyHeader(reader: ByteReader, seconds: number): Promise<Proxied | null> {
  const first = await reader.atLeast(1, seconds);
  if (first[0] !== signature[0]) return readText(reader, seconds);
  const head = await reader.atLeast(16, seconds);
  if (head.length < 16 || !head.subarray(0, 12).equals(signature)) throw new HttpError(400, 'no PROXY header');
  const length = head.readUInt16BE(14);
  if (length > longestBlock || (head[12] as number) >> 4 !== 2)
    throw new HttpError(400, 'the PROXY header is not valid');
  const all = await reader.atLeast(16 + length, seconds);
  if (all.length < 16 + length) throw new HttpError(400, 'the PROXY header is not complete');
  const block = Buffer.from(reader.take(16 + length));
  const command = (block[12] as number) & 15;
  const family = (block[13] as number) >> 4;
  if (command === 0 || (family !== 1 && family !== 2)) return null;
  const width = family === 1 ? 4 : 16;
  if (length < 2 * width + 4) throw new HttpError(400, 'the PROXY header is too short');
  return {
    ip: address(block.subarray(16, 16 + width)),
    serverIp: address(block.subarray(16 + width, 16 + 2 * width)),
    port: block.readUInt16BE(16 + 2 * width),
    serverPort: block.readUInt16BE(18 + 2 * width),
  };
}

async function readText(reader: ByteReader, seconds: number): Promise<Proxied | null> {
  const line = await reader.line(longestLine, seconds);
  if (line.startsWith('PROXY UNKNOWN')) return null;
  const [, ip, serverIp, port, serverPort] = /^PROXY TCP[46] (\S+) (\S+) (\d{1,5}) (\d{1,5})$/.exec(line) ?? [];
  if (ip === undefined || serverIp === undefined) throw new HttpError(400, 'the PROXY line is not valid');
  return { ip, serverIp, port: Number(port), serverPort: Number(serverPort) };
}

function address(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  const text = groups.join(':');
  // The longest run of zeros is shortened, as RFC 5952 has it.
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run).sort((a, b) => b.length - a.length);
  return runs[0] === undefined
    ? text
    : text
        .replace(runs[0], ':')
        .replace(/^:(?!:)|(?<!:):$/, '::')
        .replace(':::', '::');
}
