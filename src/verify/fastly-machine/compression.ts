import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import type { HeaderLine } from './http1.ts';
import type { BackendResponse } from './task.ts';
import type { ResponseMessage } from './messages.ts';

/** beresp.gzip and beresp.brotli: what is stored is compressed, unless it is already (decision `compressedFragments`). */
export function compress(beresp: BackendResponse, body: Buffer): Buffer {
  if (beresp.esi || body.length === 0 || beresp.headers.get('Content-Encoding') !== null) return body;
  if (beresp.brotli) {
    beresp.headers.set('Content-Encoding', 'br');
    return brotliCompressSync(body);
  }
  if (!beresp.gzip) return body;
  beresp.headers.set('Content-Encoding', 'gzip');
  return gzipSync(body);
}

/** A fragment that came compressed, as it can stand in a page; what does not unpack is left out. */
export function unpacked(body: Buffer, headers: readonly HeaderLine[]): Buffer {
  const coding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1].toLowerCase();
  const limits = { maxOutputLength: 20 * 1024 * 1024 };
  try {
    if (coding === 'gzip') return gunzipSync(body, limits);
    return coding === 'br' ? brotliDecompressSync(body, limits) : body;
  } catch {
    return Buffer.alloc(0);
  }
}

/** `X-Compress-Hint` in a response: it is compressed on its way out, for a client that takes it. */
export function compressOnDelivery(response: ResponseMessage, body: Buffer, accepted: string | null): Buffer {
  const hint = response.headers.get('X-Compress-Hint')?.toLowerCase() ?? null;
  response.headers.unset('X-Compress-Hint');
  if (hint === null || body.length === 0 || response.headers.get('Content-Encoding') !== null) return body;
  const takes = (coding: string): boolean => new RegExp(`(?:^|[\\s,])${coding}(?:$|[\\s,;])`).test(accepted ?? '');
  if ((hint === 'br' || hint === 'on') && takes('br')) {
    response.headers.set('Content-Encoding', 'br');
    return brotliCompressSync(body);
  }
  if ((hint === 'gzip' || hint === 'on') && takes('gzip')) {
    response.headers.set('Content-Encoding', 'gzip');
    return gzipSync(body);
  }
  return body;
}
