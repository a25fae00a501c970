import { addAll, complement, emptySet, folded, posixClasses, property, shorthands } from './byte-sets.ts';
import { readEscape } from './parse-escape.ts';
import type { Reader } from './reader.ts';
import type { ByteSet } from './syntax.ts';

/** A class; the reader stands after its `[`. */
export function readClass(reader: Reader, fold: boolean): ByteSet {
  const negated = reader.take('^');
  const set = emptySet();
  let first = true;
  let quoting = false;
  while (true) {
    if (reader.done) reader.fail('a class has no end');
    if (quoting && reader.take(String.raw`\E`)) {
      quoting = false;
      continue;
    }
    if (!quoting && reader.take(String.raw`\Q`)) {
      quoting = true;
      continue;
    }
    if (!quoting && !first && reader.take(']')) break;
    first = false;
    const item = quoting ? reader.byte() : readItem(reader);
    if (typeof item !== 'number') {
      addAll(set, item);
      continue;
    }
    const high = quoting ? null : readRangeEnd(reader);
    if (high !== null && high < item) reader.fail('a range of a class is out of order');
    set.fill(1, item, (high ?? item) + 1);
  }
  const full = fold ? folded(set) : set;
  return negated ? complement(full) : full;
}

/** The end of `a-z`; a hyphen before `]`, or before a set, stands for itself. */
function readRangeEnd(reader: Reader): number | null {
  const start = reader.at;
  if (!reader.take('-')) return null;
  if (reader.done || reader.peek() === ']') {
    reader.at = start;
    return null;
  }
  const end = readItem(reader);
  if (typeof end === 'number') return end;
  reader.at = start;
  return null;
}

function readItem(reader: Reader): number | ByteSet {
  const posix = reader.match(/\[:(\^?)([a-z]+):\]/y);
  if (posix !== null) {
    const set = posixClasses[posix[2] as string];
    if (set === undefined) return reader.fail(`there is no class [:${posix[2]}:]`);
    return posix[1] === '' ? set : complement(set);
  }
  if (!reader.take('\\')) return reader.byte();
  const letter = reader.peek();
  const shorthand = Object.hasOwn(shorthands, letter) && letter !== 'N' ? shorthands[letter] : undefined;
  if (shorthand !== undefined) {
    reader.byte();
    return shorthand;
  }
  const named = reader.match(/([pP])(?:\{([^}]*)\}|([A-Z]))/y);
  if (named !== null) {
    const set = property((named[2] ?? named[3]) as string, named[1] === 'P');
    return set ?? reader.fail(`the property ${named[0]} is not known`);
  }
  if (letter === 'b') {
    reader.byte();
    return 8;
  }
  return readEscape(reader, true) ?? reader.fail(String.raw`\${letter} is not possible in a class`);
}
