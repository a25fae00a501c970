import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { toBuffer } from '../bytes.ts';
import { bool, notSet, string } from '../value.ts';
import { decodeBase64 } from './base64.ts';
import { crc32, crc32b } from './checksums.ts';
import { text, whole, type Family, type PlatformFunction } from './function.ts';
import { xxh32, xxh64 } from './xxhash.ts';

type Input = (args: Parameters<PlatformFunction>[0]) => Buffer;

const plainInput: Input = (args) => toBuffer(text(args, 0));
/** Here binary data may have NULs. */
const base64Input: Input = (args) => decodeBase64(text(args, 0), 'standard');

const hash =
  (algorithm: string, input: Input): PlatformFunction =>
  (args) =>
    string(createHash(algorithm).update(input(args)).digest('hex'));

const checksum =
  (compute: (bytes: Buffer) => string, input: Input): PlatformFunction =>
  (args) =>
    string(compute(input(args)));

/** An empty key gives no digest (falco commit ee361be); hexadecimal has `0x` before it. */
const hmac =
  (algorithm: string, encoding: 'hex' | 'base64', decodeKey = toBuffer): PlatformFunction =>
  (args) => {
    if (text(args, 0) === '') return notSet;
    const digest = createHmac(algorithm, decodeKey(text(args, 0)))
      .update(toBuffer(text(args, 1)))
      .digest(encoding);
    return string(encoding === 'hex' ? `0x${digest}` : digest);
  };

/** "(time now / interval) + offset as a 64bit unsigned integer (little endian)", in Base64 (the page on cryptography). */
const timeHmac =
  (algorithm: string): PlatformFunction =>
  (args, context) => {
    const [interval, offset] = [whole(args, 1), whole(args, 2)];
    if (interval <= 0n) return notSet;
    const message = Buffer.alloc(8);
    message.writeBigUInt64LE(BigInt.asUintN(64, BigInt(Math.floor(context.platform.now())) / interval + offset));
    return string(
      createHmac(algorithm, decodeBase64(text(args, 0), 'standard'))
        .update(message)
        .digest('base64'),
    );
  };

export const digests: Family = {
  'digest.hash_crc32': checksum(crc32, plainInput),
  'digest.hash_crc32b': checksum(crc32b, plainInput),
  'digest.hash_md5': hash('md5', plainInput),
  'digest.hash_sha1': hash('sha1', plainInput),
  'digest.hash_sha224': hash('sha224', plainInput),
  'digest.hash_sha256': hash('sha256', plainInput),
  'digest.hash_sha384': hash('sha384', plainInput),
  'digest.hash_sha512': hash('sha512', plainInput),
  'digest.hash_xxh32': checksum(xxh32, plainInput),
  'digest.hash_xxh64': checksum(xxh64, plainInput),
  'digest.hash_sha1_from_base64': hash('sha1', base64Input),
  'digest.hash_sha256_from_base64': hash('sha256', base64Input),
  'digest.hash_sha512_from_base64': hash('sha512', base64Input),
  'digest.hash_xxh32_from_base64': checksum(xxh32, base64Input),
  'digest.hash_xxh64_from_base64': checksum(xxh64, base64Input),
  'digest.hmac_md5': hmac('md5', 'hex'),
  'digest.hmac_md5_base64': hmac('md5', 'base64'),
  'digest.hmac_sha1': hmac('sha1', 'hex'),
  'digest.hmac_sha1_base64': hmac('sha1', 'base64'),
  'digest.hmac_sha256': hmac('sha256', 'hex'),
  'digest.hmac_sha256_base64': hmac('sha256', 'base64'),
  'digest.hmac_sha512': hmac('sha512', 'hex'),
  'digest.hmac_sha512_base64': hmac('sha512', 'base64'),
  'digest.hmac_sha256_with_base64_key': hmac('sha256', 'hex', (key) => decodeBase64(key, 'standard')),
  'digest.time_hmac_md5': timeHmac('md5'),
  'digest.time_hmac_sha1': timeHmac('sha1'),
  'digest.time_hmac_sha256': timeHmac('sha256'),
  'digest.time_hmac_sha512': timeHmac('sha512'),
  'digest.secure_is_equal': (args) => {
    const [a, b] = [toBuffer(text(args, 0)), toBuffer(text(args, 1))];
    return bool(a.length === b.length && timingSafeEqual(a, b));
  },
  /** The key of the day, the region and the service, as AWS derives it. */
  'digest.awsv4_hmac': (args) => {
    const parts = [text(args, 1), text(args, 2), text(args, 3), 'aws4_request', text(args, 4)];
    let key = toBuffer(`AWS4${text(args, 0)}`);
    for (const part of parts) key = createHmac('sha256', key).update(toBuffer(part)).digest();
    return string(`0x${key.toString('hex')}`);
  },
};
