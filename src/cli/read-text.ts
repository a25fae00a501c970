import { readFileSync } from 'node:fs';

/** The text of a file. */
export function readText(path: string): string {
  return decode(readFileSync(path));
}

/** UTF-8, and UTF-16 where the file says so; bytes that are neither become U+FFFD, which is reported where they stand. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
