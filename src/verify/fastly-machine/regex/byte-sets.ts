import type { ByteSet } from './syntax.ts';

export function emptySet(): ByteSet {
  return new Uint8Array(256);
}

export function setOf(bytes: Iterable<number>): ByteSet {
  const set = emptySet();
  for (const byte of bytes) set[byte] = 1;
  return set;
}

export function setWhere(test: (byte: number) => boolean): ByteSet {
  return emptySet().map((_, byte) => Number(test(byte)));
}

export function complement(set: ByteSet): ByteSet {
  return set.map((member) => 1 - member);
}

export function addAll(set: ByteSet, other: ByteSet): void {
  other.forEach((member, byte) => {
    if (member === 1) set[byte] = 1;
  });
}

/** With the other case of every letter, of ASCII alone: PCRE folds by the tables of C's locale. */
export function folded(set: ByteSet): ByteSet {
  const result = set.slice();
  for (let byte = 0x41; byte <= 0x5a; byte += 1) {
    const either = set[byte] === 1 || set[byte + 32] === 1 ? 1 : 0;
    result[byte] = either;
    result[byte + 32] = either;
  }
  return result;
}

const matching = (pattern: RegExp): ByteSet => setWhere((byte) => pattern.test(String.fromCharCode(byte)));

const digit = matching(/[0-9]/);
const word = matching(/[0-9A-Za-z_]/);
const space = setOf([9, 10, 11, 12, 13, 32]);
const horizontal = setOf([9, 32, 0xa0]);
const vertical = setOf([10, 11, 12, 13, 0x85]);

/** `\d`, `\W` … by their letter. */
export const shorthands: Readonly<Record<string, ByteSet>> = {
  d: digit,
  D: complement(digit),
  w: word,
  W: complement(word),
  s: space,
  S: complement(space),
  h: horizontal,
  H: complement(horizontal),
  v: vertical,
  V: complement(vertical),
  N: complement(setOf([10])),
};

/** `[:alpha:]` … by their name. */
export const posixClasses: Readonly<Record<string, ByteSet>> = {
  alpha: matching(/[A-Za-z]/),
  lower: matching(/[a-z]/),
  upper: matching(/[A-Z]/),
  alnum: matching(/[0-9A-Za-z]/),
  ascii: setWhere((byte) => byte < 128),
  blank: setOf([9, 32]),
  cntrl: setWhere((byte) => byte < 32 || byte === 127),
  digit,
  graph: setWhere((byte) => byte > 32 && byte < 127),
  print: setWhere((byte) => byte >= 32 && byte < 127),
  punct: matching(/[!-/:-@[-`{-~]/),
  space,
  word,
  xdigit: matching(/[0-9A-Fa-f]/),
};

export const newlines = vertical;
export const everyByte = complement(emptySet());

export function isWord(byte: number): boolean {
  return word[byte] === 1;
}

/** `\p{L}`: without UTF mode a byte is the character of its number. `null`: no such property. */
export function property(name: string, negated: boolean): ByteSet | null {
  const wanted = name.startsWith('^') ? name.slice(1) : name;
  if (wanted === 'Any') return negated === name.startsWith('^') ? everyByte : emptySet();
  try {
    const script = /^[A-Z][a-z]?$/.test(wanted) ? wanted : `Script=${wanted}`;
    const set = matching(new RegExp(`\\p{${script}}`, 'u'));
    return negated === name.startsWith('^') ? set : complement(set);
  } catch {
    return null;
  }
}
