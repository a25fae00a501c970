// Compiles grammars/*.ne to src/generated/*-grammar.ts: nearley reads the grammar, lalr.mjs makes the tables.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTables } from './lalr.mjs';

const require = createRequire(import.meta.url);
const nearley = require('nearley');
const compile = require('nearley/lib/compile');
const language = require('nearley/lib/nearley-language-bootstrapped');

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** nearley's reading of a grammar file, as productions with the source text of their actions. */
export function readGrammar(file) {
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled(language));
  parser.feed(readFileSync(file, 'utf8'));
  const compiled = compile(parser.results[0], { args: [file], version: '2' });
  const productions = compiled.rules.map((rule) => ({
    lhs: nonterminal(rule.name),
    symbols: rule.symbols.map((symbol) => (typeof symbol === 'string' ? nonterminal(symbol) : terminal(symbol))),
    action: actionText(rule.postprocess),
  }));
  const start = productions.findIndex((production) => production.lhs === nonterminal('main'));
  return [productions[start], ...productions.filter((_, index) => index !== start)];
}

/** A terminal may have the name of a nonterminal: `string -> %string`. */
function nonterminal(name) {
  return `<${name}>`;
}

/** A keyword or punctuation is a terminal of its own; `%name` is a type of the lexer, which nearley wraps in a test. */
function terminal(symbol) {
  return symbol.literal ?? /\{type: "(\w+)"\}/.exec(symbol.token)[1];
}

/** The helpers of nearley's repetitions work on one growing list, so that a long list costs no more than its length. */
function actionText(postprocess) {
  if (postprocess === null || postprocess === undefined) return 'build.list';
  if (typeof postprocess === 'object') {
    const helpers = { nuller: 'build.absent', id: 'build.id', arrpush: 'build.append' };
    return helpers[postprocess.builtin];
  }
  const text = postprocess.trim();
  return text === 'id' ? 'build.id' : text;
}

function emit(dialect) {
  const productions = readGrammar(join(root, 'grammars', `${dialect}.ne`));
  const { terminals, nonterminals, states, conflicts } = buildTables(productions);
  if (conflicts.length > 0) throw new Error(`grammars/${dialect}.ne is ambiguous:\n${conflicts.join('\n')}`);
  const nonterminalId = new Map(nonterminals.map((name, index) => [name, index]));
  const text = `// Generated from grammars/${dialect}.ne by scripts/build-grammars.mjs.
import * as build from '../syntax/build.ts';
import type { GrammarTables } from '../syntax/parser.ts';

export const ${dialect}Grammar: GrammarTables = {
  terminals: ${JSON.stringify(terminals)},
  nonterminals: ${JSON.stringify(nonterminals)},
  actions: ${JSON.stringify(states.map((state) => state.actions.flat()))},
  gotos: ${JSON.stringify(states.map((state) => state.gotos.flat()))},
  lhs: ${JSON.stringify(productions.map((production) => nonterminalId.get(production.lhs)))},
  lengths: ${JSON.stringify(productions.map((production) => production.symbols.length))},
  build: [${productions.map((production) => production.action).join(', ')}],
};
`;
  mkdirSync(join(root, 'src/generated'), { recursive: true });
  writeFileSync(join(root, 'src/generated', `${dialect}-grammar.ts`), text);
  return { productions: productions.length, states: states.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const dialect of ['fastly', 'varnish']) {
    const { productions, states } = emit(dialect);
    console.log(`grammars/${dialect}.ne: ${productions} productions, ${states} states, no conflict`);
  }
}
