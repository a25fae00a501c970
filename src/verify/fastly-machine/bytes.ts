/** Texts of the machine are bytes, one character each; these are the ways in and out. */

/** The bytes of a text as UTF-8. */
export function utf8Bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text that bytes are in UTF-8; `null` where they are not valid UTF-8. */
export function utf8Text(bytes: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
}

export function toBuffer(bytes: string): Buffer {
  return Buffer.from(bytes, 'latin1');
}

export function fromBuffer(buffer: Uint8Array): string {
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString('latin1');
}

/** Texts of the platform are C strings: a NUL ends them (types/string). */
export function untilNul(bytes: string): string {
  const at = bytes.indexOf('\0');
  return at === -1 ? bytes : bytes.slice(0, at);
}

/** In C's locale: only the letters of ASCII have a case. */
export function lowerCase(bytes: string): string {
  return bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function upperCase(bytes: string): string {
  return bytes.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
