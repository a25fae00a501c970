import type { Body, Item, Program, Statement, Subroutine } from '../ir/model.ts';
import { flatMapSame, mapSame, mapStatement } from '../ir/rewrite.ts';
import { kinds, mapKinds, statementKinds, visitKinds, visitStatementKinds } from '../ir/kinds.ts';
import type { Pass, PassContext } from './pass.ts';
import { unsupported } from './support/unsupported.ts';

/** No compiler takes a subroutine that calls itself; without the call that closes the circle, every walk over calls ends. */
export const cutRecursion: Pass = {
  name: 'cut-recursion',
  description: 'No subroutine calls itself, by itself or by others.',
  run(program, context) {
    const subroutines = new Map(
      program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item]] : [])),
    );
    const closing = closingCalls(subroutines);
    if (closing.size === 0) return program;
    const items = mapSame(program.items, (item): Item => {
      if (item.kind !== 'subroutine') return item;
      const forbidden = closing.get(item.name);
      return forbidden === undefined ? item : { ...item, body: withoutCalls(item.body, forbidden, context) };
    });
    return { ...program, items } satisfies Program;
  },
};

/** For each subroutine, those it calls that are on the way to it already. */
function closingCalls(subroutines: ReadonlyMap<string, Subroutine>): ReadonlyMap<string, ReadonlySet<string>> {
  const closing = new Map<string, Set<string>>();
  const state = new Map<string, 'open' | 'done'>();
  const walk = (name: string): void => {
    state.set(name, 'open');
    for (const called of callsIn((subroutines.get(name) as Subroutine).body)) {
      if (!subroutines.has(called)) continue;
      const seen = state.get(called);
      if (seen === 'open') closing.set(name, (closing.get(name) ?? new Set()).add(called));
      else if (seen === undefined) walk(called);
    }
    state.set(name, 'done');
  };
  for (const name of subroutines.keys()) if (!state.has(name)) walk(name);
  return closing;
}

function callsIn(body: Body): ReadonlySet<string> {
  const found = new Set<string>();
  visitStatementKinds(body, statementKinds('call-subroutine'), ({ name }) => {
    found.add(name);
  });
  visitKinds(body, kinds('apply'), ({ subroutine }) => {
    found.add(subroutine);
  });
  return found;
}

function withoutCalls(body: Body, forbidden: ReadonlySet<string>, context: PassContext): Body {
  const report = (name: string, origin: Statement['origin']): void => {
    context.reporter.report('VCP1032', origin, `'${name}' is on its way to this call already`);
  };
  const cut = (inner: Body): Body =>
    flatMapSame(inner, (statement): readonly Statement[] => {
      if (statement.kind !== 'call-subroutine' || !forbidden.has(statement.name))
        return [mapStatement(statement, { body: cut })];
      report(statement.name, statement.origin);
      return unsupported(statement, 'VCP1032', context);
    });
  return mapKinds(cut(body), kinds('apply'), (expression) => {
    if (!forbidden.has(expression.subroutine)) return expression;
    report(expression.subroutine, expression.origin);
    return { kind: 'unset', origin: expression.origin };
  });
}
