import moo, { type Lexer as MooLexer, type Rules } from 'moo';
import { fastlyKeywords, fastlyRules, hole, varnishKeywords, varnishRules } from './lexer-rules.ts';
import type { CommentToken, LexicalError, Token, TokenStream } from './token.ts';

export interface Lexer {
  /** Cuts a text into tokens. Never throws; what is not a token is reported in `errors`. */
  tokenize(text: string): TokenStream;
}

/** Token types whose end is searched here, not by the regular expression: an unclosed one must not cost more than one search. */
const closers: Readonly<Record<string, { readonly close: string; readonly reason: LexicalError['reason'] }>> = {
  blockComment: { close: '*/', reason: 'comment' },
  inlineC: { close: '}C', reason: 'inline-c' },
  longString: { close: '"}', reason: 'long-string' },
  tripleString: { close: '"""', reason: 'long-string' },
};

const onlyHole = new RegExp(`^${hole}$`);

export const fastlyLexer: Lexer = createLexer(fastlyRules, fastlyKeywords);
/** Names and keywords are case-insensitive since Varnish 6.0. */
export const varnishLexer: Lexer = createLexer(varnishRules, varnishKeywords, (word) => word.toLowerCase());

function createLexer(rules: Rules, keywords: ReadonlySet<string>, fold = (word: string): string => word): Lexer {
  const lexer = moo.compile(rules);
  return { tokenize: (text) => tokenize(lexer, text, keywords, fold) };
}

function tokenize(
  lexer: MooLexer,
  text: string,
  keywords: ReadonlySet<string>,
  fold: (word: string) => string,
): TokenStream {
  const tokens: Token[] = [];
  const comments: CommentToken[] = [];
  const errors: LexicalError[] = [];
  const ends = new ClosingSearch(text);
  // moo keeps its place in `index`; moving it is how a token whose end we searched ourselves is skipped.
  const cursor = lexer.reset(text) as MooLexer & { index: number };

  const rest = moreThanPlain(cursor, text, tokens, keywords, fold);
  for (let token = rest(); token !== undefined; token = rest()) {
    const start = token.offset;
    const type = token.type as string;
    let end = start + token.text.length;
    switch (type) {
      case 'space':
        break;
      case 'lineComment':
        comments.push({ text: token.text.trimEnd(), start, end });
        break;
      case 'blockComment':
      case 'inlineC':
      case 'longString':
      case 'tripleString': {
        const { close, reason } = closers[type] as (typeof closers)[string];
        const found = ends.find(close, end);
        if (found === -1) {
          // Only the opening mark is given up, so that what follows is still read.
          errors.push({ reason, start, end });
          if (type === 'longString') {
            cursor.index = start + 1;
            tokens.push({ type: '{', text: '{', start, end: start + 1 });
          }
          break;
        }
        end = found;
        cursor.index = end;
        const whole = text.slice(start, end);
        if (type === 'blockComment') comments.push({ text: whole, start, end });
        else tokens.push({ type: type === 'inlineC' ? 'inlineC' : 'string', text: whole, start, end });
        break;
      }
      case 'heredoc': {
        const found = ends.findHeredoc(token.text.slice(1, -1), end);
        if (found === -1) {
          cursor.index = start + 1;
          tokens.push({ type: '{', text: '{', start, end: start + 1 });
          break;
        }
        cursor.index = found;
        tokens.push({ type: 'string', text: text.slice(start, found), start, end: found });
        break;
      }
      case 'unterminated':
        errors.push({ reason: 'string', start, end });
        tokens.push({ type: 'bad', text: token.text, start, end });
        break;
      case 'word': {
        const folded = fold(token.text);
        if (keywords.has(folded)) tokens.push({ type: folded, text: token.text, start, end });
        else if (onlyHole.test(token.text) && standsAlone(text, start, end)) {
          tokens.push({ type: 'directive', text: token.text, start, end });
        } else tokens.push({ type: 'word', text: token.text, start, end });
        break;
      }
      case 'header':
        tokens.push({ type: 'word', text: token.text, start, end });
        break;
      case 'operator':
      case 'rotate':
        tokens.push({ type: token.text, text: token.text, start, end });
        break;
      case 'bad': {
        const last = errors.at(-1);
        if (last !== undefined && last.reason === 'character' && last.end === start) {
          errors[errors.length - 1] = { reason: 'character', start: last.start, end };
        } else {
          errors.push({ reason: 'character', start, end });
          tokens.push({ type: 'bad', text: token.text, start, end });
        }
        break;
      }
      default:
        tokens.push({ type, text: token.text, start, end });
    }
  }
  return { tokens, comments, errors };
}

