import type { Build } from './build.ts';
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

/** A shift-reduce parser over LALR(1) tables: linear in the number of tokens, and never more than one result. */
export class Parser {
  readonly #tables: GrammarTables;
  readonly #terminalIds: ReadonlyMap<string, number>;
  readonly #actions: readonly ReadonlyMap<number, number>[];
  readonly #gotos: readonly ReadonlyMap<number, number>[];

  constructor(tables: GrammarTables) {
    this.#tables = tables;
    this.#terminalIds = new Map(tables.terminals.map((terminal, index) => [terminal, index]));
    this.#actions = tables.actions.map(pairs);
    this.#gotos = tables.gotos.map(pairs);
  }

  parse(tokens: readonly Token[]): ParseResult {
    const { lhs, lengths, build } = this.#tables;
    const states: number[] = [0];
    const values: unknown[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    for (let at = 0; ;) {
      const token = tokens[at];
      const state = states[states.length - 1] as number;
      const terminal = token === undefined ? 0 : this.#terminalIds.get(token.type);
      const action = terminal === undefined ? undefined : this.#actions[state]?.get(terminal);
      if (action === undefined) return { ok: false, token, expected: this.#expected(states) };
      if (action > 0) {
        states.push(action - 1);
        values.push(token);
        starts.push((token as Token).start);
        ends.push((token as Token).end);
        at += 1;
        continue;
      }
      if (action === 0) return { ok: true, value: values[0] };
      const production = -action - 1;
      const length = lengths[production] as number;
      const base = values.length - length;
      // What matched nothing has no place, and does not widen the place of what holds it.
      let first = base;
      while (first < starts.length && starts[first] === nowhere) first += 1;
      let last = ends.length - 1;
      while (last >= base && ends[last] === nowhere) last -= 1;
      const start = first < starts.length ? (starts[first] as number) : nowhere;
      const end = last >= base ? (ends[last] as number) : nowhere;
      const value = (build[production] as Build)(values.slice(base), start, end);
      states.length = base + 1;
      values.length = base;
      starts.length = base;
      ends.length = base;
      states.push(this.#gotos[states[base] as number]?.get(lhs[production] as number) as number);
      values.push(value);
      starts.push(start);
      ends.push(end);
    }
  }

  /** The terminals that could have come next: those that the state stack accepts after its reductions. */
  #expected(states: readonly number[]): string[] {
    const state = states[states.length - 1] as number;
    const found: string[] = [];
    for (const terminal of this.#actions[state]?.keys() ?? []) {
      if (this.#accepts([...states], terminal)) found.push(this.#tables.terminals[terminal] as string);
    }
    return found.sort();
  }

  #accepts(states: number[], terminal: number): boolean {
    for (;;) {
      const action = this.#actions[states[states.length - 1] as number]?.get(terminal);
      if (action === undefined) return false;
      if (action >= 0) return true;
      const production = -action - 1;
      states.length -= this.#tables.lengths[production] as number;
      const next = this.#gotos[states[states.length - 1] as number]?.get(this.#tables.lhs[production] as number);
      if (next === undefined) return false;
      states.push(next);
    }
  }
}

function pairs(flat: readonly number[]): ReadonlyMap<number, number> {
  const map = new Map<number, number>();
  for (let at = 0; at < flat.length; at += 2) map.set(flat[at] as number, flat[at + 1] as number);
  return map;
}
