import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { toBuffer } from '../bytes.ts';
import { MachineError } from '../machine-error.ts';
import { bool, type Value } from '../value.ts';
import { decodeBase64, type Base64Variant } from './base64.ts';
import { text, word, type Family } from './function.ts';

export const signatures: Family = {
  'digest.rsa_verify': (args) => {
    const key = publicKey(text(args, 1));
    if (key?.asymmetricKeyType !== 'rsa') return bool(false);
    return bool(verify(hashMethod(word(args, 0)), toBuffer(text(args, 2)), key, signature(text(args, 3), args[4])));
  },
  'digest.ecdsa_verify': (args) => {
    const key = publicKey(text(args, 1));
    // Only this curve; with another one the function returns false.
    if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return bool(false);
    const format = word(args, 4);
    if (format !== 'der' && format !== 'jwt') throw new MachineError(`${format} is no format of a signature`);
    if (format === 'jwt' && word(args, 0) !== 'sha256') throw new MachineError('the format jwt is only for sha256');
    const dsaEncoding = format === 'der' ? 'der' : 'ieee-p1363';
    const digest = signature(text(args, 3), args[5]);
    return bool(verify(hashMethod(word(args, 0)), toBuffer(text(args, 2)), { key, dsaEncoding }, digest));
  },
};

function publicKey(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

function hashMethod(name: string): string {
  if (name === 'default') return 'sha256';
  if (!/^sha(?:1|256|384|512)$/.test(name)) throw new MachineError(`${name} is no hash of a signature`);
  return name;
}

function signature(encoded: string, variant: Value | undefined): Buffer {
  const name = variant?.type === 'ID' && variant.value !== 'default' ? variant.value : 'url_nopad';
  if (!/^(?:standard|url|url_nopad)$/.test(name)) throw new MachineError(`${name} is no variant of Base64`);
  return decodeBase64(encoded, name as Base64Variant);
}
