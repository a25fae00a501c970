import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nearley from 'nearley';
import * as build from '../../src/syntax/build.ts';
import type { Token } from '../../src/syntax/token.ts';

type Compiled = { readonly rules: readonly CompiledRule[] };
type Postprocess = string | { readonly builtin: 'nuller' | 'id' | 'arrpush' } | null | undefined;

interface CompiledRule {
  readonly name: string;
  readonly symbols: readonly (string | { readonly literal?: string; readonly token?: string })[];
  readonly postprocess: Postprocess;
}

/** A derivation as nearley found it: which rule, and what each of its symbols matched. */
interface Derived {
  readonly postprocess: Postprocess;
  readonly parts: readonly (Derived | Token)[];
}

export type Reading =
  | { readonly value: unknown }
  /** How many tokens fit before the one that does not. */
  | { readonly fits: number };

/**
 * A grammar file as nearley itself understands it, read by nearley's Earley parser: slow, and without a table of ours between
 * the grammar and the tree.
 */
export class EarleyReader {
  readonly #grammar: nearley.Grammar;

  constructor(dialect: 'fastly' | 'varnish') {
    const { rules } = compiled(join(import.meta.dirname, '../../grammars', `${dialect}.ne`));
    const made = rules.map(({ name, symbols, postprocess }) => {
      const derive = (parts: (Derived | Token)[]): Derived => ({ postprocess, parts });
      return new nearley.Rule(name, symbols.map(matcher), derive);
    });
    this.#grammar = new nearley.Grammar(made);
    this.#grammar.start = 'main';
  }

  /** Throws where a text can be read in two ways. */
  read(tokens: readonly Token[]): Reading {
    const parser = new nearley.Parser(this.#grammar, { lexer: lexerOver(tokens) });
    try {
      parser.feed('');
    } catch (error) {
      if (error instanceof Error && 'offset' in error) return { fits: error.offset as number };
      throw error;
    }
    const results = parser.results as readonly Derived[];
    const [first] = results;
    if (first === undefined) return { fits: tokens.length };
    if (results.length > 1) throw new Error(`there are ${results.length} ways to read this`);
    return { value: evaluated(first).value };
  }
}

function compiled(file: string): Compiled {
  const require = createRequire(import.meta.url);
  const compile = require('nearley/lib/compile') as (tree: unknown, options: object) => Compiled;
  const language = nearley.Grammar.fromCompiled(
    require('nearley/lib/nearley-language-bootstrapped') as nearley.CompiledRules,
  );
  const parser = new nearley.Parser(language);
  parser.feed(readFileSync(file, 'utf8'));
  return compile(parser.results[0], { args: [file], version: '2' });
}

function matcher(symbol: CompiledRule['symbols'][number]): unknown {
  if (typeof symbol === 'string') return symbol;
  const type = symbol.literal ?? /\{type: "(\w+)"\}/.exec(symbol.token ?? '')?.[1];
  return { test: (token: Token) => token.type === type };
}

/** The tokens of our lexer. */
function lexerOver(tokens: readonly Token[]): nearley.Lexer {
  let at = 0;
  return {
    reset: () => (at = 0),
    next: () => tokens[at++] as unknown as nearley.LexerState,
    save: () => ({}) as nearley.LexerState,
    has: () => true,
    formatError: () => '',
  } as unknown as nearley.Lexer;
}

interface Evaluated {
  readonly value: unknown;
  /** Without tokens, -1. */
  readonly start: number;
  readonly end: number;
}

/** The node of a derivation: the action of its rule, with the place of the tokens below it. */
function evaluated(derived: Derived | Token): Evaluated {
  if ('text' in derived) return { value: derived, start: derived.start, end: derived.end };
  const parts = derived.parts.map(evaluated);
  const placed = parts.filter(({ start }) => start !== -1);
  const start = placed.at(0)?.start ?? -1;
  const end = placed.at(-1)?.end ?? -1;
  const values = parts.map(({ value }) => value);
  return { value: act(derived.postprocess, values, start, end), start, end };
}

function act(postprocess: Postprocess, values: unknown[], start: number, end: number): unknown {
  if (postprocess === null || postprocess === undefined) return values;
  if (typeof postprocess === 'object') {
    if (postprocess.builtin === 'nuller') return null;
    return postprocess.builtin === 'id' ? values[0] : [...(values[0] as unknown[]), values[1]];
  }
  const name = postprocess.trim().replace(/^build\./, '');
  const action = (build as Readonly<Record<string, build.Build>>)[name];
  if (action === undefined) throw new Error(`the grammar has an action '${postprocess}' that nothing defines`);
  return action(values, start, end);
}
