import type { Reader } from './reader.ts';

const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** The byte that an escape stands for; `null` when it stands for something else. The reader stands after the backslash. */
export function readEscape(reader: Reader, inClass: boolean): number | null {
  const hexadecimal = reader.match(/x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{0,2}))/y);
  if (hexadecimal !== null) return inRange(reader, Number.parseInt(`0${hexadecimal[1] ?? hexadecimal[2] ?? ''}`, 16));
  const octal = reader.match(inClass ? /o\{([0-7]+)\}|([0-7]{1,3})/y : /o\{([0-7]+)\}|(0[0-7]{0,2})/y);
  if (octal !== null) return inRange(reader, Number.parseInt((octal[1] ?? octal[2]) as string, 8));
  const control = reader.match(/c([ -~])/y);
  if (control !== null) return (control[1] as string).toUpperCase().charCodeAt(0) ^ 64;
  const letter = reader.peek();
  const known = Object.hasOwn(controls, letter) ? controls[letter] : undefined;
  if (known !== undefined) {
    reader.byte();
    return known;
  }
  // Letters and digits that mean nothing are errors; everything else stands for itself.
  if (/[0-9A-Za-z]/.test(letter)) return null;
  return reader.byte();
}

function inRange(reader: Reader, value: number): number {
  return value > 255 ? reader.fail('a character above 255 is not possible') : value;
}
