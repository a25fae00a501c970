import { createCipheriv, createDecipheriv, type CipherCCM, type CipherGCM, type DecipherGCM } from 'node:crypto';
import type { Context } from '../context.ts';
import { MachineError } from '../machine-error.ts';
import { notSet, string, type Value } from '../value.ts';
import { isBase64, isHexadecimal } from './base64.ts';
import { text, word, type Family } from './function.ts';

export const encryption: Family = {
  'crypto.encrypt_hex': (args, context) => run(args, context, 'hex', true),
  'crypto.encrypt_base64': (args, context) => run(args, context, 'base64', true),
  'crypto.decrypt_hex': (args, context) => run(args, context, 'hex', false),
  'crypto.decrypt_base64': (args, context) => run(args, context, 'base64', false),
};

/** In bytes (functions/crypto-encrypt-base64, "Supported combinations"). */
const keyLengths: Readonly<Record<string, number>> = { aes128: 16, aes192: 24, aes256: 32 };
const ivLengths: Readonly<Record<string, number>> = { cbc: 16, ctr: 16, gcm: 12, ccm: 7 };
const tagLengths: Readonly<Record<string, number>> = { gcm: 16, ccm: 12 };

interface Setup {
  readonly algorithm: string;
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly padded: boolean;
  readonly tagLength: number;
}

/** What cannot be used is EINVAL, a wrong key EBADDECRYPT; there is no result then (decision `failedEncryption`). */
function run(args: readonly Value[], context: Context, encoding: 'hex' | 'base64', encrypting: boolean): Value {
  const input = text(args, 5);
  const setup = prepare(args);
  if (setup === null || !(encoding === 'hex' ? isHexadecimal(input) : isBase64(input))) {
    context.setError('EINVAL');
    return notSet;
  }
  const bytes = Buffer.from(input, encoding);
  if (!setup.padded && setup.algorithm.endsWith('cbc') && bytes.length % 16 !== 0) {
    context.setError('EINVAL');
    return notSet;
  }
  try {
    return string((encrypting ? encrypt(setup, bytes) : decrypt(setup, bytes)).toString(encoding));
  } catch {
    context.setError(encrypting ? 'EINVAL' : 'EBADDECRYPT');
    return notSet;
  }
}

function prepare(args: readonly Value[]): Setup | null {
  const [cipher, mode, padding] = [word(args, 0), word(args, 1), word(args, 2)];
  const keyLength = Object.hasOwn(keyLengths, cipher) ? keyLengths[cipher] : undefined;
  const ivLength = Object.hasOwn(ivLengths, mode) ? ivLengths[mode] : undefined;
  if (keyLength === undefined || ivLength === undefined) throw new MachineError(`there is no cipher ${cipher} ${mode}`);
  if (padding !== 'nopad' && (padding !== 'pkcs7' || mode !== 'cbc')) {
    throw new MachineError(`${mode} cannot be used with the padding ${padding}`);
  }
  const [key, iv] = [text(args, 3), text(args, 4)];
  if (!isHexadecimal(key) || !isHexadecimal(iv)) return null;
  if (key.length !== 2 * keyLength || iv.length !== 2 * ivLength) return null;
  return {
    algorithm: `aes-${keyLength * 8}-${mode}`,
    key: Buffer.from(key, 'hex'),
    iv: Buffer.from(iv, 'hex'),
    padded: padding === 'pkcs7',
    tagLength: tagLengths[mode] ?? 0,
  };
}

/** The tag of an authenticated mode follows the text. */
function encrypt({ algorithm, key, iv, padded, tagLength }: Setup, bytes: Buffer): Buffer {
  const options = tagLength === 0 ? {} : { authTagLength: tagLength };
  const cipher = createCipheriv(algorithm, key, iv, options as object) as CipherGCM | CipherCCM;
  cipher.setAutoPadding(padded);
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return tagLength === 0 ? encrypted : Buffer.concat([encrypted, cipher.getAuthTag()]);
}

function decrypt({ algorithm, key, iv, padded, tagLength }: Setup, bytes: Buffer): Buffer {
  const options = tagLength === 0 ? {} : { authTagLength: tagLength };
  const decipher = createDecipheriv(algorithm, key, iv, options as object) as DecipherGCM;
  decipher.setAutoPadding(padded);
  const end = bytes.length - tagLength;
  if (tagLength > 0) decipher.setAuthTag(bytes.subarray(end));
  return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]);
}
