import type { Item, Platform, Program, StateCode } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import * as make from '../ir/make.ts';
import type { State } from '../ir/states.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V10: every state of the target has its code, which begins with the line where the platform puts its own part: without it the
 * platform does not take the configuration.
 */
export const addMacros: Pass = {
  name: 'add-macros',
  description: 'Every state has its code, and the line of the platform in it.',
  needed: ({ source, target }) => hasMacros(target.dialect.traits.macros) && !hasMacros(source.dialect.traits.macros),
  run(program, context) {
    // A part of a configuration has no states of its own.
    if (!program.items.some((item) => item.kind === 'state')) return program;
    const { macros } = context.target.dialect.traits;
    const items = mapSame(program.items, (item): Item => {
      const text =
        item.kind === 'state'
          ? item.states.map((state) => macros[state]).find((line) => line !== undefined)
          : undefined;
      return item.kind !== 'state' || text === undefined ? item : { ...item, body: [line(text), ...item.body] };
    });
    return { ...program, items: [...items, ...missing(program, context)] } satisfies Program;
  },
};

function hasMacros(macros: object): boolean {
  return Object.keys(macros).length > 0;
}

function line(text: string): Platform {
  return { kind: 'platform', scope: text.slice(text.lastIndexOf(' ') + 1), text, origin: null };
}

/** States that the source does not have. */
function missing(program: Program, { target }: PassContext): readonly StateCode[] {
  const there = new Set(program.items.flatMap((item) => (item.kind === 'state' ? item.states : [])));
  const { macros } = target.dialect.traits;
  const { machine } = target.dialect;
  return (Object.entries(macros) as [State, string][]).flatMap(([state, text]) => {
    const action = machine.defaults[state];
    if (there.has(state) || action === undefined) return [];
    return [
      {
        kind: 'state',
        states: [state],
        body: [line(text), make.transition(action)],
        blankBefore: true,
        origin: null,
      } satisfies StateCode,
    ];
  });
}
