import * as make from '../../ir/make.ts';
import type { Item, Program, StateCode, Statement } from '../../ir/model.ts';

const declared: ReadonlySet<string> = new Set(['acl', 'backend', 'director', 'probe']);
/** A table is code as soon as it is one of the target. */
const codeKinds: ReadonlySet<string> = new Set(['state', 'subroutine', 'table']);

/**
 * Adds code for when the configuration is loaded: before what is there already, or behind it. Where there is none yet, it
 * comes after the declarations.
 */
export function inLoad(program: Program, statements: readonly Statement[], place: 'first' | 'last' = 'last'): Program {
  if (statements.length === 0) return program;
  const known = program.items.find((item): item is StateCode => item.kind === 'state' && item.states.includes('load'));
  if (known !== undefined) {
    const items = program.items.map((item): Item =>
      item === known ? { ...known, body: joined(known, statements, place) } : item,
    );
    return { ...program, items };
  }
  const load: StateCode = {
    kind: 'state',
    states: ['load'],
    body: [...statements, end()],
    origin: null,
    blankBefore: true,
  };
  const first = program.items.findIndex((item) => codeKinds.has(item.kind));
  const before = first === -1 ? program.items : program.items.slice(0, first);
  // Code can use only what was made above it.
  const at = before.findLastIndex((item) => declared.has(item.kind)) + 1 || before.length;
  return { ...program, items: [...program.items.slice(0, at), load, ...program.items.slice(at)] };
}

function end(): Statement {
  return { ...make.transition('ok'), blankBefore: true };
}

function joined(known: StateCode, statements: readonly Statement[], place: 'first' | 'last'): readonly Statement[] {
  const at = known.body.findIndex((statement) => statement.kind === 'transition');
  const [code, rest] = at === -1 ? [known.body, [end()]] : [known.body.slice(0, at), known.body.slice(at)];
  const [first, ...others] = place === 'first' ? code : statements;
  const spaced: readonly Statement[] = first === undefined ? [] : [{ ...first, blankBefore: true }, ...others];
  return place === 'first' ? [...statements, ...spaced, ...rest] : [...code, ...spaced, ...rest];
}
