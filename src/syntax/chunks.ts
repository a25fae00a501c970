import type { Token } from './token.ts';

/** The tokens of one top-level declaration or statement. */
export interface Chunk {
  readonly tokens: readonly Token[];
  /** The opening brace that was never closed. */
  readonly unclosed: Token | null;
}

const alone: ReadonlySet<string> = new Set(['macro', 'control', 'directive', 'inlineC']);
const elseWords: ReadonlySet<string> = new Set(['else', 'elseif', 'elsif', 'elif']);

/**
 * Cuts tokens into declarations and statements: each ends at a `;` outside braces, or at the brace that closes its first one,
 * where no `else` follows. A declaration that begins inside another one shows that a brace is missing before it.
 */
export function* chunks(tokens: readonly Token[], declarationKeywords: ReadonlySet<string>): Generator<Chunk> {
  for (let at = 0; at < tokens.length;) {
    const { end, unclosed } = endOfChunk(tokens, at, declarationKeywords);
    yield { tokens: tokens.slice(at, end), unclosed };
    at = end;
  }
}

function endOfChunk(tokens: readonly Token[], from: number, declarationKeywords: ReadonlySet<string>) {
  const first = tokens[from] as Token;
  if (alone.has(first.type)) return { end: from + 1, unclosed: null };
  if (first.type === 'include' && tokens[from + 1]?.type === 'string' && tokens[from + 2]?.type !== ';') {
    return { end: from + 2, unclosed: null };
  }
  if (first.type === 'word' && tokens[from + 1]?.type === ':') return { end: from + 2, unclosed: null };
  const open: Token[] = [];
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.type === '{') open.push(token);
    else if (token.type === '}') {
      open.pop();
      if (open.length === 0 && !continues(tokens, at)) return { end: at + 1, unclosed: null };
    } else if (token.type === ';' && open.length === 0) return { end: at + 1, unclosed: null };
    else if (open.length > 0 && beginsDeclaration(tokens, at, declarationKeywords)) {
      return { end: at, unclosed: open[open.length - 1] as Token };
    } else if (open.length === 0 && at > from && beginsDeclaration(tokens, at, declarationKeywords)) {
      return { end: at, unclosed: null };
    }
  }
  return { end: tokens.length, unclosed: open[0] ?? null };
}

/** After a closing brace: an `else`, or the semicolon of a `};`. */
function continues(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next !== undefined && (elseWords.has(next.type) || next.type === ';');
}

function beginsDeclaration(tokens: readonly Token[], at: number, keywords: ReadonlySet<string>): boolean {
  return keywords.has((tokens[at] as Token).type) && tokens[at + 1]?.type === 'word';
}

const maximumDepth = 200;

/** The first token that is nested deeper than any configuration is; trees are walked recursively. */
export function tooDeep(tokens: readonly Token[]): Token | null {
  let depth = 0;
  let signs = 0;
  for (const token of tokens) {
    if (token.type === '{' || token.type === '(') depth += 1;
    else if (token.type === '}' || token.type === ')') depth -= 1;
    signs = token.type === '!' || token.type === '-' || token.type === '*' || token.type === '/' ? signs + 1 : signs;
    if (token.type === ';' || token.type === '{') signs = 0;
    if (depth > maximumDepth || signs > maximumDepth) return token;
  }
  return null;
}
