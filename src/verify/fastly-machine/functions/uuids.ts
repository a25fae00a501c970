import { createHash } from 'node:crypto';
import { toBuffer } from '../bytes.ts';
import type { Context } from '../context.ts';
import { bool, notSet, string, type Value } from '../value.ts';
import { text, type Family } from './function.ts';

const namespaces = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

export const uuids: Family = {
  'uuid.dns': () => string(namespaces.dns),
  'uuid.url': () => string(namespaces.url),
  'uuid.oid': () => string(namespaces.oid),
  'uuid.x500': () => string(namespaces.x500),
  'uuid.is_valid': (args) => bool(isUuid(text(args, 0))),
  'uuid.is_version3': (args) => bool(isVersion(text(args, 0), '3')),
  'uuid.is_version4': (args) => bool(isVersion(text(args, 0), '4')),
  'uuid.is_version5': (args) => bool(isVersion(text(args, 0), '5')),
  'uuid.is_version7': (args) => bool(isVersion(text(args, 0), '7')),
  'uuid.version3': (args, context) => named(args, 'md5', 3, context),
  'uuid.version5': (args, context) => named(args, 'sha1', 5, context),
  'uuid.version4': (_args, context) => string(format(Buffer.from(context.platform.randomBytes(16)), 4)),
  'uuid.version7': (_args, context) => {
    const bytes = Buffer.from(context.platform.randomBytes(16));
    bytes.writeUIntBE(Math.floor(context.platform.now() * 1000), 0, 6);
    return string(format(bytes, 7));
  },
};

/** In the usual form only. */
function isUuid(value: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value);
}

function isVersion(value: string, version: string): boolean {
  return isUuid(value) && value[14] === version && /[89ab]/i.test(value[19] as string);
}

function named(args: readonly Value[], algorithm: string, version: number, context: Context): Value {
  const namespace = text(args, 0);
  if (!isUuid(namespace)) {
    context.setError('EINVAL');
    return notSet;
  }
  const hash = createHash(algorithm)
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(toBuffer(text(args, 1)));
  return string(format(hash.digest(), version));
}

/** Sixteen bytes with the version and the variant of RFC 9562. */
function format(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
