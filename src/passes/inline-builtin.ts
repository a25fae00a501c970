import { sameMeaning } from '../ir/equal.ts';
import { canFallThrough, reachable } from '../ir/flow.ts';
import * as make from '../ir/make.ts';
import type { Body, If, Item, Program, Statement, Subroutine } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { visitStatements } from '../ir/visit.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { vclSubroutines } from './support/vcl.ts';
import type { Pass } from './pass.ts';

/**
 * V1: what the source does by itself at the end of a state is code like any other. Where the configuration has put code of its
 * own before a part of it, the two are one subroutine; the other parts stand where they run.
 */
export const inlineBuiltin: Pass = {
  name: 'inline-builtin',
  description: 'What the machine of the source does by itself is written out.',
  needed: ({ source, target }) => source.dialect.builtin !== target.dialect.builtin && source.dialect.builtin !== '',
  run(program, context) {
    const builtin = new Map(
      vclSubroutines(context.source, context.source.dialect.builtin).map((item) => [item.name, item]),
    );
    const own = overridden(program, builtin);
    const named = new Map([...own.keys()].map((hook) => [hook, context.names.declare(hook.replace(/^vcl_/, ''))]));
    const inline = (body: Body, outer: boolean): Body =>
      rewriteStatementKinds(body, statementKinds('call-subroutine'), (statement): readonly Statement[] => {
        const hook = statement.name.toLowerCase();
        const name = named.get(hook);
        if (name !== undefined) return [{ ...statement, name }];
        const code = builtin.get(hook);
        if (code === undefined) return [statement];
        const body = inline(code.body, false);
        return make.inPlaceOf(statement, outer && statement.origin === null ? body.map(apart) : body);
      });
    const written = new Set<string>();
    const items = program.items.flatMap((item): Item[] => {
      const hook = item.kind === 'subroutine' ? item.name.toLowerCase() : '';
      const definition = own.get(hook);
      if (definition === undefined) return [item];
      if (written.has(hook)) return [];
      written.add(hook);
      return [{ ...definition, name: named.get(hook) as string }];
    });
    return mapBodies({ ...program, items }, (body) => reachable(joinChoices(inline(body, true))));
  },
};

/** What has a comment stands apart. */
function apart(statement: Statement): Statement {
  return statement.leading === undefined ? statement : { ...statement, blankBefore: true };
}

/** The parts that the configuration has code of its own before, each with that code and its own. */
function overridden(program: Program, builtin: ReadonlyMap<string, Subroutine>): ReadonlyMap<string, Subroutine> {
  const found = new Map<string, Subroutine>();
  for (const item of program.items) {
    if (item.kind !== 'subroutine' || !builtin.has(item.name.toLowerCase())) continue;
    const hook = item.name.toLowerCase();
    const first = found.get(hook);
    found.set(hook, first === undefined ? item : { ...first, body: [...first.body, ...item.body] });
  }
  for (const [hook, definition] of found) {
    const rest = canFallThrough(definition.body) ? (builtin.get(hook)?.body ?? []) : [];
    found.set(hook, { ...definition, body: [...definition.body, ...rest] });
  }
  return found;
}

/** Conditions that the source tests one by one, and that lead to the same, are one. */
function joinChoices(body: Body): Body {
  const result: Statement[] = [];
  for (const statement of body) {
    const last = result.at(-1);
    const joined = last === undefined ? null : joinTwo(last, statement);
    if (joined === null) result.push(statement);
    else result[result.length - 1] = joined;
  }
  return result.length === body.length ? body : result;
}

function joinTwo(first: Statement, second: Statement): If | null {
  if (!isOwnChoice(first) || !isOwnChoice(second) || second.leading !== undefined) return null;
  const [one] = first.branches;
  const [other] = second.branches;
  if (one === undefined || other === undefined || first.branches.length + second.branches.length > 2) return null;
  if (
    first.otherwise !== null ||
    second.otherwise !== null ||
    canFallThrough(one.body) ||
    !sameMeaning(one.body, other.body)
  )
    return null;
  return { ...first, branches: [{ ...one, condition: make.logical('||', [one.condition, other.condition]) }] };
}

/** A choice that is not in the source, and that calls nothing the source has. */
function isOwnChoice(statement: Statement): statement is If {
  if (statement.kind !== 'if' || statement.origin !== null) return false;
  let calls = false;
  visitStatements(statement.branches[0]?.body ?? [], (inner) => {
    calls ||= inner.kind === 'call-subroutine';
  });
  return !calls;
}
