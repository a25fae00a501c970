import { complement, everyByte, folded, newlines, property, setOf, shorthands } from './byte-sets.ts';
import { readClass } from './parse-class.ts';
import { readEscape } from './parse-escape.ts';
import { Reader } from './reader.ts';
import type { Assertion, ByteSet, Pattern, RegexNode } from './syntax.ts';

interface Flags {
  readonly fold: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
  readonly ungreedy: boolean;
  readonly noCapture: boolean;
}

const noFlags: Flags = {
  fold: false,
  multiline: false,
  dotAll: false,
  extended: false,
  ungreedy: false,
  noCapture: false,
};

const flagNames: Readonly<Record<string, keyof Flags>> = {
  i: 'fold',
  m: 'multiline',
  s: 'dotAll',
  x: 'extended',
  U: 'ungreedy',
  n: 'noCapture',
};

/** Nesting of a pattern (PCRE2's own limit). */
const deepest = 250;

/** Reads a pattern of PCRE on bytes. What PCRE refuses, or this reader does not know, is a `MachineError`. */
export function parsePattern(text: string): Pattern {
  // Backreferences may come before their group: the first reading only finds out which groups there are.
  const survey = new PatternParser(text, null);
  survey.parse();
  const parser = new PatternParser(text, survey);
  return { root: parser.parse(), groupCount: parser.groupCount };
}

class PatternParser {
  groupCount = 0;
  readonly names = new Map<string, number[]>();
  readonly #reader: Reader;
  readonly #survey: PatternParser | null;
  #flags = noFlags;
  #depth = 0;

  constructor(text: string, survey: PatternParser | null) {
    this.#reader = new Reader(text);
    this.#survey = survey;
  }

