import { fastlyGrammar } from '../generated/fastly-grammar.ts';
import { varnishGrammar } from '../generated/varnish-grammar.ts';
import { fastlyLexer, varnishLexer, type Lexer } from './lexer.ts';
import { Parser } from './parser.ts';

/** All that it takes to read a dialect. */
export interface Grammar {
  readonly lexer: Lexer;
  readonly parser: Parser;
  /** Words that begin a declaration, which can stand only at the top. */
  readonly declarationKeywords: ReadonlySet<string>;
}

export const fastlySyntax: Grammar = {
  lexer: fastlyLexer,
  parser: new Parser(fastlyGrammar),
  declarationKeywords: new Set(['sub', 'backend', 'acl', 'table', 'director', 'penaltybox', 'ratecounter']),
};

export const varnishSyntax: Grammar = {
  lexer: varnishLexer,
  parser: new Parser(varnishGrammar),
  declarationKeywords: new Set(['sub', 'backend', 'acl', 'probe']),
};
