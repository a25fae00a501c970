import type { Reporter } from '../diagnostics/reporter.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { BadNode, Block, Item, Program, Statement, Subroutine } from './ast.ts';
import { attachComments } from './comments.ts';
import { chunks, tooDeep, type Chunk } from './chunks.ts';
import { describeLexicalError, describeSyntaxError } from './syntax-errors.ts';
import type { Grammar } from './grammar.ts';
import type { Token } from './token.ts';

/**
 * Parses one file. Never throws: what does not fit is reported and becomes a `BadNode`, and parsing goes on with the next
 * statement or declaration. The tokens are cut at the top-level declarations and each piece is parsed alone, which bounds
 * memory and keeps an error where it is.
 */
export function parse(source: SourceFile, file: number, grammar: Grammar, reporter: Reporter): Program {
  const { tokens, comments, errors } = grammar.lexer.tokenize(source.text);
  for (const error of errors) describeLexicalError(error, source, file, reporter);
  const context: Context = { source, file, grammar, reporter };
  const items: Item[] = [];
  for (const chunk of chunks(tokens, grammar.declarationKeywords)) items.push(...parseChunk(chunk, context));
  const program: Program = { kind: 'Program', items, start: 0, end: source.text.length };
  attachComments(program, comments, source);
  return program;
}

interface Context {
  readonly source: SourceFile;
  readonly file: number;
  readonly grammar: Grammar;
  readonly reporter: Reporter;
}

function parseChunk(chunk: Chunk, context: Context): Item[] {
  const { grammar, file, reporter } = context;
  const deep = tooDeep(chunk.tokens);
  if (deep !== null) {
    reporter.report('VCP1006', { file, start: deep.start, end: deep.end }, 'this is nested too deeply to be read');
    return [badNode(chunk.tokens, context)];
  }
  const result = grammar.parser.parse(chunk.tokens);
  if (result.ok && chunk.unclosed === null) return [result.value as Item];
  if (chunk.unclosed !== null) {
    const { start, end } = chunk.unclosed;
    reporter.report('VCP1005', { file, start, end }, "this '{' has no '}'", {
      help: "Add the missing '}' where the block should end.",
    });
  }
  const recovered = recoverSubroutine(chunk.tokens, context);
  if (recovered !== null) return [recovered];
  if (!result.ok) describeSyntaxError(result, chunk.tokens, context.source, file, reporter);
  return [badNode(chunk.tokens, context)];
}

/** A subroutine that does not parse as a whole: its statements are parsed one by one, so that only the bad ones are lost. */
function recoverSubroutine(tokens: readonly Token[], context: Context): Subroutine | null {
  const open = tokens.findIndex((token) => token.type === '{');
  if (tokens[0]?.type !== 'sub' || open === -1) return null;
  const closing = tokens.at(-1)?.type === '}' ? tokens.length - 1 : tokens.length;
  const last = tokens[tokens.length - 1] as Token;
  const close: Token = closing < tokens.length ? last : { type: '}', text: '}', start: last.end, end: last.end };
  const head = context.grammar.parser.parse([...tokens.slice(0, open + 1), close]);
  if (!head.ok) return null;
  const subroutine = head.value as Subroutine;
  const statements: Statement[] = [];
  for (const chunk of chunks(tokens.slice(open + 1, closing), new Set())) {
    const result = context.grammar.parser.parse(chunk.tokens);
    if (result.ok) statements.push(result.value as Statement);
    else {
      describeSyntaxError(result, chunk.tokens, context.source, context.file, context.reporter);
      statements.push(badNode(chunk.tokens, context));
    }
  }
  const body: Block = { ...subroutine.body, statements, end: close.end };
  return { ...subroutine, body, end: close.end };
}

function badNode(tokens: readonly Token[], context: Context): BadNode {
  const start = (tokens[0] as Token).start;
  const end = (tokens[tokens.length - 1] as Token).end;
  return { kind: 'BadNode', text: context.source.text.slice(start, end), start, end };
}