/** What no rule takes for the beginning of anything longer. */
const marks: ReadonlySet<string> = new Set([';', ',', '(', ')', '}']);

/**
 * What the rules of both dialects take in the same way because of what stands behind it. Most tokens are so plain, and a test of
 * one small expression makes nothing that has to be collected again.
 */
const plain = {
  word: /[A-Za-z_]\w*(?:\.(?!http\.)[\w-]+)*(?:\.http\.[\w-]+)?(?=[ \t\r\n;,()])/y,
  string: /"[^"\n$<{]*"(?!")/y,
  operator: /(?:[=!<>]=|!?~|&&|\|\||[=+{])(?=[ \t\r\n])/y,
};

/** The next token that is no white space and nothing plain; what is plain becomes a token here. */
function moreThanPlain(
  cursor: MooLexer & { index: number },
  text: string,
  tokens: Token[],
  keywords: ReadonlySet<string>,
  fold: (word: string) => string,
) {
  const typeOf = (rule: keyof typeof plain, word: string): string => {
    if (rule !== 'word') return rule === 'string' ? 'string' : word;
    const folded = fold(word);
    return keywords.has(folded) ? folded : 'word';
  };
  return () => {
    let start = cursor.index;
    while (start < text.length) {
      const character = text[start] as string;
      if (character === ' ' || character === '\n' || character === '\t' || character === '\r') {
        start += 1;
        continue;
      }
      if (marks.has(character)) {
        tokens.push({ type: character, text: character, start, end: start + 1 });
        start += 1;
        continue;
      }
      const rule = isLetter(character) ? 'word' : character === '"' ? 'string' : 'operator';
      const pattern = plain[rule];
      pattern.lastIndex = start;
      if (!pattern.test(text)) break;
      const end = pattern.lastIndex;
      const found = text.slice(start, end);
      tokens.push({ type: typeOf(rule, found), text: found, start, end });
      start = end;
    }
    cursor.index = start;
    return cursor.next();
  };
}

function isLetter(character: string): boolean {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '_';
}

/** A template value alone on its line is a control line: it stands for whole statements. */
function standsAlone(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (before >= 0 && isBlank(text[before])) before -= 1;
  let after = end;
  while (after < text.length && isBlank(text[after])) after += 1;
  return (before < 0 || text[before] === '\n') && (after === text.length || text[after] === '\n');
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r';
}

/** Finds closing marks. A search that failed once is not made again: a text without the mark has none further on either. */
class ClosingSearch {
  readonly #text: string;
  readonly #missing = new Set<string>();
  #heredocEnds: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The offset after the next `mark`, or -1. */
  find(mark: string, from: number): number {
    if (this.#missing.has(mark)) return -1;
    const at = this.#text.indexOf(mark, from);
    if (at === -1) {
      this.#missing.add(mark);
      return -1;
    }
    return at + mark.length;
  }

  /** The offset after the next `"delimiter}`, or -1. */
  findHeredoc(delimiter: string, from: number): number {
    if (this.#heredocEnds === undefined) {
      this.#heredocEnds = new Map();
      for (const match of this.#text.matchAll(/"([A-Za-z0-9_]+)\}/g)) {
        const ends = this.#heredocEnds.get(match[1] as string);
        if (ends === undefined) this.#heredocEnds.set(match[1] as string, [match.index]);
        else ends.push(match.index);
      }
    }
    const ends = this.#heredocEnds.get(delimiter) ?? [];
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < from) low = middle + 1;
      else high = middle;
    }
    const at = ends[low];
    return at === undefined ? -1 : at + delimiter.length + 2;
  }
}
