/**
 * LALR(1) tables for a grammar written in nearley's language.
 *
 * nearley's own runtime is an Earley parser: it accepts ambiguous grammars in silence and does, for each token, work that a
 * table knows beforehand. VCL needs neither, so the grammars are compiled to tables here. A grammar with a conflict is
 * refused: that is the proof that no text has two parses.
 *
 * @typedef {{ lhs: string, symbols: string[] }} Production
 */

const end = '$end';

/**
 * @param {Production[]} productions the first one's left side is the start symbol
 * @returns {{ terminals: string[], nonterminals: string[], states: { actions: [number, number][], gotos: [number, number][] }[], conflicts: string[] }}
 *   An action is a positive number, `shift to state n - 1`, a negative one, `reduce by production -n - 1`, or 0, accept.
 */
export function buildTables(productions) {
  const nonterminals = [...new Set(productions.map((production) => production.lhs))];
  const isNonterminal = new Set(nonterminals);
  const terminals = [
    end,
    ...new Set(productions.flatMap((production) => production.symbols).filter((symbol) => !isNonterminal.has(symbol))),
  ];
  const start = productions[0].lhs;
  const all = [{ lhs: '$accept', symbols: [start] }, ...productions];
  const byLhs = new Map();
  all.forEach((production, index) => {
    if (!byLhs.has(production.lhs)) byLhs.set(production.lhs, []);
    byLhs.get(production.lhs).push(index);
  });

  const { nullable, first } = firstSets(all, isNonterminal);
  const firstOf = (symbols, lookahead) => {
    const found = new Set();
    for (const symbol of symbols) {
      if (!isNonterminal.has(symbol)) {
        found.add(symbol);
        return found;
      }
      for (const terminal of first.get(symbol)) found.add(terminal);
      if (!nullable.has(symbol)) return found;
    }
    for (const terminal of lookahead) found.add(terminal);
    return found;
  };

  // An item is `production * 64 + dot`; a state is its kernel. LR(1) lookaheads are merged into LR(0) states until they settle.
  const width = 64;
  const states = [];
  const stateOfKernel = new Map();
  const queue = [];
  const addState = (kernel) => {
    const key = [...kernel.keys()].sort((a, b) => a - b).join(',');
    const known = stateOfKernel.get(key);
    if (known === undefined) {
      const id = states.length;
      stateOfKernel.set(key, id);
      states.push({ kernel: new Map([...kernel].map(([item, set]) => [item, new Set(set)])), moves: new Map() });
      queue.push(id);
      return id;
    }
    let grown = false;
    for (const [item, set] of kernel) {
      const old = states[known].kernel.get(item);
      for (const terminal of set) {
        if (!old.has(terminal)) {
          old.add(terminal);
          grown = true;
        }
      }
    }
    if (grown && !queue.includes(known)) queue.push(known);
    return known;
  };

  const closure = (kernel) => {
    const items = new Map([...kernel].map(([item, set]) => [item, new Set(set)]));
    const work = [...items.keys()];
    while (work.length > 0) {
      const item = work.pop();
      const production = all[Math.floor(item / width)];
      const dot = item % width;
      const next = production.symbols[dot];
      if (next === undefined || !isNonterminal.has(next)) continue;
      const lookahead = firstOf(production.symbols.slice(dot + 1), items.get(item));
      for (const index of byLhs.get(next)) {
        const target = index * width;
        let set = items.get(target);
        const before = set?.size ?? -1;
        if (set === undefined) {
          set = new Set();
          items.set(target, set);
        }
        for (const terminal of lookahead) set.add(terminal);
        if (set.size !== before) work.push(target);
      }
    }
    return items;
  };

  addState(new Map([[0, new Set([end])]]));
  while (queue.length > 0) {
    const id = queue.shift();
    const items = closure(states[id].kernel);
    states[id].items = items;
    const kernels = new Map();
    for (const [item, set] of items) {
      const symbol = all[Math.floor(item / width)].symbols[item % width];
      if (symbol === undefined) continue;
      if (!kernels.has(symbol)) kernels.set(symbol, new Map());
      kernels.get(symbol).set(item + 1, set);
    }
    for (const [symbol, kernel] of kernels) states[id].moves.set(symbol, addState(kernel));
  }

  const terminalId = new Map(terminals.map((terminal, index) => [terminal, index]));
  const nonterminalId = new Map(nonterminals.map((nonterminal, index) => [nonterminal, index]));
  const conflicts = [];
  const tables = states.map((state, id) => {
    const actions = new Map();
    const put = (terminal, action, why) => {
      const old = actions.get(terminal);
      if (old !== undefined && old.action !== action) conflicts.push(`state ${id} on ${terminal}: ${old.why} / ${why}`);
      actions.set(terminal, { action, why });
    };
    const gotos = [];
    for (const [symbol, target] of state.moves) {
      if (isNonterminal.has(symbol)) gotos.push([nonterminalId.get(symbol), target]);
      else put(symbol, target + 1, `shift ${symbol}`);
    }
    for (const [item, set] of state.items) {
      const index = Math.floor(item / width);
      const production = all[index];
      if (item % width !== production.symbols.length) continue;
      for (const terminal of set) {
        if (index === 0) put(terminal, 0, 'accept');
        else put(terminal, -index, `reduce ${production.lhs} -> ${production.symbols.join(' ')}`);
      }
    }
    return { actions: [...actions].map(([terminal, { action }]) => [terminalId.get(terminal), action]), gotos };
  });
  return { terminals, nonterminals, states: tables, conflicts };
}

function firstSets(productions, isNonterminal) {
  const nullable = new Set();
  const first = new Map([...isNonterminal, '$accept'].map((symbol) => [symbol, new Set()]));
  for (let changed = true; changed;) {
    changed = false;
    for (const { lhs, symbols } of productions) {
      let empty = true;
      for (const symbol of symbols) {
        const add = isNonterminal.has(symbol) ? first.get(symbol) : [symbol];
        for (const terminal of add) {
          if (!first.get(lhs).has(terminal)) {
            first.get(lhs).add(terminal);
            changed = true;
          }
        }
        if (!nullable.has(symbol)) {
          empty = false;
          break;
        }
      }
      if (empty && !nullable.has(lhs)) {
        nullable.add(lhs);
        changed = true;
      }
    }
  }
  return { nullable, first };
}