  parse(): RegexNode {
    const node = this.#alternatives(false);
    if (!this.#reader.done) this.#reader.fail("it has a ')' too many");
    return node;
  }

  /** Up to the closing parenthesis or the end. With `reset` every branch counts its groups from the same number. */
  #alternatives(reset: boolean): RegexNode {
    this.#depth += 1;
    if (this.#depth > deepest) this.#reader.fail('it is nested too deeply');
    const outer = this.#flags;
    const first = this.groupCount;
    let most = first;
    const branches: RegexNode[] = [];
    do {
      if (reset) this.groupCount = first;
      branches.push(this.#sequence());
      most = Math.max(most, this.groupCount);
    } while (this.#reader.take('|'));
    this.groupCount = most;
    this.#flags = outer;
    this.#depth -= 1;
    return branches.length === 1 ? (branches[0] as RegexNode) : { kind: 'alternatives', branches };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    const reader = this.#reader;
    while (true) {
      this.#skipIgnored();
      if (reader.done || reader.peek() === '|' || reader.peek() === ')') break;
      if (reader.take(String.raw`\Q`)) {
        items.push(...this.#quoted());
        continue;
      }
      if (reader.take(String.raw`\E`)) continue;
      const item = this.#item();
      if (item !== null) items.push(this.#quantified(item));
    }
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'sequence', items };
  }

  /** Up to `\E`, where a quantifier may follow for the last byte. */
  #quoted(): RegexNode[] {
    const reader = this.#reader;
    const items: RegexNode[] = [];
    while (!reader.done && !reader.take(String.raw`\E`)) items.push(this.#literal(reader.byte()));
    const last = items.pop();
    if (last !== undefined) items.push(this.#quantified(last));
    return items;
  }

  #skipIgnored(): void {
    const reader = this.#reader;
    while (
      reader.match(/\(\?#[^)]*\)/y) !== null ||
      (this.#flags.extended && reader.match(/[\t\n\v\f\r ]+|#[^\n]*/y))
    ) {
      // Nothing but what is skipped.
    }
  }

  #item(): RegexNode | null {
    const reader = this.#reader;
    switch (reader.peek()) {
      case '(':
        reader.byte();
        return this.#group();
      case '[':
        reader.byte();
        return { kind: 'set', set: readClass(reader, this.#flags.fold) };
      case '.':
        reader.byte();
        return { kind: 'set', set: this.#flags.dotAll ? everyByte : complement(setOf([10])) };
      case '^':
        reader.byte();
        return assertion(this.#flags.multiline ? 'lineStart' : 'start');
      case '$':
        reader.byte();
        return assertion(this.#flags.multiline ? 'lineEnd' : 'endOrNewline');
      case '\\':
        reader.byte();
        return this.#escape();
      case '*':
      case '+':
      case '?':
        return reader.fail('a quantifier has nothing to repeat');
      default:
        return this.#literal(reader.byte());
    }
  }

  #literal(byte: number): RegexNode {
    return set(this.#flags.fold ? folded(setOf([byte])) : setOf([byte]));
  }

  #quantified(item: RegexNode): RegexNode {
    this.#skipIgnored();
    const match = this.#reader.match(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([+?]?)/y);
    if (match === null) return item;
    const [, sign, low = '0', comma, high, suffix] = match;
    const min = sign === undefined ? Number(low) : Number(sign === '+');
    const most = comma === undefined ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    const max = sign === undefined ? most : sign === '?' ? 1 : Number.POSITIVE_INFINITY;
    if (max < min || (Number.isFinite(max) && max > 65_535) || min > 65_535)
      this.#reader.fail('a count is out of range');
    const greedy = (suffix === '?') === this.#flags.ungreedy;
    const repeat: RegexNode = { kind: 'repeat', body: item, min, max, greedy: suffix === '+' || greedy };
    return this.#quantified(suffix === '+' ? { kind: 'atomic', body: repeat } : repeat);
  }

  // ---------------------------------------------------------------------------------------------------------------- groups

  #group(): RegexNode | null {
    const reader = this.#reader;
    if (reader.match(/\*(?:F|FAIL)\)/y) !== null) return { kind: 'fail' };
    if (reader.peek() === '*') return reader.fail('verbs of backtracking are not supported');
    if (!reader.take('?')) return this.#flags.noCapture ? this.#closed() : this.#capture(null);
    const name = reader.match(/P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'/y);
    if (name !== null) return this.#capture((name[1] ?? name[2]) as string);
    if (reader.take(':')) return this.#closed();
    if (reader.take('|')) return this.#closed(true);
    if (reader.take('>')) return { kind: 'atomic', body: this.#closed() };
    const look = this.#look();
    if (look !== null) return look;
    if (reader.take('(')) return this.#condition();
    const call = reader.match(/(?:R|([+-]?\d+)|&([A-Za-z_]\w*)|P>([A-Za-z_]\w*))\)/y);
    if (call !== null) return { kind: 'call', group: this.#calledGroup(call) };
    const back = reader.match(/P=([A-Za-z_]\w*)\)/y);
    if (back !== null) return this.#named(back[1] as string);
    return this.#inlineFlags();
  }

  /** Up to its closing parenthesis. */
  #closed(reset = false): RegexNode {
    const body = this.#alternatives(reset);
    if (!this.#reader.take(')')) this.#reader.fail("a '(' has no ')'");
    return body;
  }

  #capture(name: string | null): RegexNode {
    this.groupCount += 1;
    const group = this.groupCount;
    if (name !== null) this.names.set(name, [...new Set([...(this.names.get(name) ?? []), group])]);
    return { kind: 'capture', group, body: this.#closed() };
  }

  #look(): Extract<RegexNode, { kind: 'look' }> | null {
    const match = this.#reader.match(/(<?)([=!])/y);
    if (match === null) return null;
    return { kind: 'look', behind: match[1] === '<', negated: match[2] === '!', body: this.#closed() };
  }

  #condition(): RegexNode {
    const reader = this.#reader;
    const reference = reader.match(/(?:([+-]?\d+)|<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'|(DEFINE))\)/y);
    let test: Extract<RegexNode, { kind: 'condition' }>['test'];
    if (reference !== null) {
      const [, number, angled, quoted] = reference;
      const name = angled ?? quoted;
      // Nothing defines a group 0 as unset: `DEFINE` is a test that never holds.
      const none = number === undefined && name === undefined;
      test = { groups: none ? [] : name === undefined ? [this.#relative(number as string)] : this.#groupsOf(name) };
    } else {
      test = (reader.take('?') ? this.#look() : null) ?? reader.fail('a condition is not supported');
    }
    const body = this.#alternatives(false);
    if (!reader.take(')')) reader.fail("a '(' has no ')'");
    const branches = body.kind === 'alternatives' ? body.branches : [body];
    if (branches.length > 2) reader.fail('a condition has more than two branches');
    return { kind: 'condition', test, then: branches[0] as RegexNode, otherwise: branches[1] ?? nothing };
  }

  /** `(?i)` for the rest of the group around it, `(?i:…)` for its own. */
  #inlineFlags(): RegexNode | null {
    const match = this.#reader.match(/(\^?)([imsxUnJ]*)(?:-([imsxUnJ]*))?([:)])/y);
    if (match === null) return this.#reader.fail("what follows a '(?' is not known");
    const [, reset, on = '', off = '', end] = match;
    const flags: Record<keyof Flags, boolean> = {
      ...(reset === '^' ? { ...noFlags, ungreedy: this.#flags.ungreedy } : this.#flags),
    };
    for (const letter of on) if (letter !== 'J') flags[flagNames[letter] as keyof Flags] = true;
    for (const letter of off) if (letter !== 'J') flags[flagNames[letter] as keyof Flags] = false;
    if (end === ')') {
      this.#flags = flags;
      return null;
    }
    const outer = this.#flags;
    this.#flags = flags;
    const body = this.#closed();
    this.#flags = outer;
    return body;
  }

  // --------------------------------------------------------------------------------------------------------------- escapes

  #escape(): RegexNode {
    const reader = this.#reader;
    const letter = reader.peek();
    if (Object.hasOwn(assertions, letter)) {
      reader.byte();
      return assertion(assertions[letter] as Assertion);
    }
    if (Object.hasOwn(shorthands, letter)) {
      reader.byte();
      return set(shorthands[letter] as ByteSet);
    }
    if (reader.take('K')) return { kind: 'keep' };
    if (reader.take('C')) return set(everyByte);
    if (reader.take('R')) return lineEnding;
    return this.#reference() ?? this.#property() ?? this.#character();
  }

  #property(): RegexNode | null {
    const match = this.#reader.match(/([pP])(?:\{([^}]*)\}|([A-Z]))/y);
    if (match === null) return null;
    const members = property((match[2] ?? match[3]) as string, match[1] === 'P');
    return set(members ?? this.#reader.fail(`the property ${match[0]} is not known`));
  }

  #character(): RegexNode {
    const byte = readEscape(this.#reader, false);
    return this.#literal(byte ?? this.#reader.fail(String.raw`\ is not supported before ${this.#reader.peek()}`));
  }

  #reference(): RegexNode | null {
    const reader = this.#reader;
    const named = reader.match(/k(?:<(\w+)>|'(\w+)'|\{(\w+)\})|g\{([A-Za-z_]\w*)\}/y);
    if (named !== null) return this.#named((named[1] ?? named[2] ?? named[3] ?? named[4]) as string);
    const called = reader.match(/g(?:<([+-]?\d+|[A-Za-z_]\w*)>|'([+-]?\d+|[A-Za-z_]\w*)')/y);
    if (called !== null) {
      const target = (called[1] ?? called[2]) as string;
      const group =
        /\d/.test(target[target.length - 1] as string) && !/^[A-Za-z_]/.test(target)
          ? this.#relative(target)
          : this.#groupsOf(target)[0];
      return { kind: 'call', group: group as number };
    }
    const numbered = reader.match(/g(?:\{([+-]?\d+)\}|([+-]?\d+))/y);
    if (numbered !== null) return this.#back([this.#relative((numbered[1] ?? numbered[2]) as string)]);
    const start = reader.at;
    const plain = reader.match(/[1-9]\d*/y);
    if (plain === null) return null;
    const group = Number(plain[0]);
    if (group < 10 || group <= (this.#survey?.groupCount ?? Number.POSITIVE_INFINITY)) return this.#back([group]);
    // Not that many groups: the digits are octal, as far as they can be.
    reader.at = start;
    const octal = reader.match(/[0-7]{1,3}/y) ?? reader.fail('a reference is to a group that is not there');
    return this.#literal(Number.parseInt(octal[0], 8) & 255);
  }

  #named(name: string): RegexNode {
    return this.#back(this.#groupsOf(name));
  }

  #back(groups: readonly number[]): RegexNode {
    const most = this.#survey?.groupCount ?? Number.POSITIVE_INFINITY;
    if (groups.some((group) => group > most)) this.#reader.fail('a reference is to a group that is not there');
    return { kind: 'backreference', groups, fold: this.#flags.fold };
  }

  #groupsOf(name: string): readonly number[] {
    if (this.#survey === null) return [0];
    return this.#survey.names.get(name) ?? this.#reader.fail(`there is no group ${name}`);
  }

  /** A group by its number, counted from here when it has a sign. */
  #relative(text: string): number {
    const number = Number(text);
    if (text.startsWith('-')) return this.groupCount + 1 + number;
    return text.startsWith('+') ? this.groupCount + number : number;
  }

  #calledGroup(match: RegExpExecArray): number {
    const name = match[2] ?? match[3];
    if (name !== undefined) return this.#groupsOf(name)[0] as number;
    const group = match[1] === undefined ? 0 : this.#relative(match[1]);
    const most = this.#survey?.groupCount ?? Number.POSITIVE_INFINITY;
    return group > most ? this.#reader.fail('a call is to a group that is not there') : group;
  }
}

const assertions: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'end',
  Z: 'endOrNewline',
  b: 'wordBoundary',
  B: 'noWordBoundary',
  G: 'searchStart',
};

const nothing: RegexNode = { kind: 'sequence', items: [] };

function assertion(which: Assertion): RegexNode {
  return { kind: 'assertion', assertion: which };
}

function set(members: ByteSet): RegexNode {
  return { kind: 'set', set: members };
}

/** `\R`: once a CR LF is taken it is not given back. */
const lineEnding: RegexNode = {
  kind: 'atomic',
  body: {
    kind: 'alternatives',
    branches: [{ kind: 'sequence', items: [set(setOf([13])), set(setOf([10]))] }, set(newlines)],
  },
};
