import type { Alternation, Atom, Group, Node, Pattern, Reference, Sequence } from './syntax.ts';

/** Why a pattern cannot be rewritten. */
class UnsafePattern extends Error {}

/** PCRE2 itself takes no more groups inside each other. */
const deepest = 250;

/** Reads a PCRE2 pattern; `null` where it has something that does not survive being put into a larger pattern. */
export function readPattern(text: string): Pattern | null {
  try {
    return new Reader(text).read();
  } catch (error) {
    if (error instanceof UnsafePattern) return null;
    throw error;
  }
}

const character: Atom = { kind: 'atom', what: 'character' };
const nothing: Atom = { kind: 'atom', what: 'nothing' };

class Reader {
  readonly #text: string;
  #at = 0;
  readonly #groups: Group[] = [];
  readonly #references: Reference[] = [];
  #count = 0;
  #fixedNumbers = false;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Pattern {
    const flags = /^(?:\(\?[imsJ]+\))*/.exec(this.#text)?.[0] ?? '';
    this.#at = flags.length;
    const content = this.#alternation();
    if (this.#at < this.#text.length) throw new UnsafePattern('a parenthesis without its counterpart');
    const references = this.#references.filter((reference) => reference.group <= this.#count || reference.group < 10);
    const groups = this.#groups.toSorted((a, b) => a.start - b.start);
    return { text: this.#text, flags, content, groups, references, fixedNumbers: this.#fixedNumbers };
  }

  #alternation(): Alternation {
    const branches = [this.#sequence()];
    while (this.#eat('|')) branches.push(this.#sequence());
    return { kind: 'alternation', branches };
  }

  #sequence(): Sequence {
    const items: Node[] = [];
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) {
      const node = this.#repeated(this.#node());
      if (node !== nothing) items.push(node);
    }
    return { kind: 'sequence', items };
  }

  #repeated(node: Node): Node {
    let result = node;
    for (let count = 0; ; count += 1) {
      if (count > deepest) throw new UnsafePattern('too many quantifiers for one thing');
      const [all, least, comma, most] = this.#match(/[*+?]|\{(\d+)(,)?(\d*)\}/y);
      if (all === undefined) return result;
      const range =
        least === undefined
          ? ranges[all]
          : [Number(least), comma === undefined ? Number(least) : most === '' ? Infinity : Number(most)];
      const lazy = this.#eat('?');
      if (!lazy) this.#eat('+');
      result = { kind: 'repeat', node: result, least: range?.[0] ?? 0, most: range?.[1] ?? Infinity, lazy };
    }
  }

  #node(): Node {
    const next = this.#text[this.#at];
    if (next === '\\') return this.#escape();
    if (next === '[') return this.#class();
    if (next === '(') return this.#group();
    this.#at += 1;
    if (next === '.') return { kind: 'atom', what: 'any' };
    if (next === '^') return { kind: 'atom', what: 'start' };
    return next === '$' ? { kind: 'atom', what: 'end' } : character;
  }

  #escape(): Node {
    const start = this.#at;
    const [quoted] = this.#match(/\\Q([\s\S]*?)(?:\\E|$)/y);
    // What is quoted is read as one character: no quantifier is known to follow all of it.
    if (quoted !== undefined) return character;
    const [reference, digits, bare, braced] = this.#match(/\\(?:([1-9]\d*)|g(\d+)|g\{(\d+)\})/y);
    if (reference !== undefined) {
      this.#references.push({ start, end: this.#at, group: Number(digits ?? bare ?? braced) });
      return { kind: 'atom', what: 'reference' };
    }
    if (this.#match(/\\(?:[gk][{<'][^}>']*[}>']|k)/y)[0] !== undefined) {
      this.#fixedNumbers = true;
      return { kind: 'atom', what: 'reference' };
    }
    if (this.#match(/\\[GKCE]/y)[0] !== undefined) throw new UnsafePattern('it moves where the match begins');
    if (this.#match(/\\A/y)[0] !== undefined) return { kind: 'atom', what: 'start' };
    if (this.#match(/\\[zZ]/y)[0] !== undefined) return { kind: 'atom', what: 'end' };
    if (this.#match(/\\[bB]/y)[0] !== undefined) return { kind: 'atom', what: 'reference' };
    this.#match(/\\(?:[pPxoN]\{[^}]*\}|x[0-9a-fA-F]{0,2}|c.|0[0-7]{0,2}|[\s\S])/y);
    return character;
  }

  #class(): Node {
    const [all] = this.#match(/\[\^?\]?(?:\[:\^?\w+:\]|\\Q[\s\S]*?\\E|\\[\s\S]|[^\]\\])*\]/y);
    if (all === undefined) throw new UnsafePattern('a bracket without its counterpart');
    return character;
  }

  #group(): Node {
    const start = this.#at;
    if (this.#match(/\(\?#[^)]*\)/y)[0] !== undefined) return nothing;
    const [options] = this.#match(/\(\?\^?[a-zA-Z]*(?:-[a-zA-Z]*)?\)/y);
    if (options !== undefined) {
      if (/R|[xnU]/.test(options)) throw new UnsafePattern('it changes how the rest is read');
      return nothing;
    }
    const [opening] = this.#match(
      /\((?:\?(?:<?[=!]|[:>]|\^?[imsJ-]+:|P?<[A-Za-z_]\w*>|'\w+'|\((?:\d+|<\w+>|'\w+')\)))?(?![?*])/y,
    );
    if (opening === undefined) throw new UnsafePattern('recursion, a verb, or numbers that start again');
    const inner = this.#at;
    const what = kindOf(opening);
    const number = what === 'capture' ? (this.#count += 1) : null;
    if (what === 'conditional') this.#fixedNumbers = true;
    this.#depth += 1;
    if (this.#depth > deepest) throw new UnsafePattern('too many groups inside each other');
    const content = this.#alternation();
    this.#depth -= 1;
    if (!this.#eat(')')) throw new UnsafePattern('a parenthesis without its counterpart');
    const group: Group = { kind: 'group', what, number, start, inner, content };
    if (number !== null) this.#groups.push(group);
    return group;
  }

  #sees(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #eat(text: string): boolean {
    const found = this.#sees(text);
    if (found) this.#at += text.length;
    return found;
  }

  #match(pattern: RegExp): (string | undefined)[] {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return [];
    this.#at = pattern.lastIndex;
    return found;
  }
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

function kindOf(opening: string): Group['what'] {
  if (opening === '(' || /^\(\?(?:P?<\w|')/.test(opening)) return 'capture';
  if (/^\(\?<?!/.test(opening)) return 'negative-look';
  if (/^\(\?<?=/.test(opening)) return 'look';
  return opening.startsWith('(?(') ? 'conditional' : 'plain';
}
