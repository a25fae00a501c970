import { id, type Build } from './build.ts';
import type { Token } from './token.ts';

/** What `scripts/build-grammars.mjs` makes of a grammar. */
export interface GrammarTables {
  readonly terminals: readonly string[];
  readonly nonterminals: readonly string[];
  /** For each state, pairs of terminal and action: shift to `n - 1`, reduce by production `-n - 1`, accept at 0. */
  readonly actions: readonly (readonly number[])[];
  /** For each state, pairs of nonterminal and next state. */
  readonly gotos: readonly (readonly number[])[];
  readonly lhs: readonly number[];
  readonly lengths: readonly number[];
  readonly build: readonly Build[];
}

export type ParseResult =
  | { readonly ok: true; readonly value: unknown }
  /** `token` is the first that does not fit; `undefined` when the tokens ended too early. */
  | { readonly ok: false; readonly token: Token | undefined; readonly expected: readonly string[] };

const nowhere = -1;

/** Stands in a table of actions where there is none. */
const none = -0x8000;

/** A shift-reduce parser over LALR(1) tables: linear in the number of tokens, and never more than one result. */
export class Parser {
  readonly #tables: GrammarTables;
  readonly #terminalIds: ReadonlyMap<string, number>;
  /** By state and terminal, and by state and nonterminal: every token asks, so each answer is one read. */
  readonly #actions: Int16Array;
  readonly #gotos: Int16Array;

  constructor(tables: GrammarTables) {
    this.#tables = tables;
    this.#terminalIds = new Map(tables.terminals.map((terminal, index) => [terminal, index]));
    this.#actions = dense(tables.actions, tables.terminals.length);
    this.#gotos = dense(tables.gotos, tables.nonterminals.length);
  }

  parse(tokens: readonly Token[]): ParseResult {
    const { lhs, lengths, build, terminals, nonterminals } = this.#tables;
    // Stacks with a height of their own: they never shrink, so nothing is allocated again.
    const states: number[] = [0];
    const values: unknown[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    let height = 0;
    let terminal = this.#terminal(tokens[0]);
    for (let at = 0; ;) {
      const state = states[height] as number;
      const action = terminal === undefined ? none : (this.#actions[state * terminals.length + terminal] as number);
      if (action === none)
        return { ok: false, token: tokens[at], expected: this.#expected(states.slice(0, height + 1)) };
      if (action > 0) {
        const token = tokens[at] as Token;
        values[height] = token;
        starts[height] = token.start;
        ends[height] = token.end;
        height += 1;
        states[height] = action - 1;
        at += 1;
        terminal = this.#terminal(tokens[at]);
        continue;
      }
      if (action === 0) return { ok: true, value: values[0] };
      const production = -action - 1;
      const base = height - (lengths[production] as number);
      // What matched nothing has no place, and does not widen the place of what holds it.
      let first = base;
      while (first < height && starts[first] === nowhere) first += 1;
      let last = height - 1;
      while (last >= base && ends[last] === nowhere) last -= 1;
      const start = first < height ? (starts[first] as number) : nowhere;
      const end = last >= base ? (ends[last] as number) : nowhere;
      const make = build[production] as Build;
      // Most productions only say that one thing is another.
      if (make !== id) values[base] = make(values.slice(base, height), start, end);
      starts[base] = start;
      ends[base] = end;
      height = base + 1;
      states[height] = this.#gotos[
        (states[base] as number) * nonterminals.length + (lhs[production] as number)
      ] as number;
    }
  }

  /** The number of a token's kind; 0 is the end. */
  #terminal(token: Token | undefined): number | undefined {
    return token === undefined ? 0 : this.#terminalIds.get(token.type);
  }

  /** The terminals that could have come next: those that the state stack accepts after its reductions. */
  #expected(states: readonly number[]): string[] {
    const { terminals } = this.#tables;
    return terminals.filter((_, terminal) => this.#accepts([...states], terminal)).sort();
  }

  #accepts(states: number[], terminal: number): boolean {
    const { lengths, lhs, terminals, nonterminals } = this.#tables;
    for (;;) {
      const action = this.#actions[(states[states.length - 1] as number) * terminals.length + terminal] as number;
      if (action === none) return false;
      if (action >= 0) return true;
      const production = -action - 1;
      states.length -= lengths[production] as number;
      const next =
        this.#gotos[(states[states.length - 1] as number) * nonterminals.length + (lhs[production] as number)];
      if (next === undefined || next === none) return false;
      states.push(next);
    }
  }
}

function dense(rows: readonly (readonly number[])[], width: number): Int16Array {
  const table = new Int16Array(rows.length * width).fill(none);
  rows.forEach((flat, row) => {
    for (let at = 0; at < flat.length; at += 2) table[row * width + (flat[at] as number)] = flat[at + 1] as number;
  });
  return table;
}
