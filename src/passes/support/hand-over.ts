import * as make from '../../ir/make.ts';
import type { Body, Carrier, Expression, Statement } from '../../ir/model.ts';
import { flatMapSame, mapStatement } from '../../ir/rewrite.ts';
import type { Type } from '../../ir/types.ts';
import { visitBodyReads, visitStatements } from '../../ir/visit.ts';
import { kinds, visitKinds } from '../../ir/kinds.ts';

/** What is handed over to a subroutine, and what it gives back. Both are read right after they were written, in one state. */
export const parameterOf = (subroutine: string, name: string, type: Type, scope: Carrier['scope']): Carrier =>
  make.carrier(`${subroutine}.${name}`, type, scope);
export const resultOf = (subroutine: string, type: Type, scope: Carrier['scope']): Carrier =>
  make.carrier(`${subroutine} result`, type, scope);

export function isHandedOver(expression: Expression): expression is Carrier {
  if (expression.kind !== 'carrier' || (expression.scope !== 'client' && expression.scope !== 'backend')) return false;
  return /^(?!(?:req|bereq|beresp|obj|resp)\.)\w+(?:\.\w+| result)$/.test(expression.name);
}

/**
 * Leaves out what is handed over and never read, and calls of subroutines that do nothing then. Bodies of one state, by the
 * names that they are called by.
 */
export function withoutUnread(bodies: ReadonlyMap<string, Body>): ReadonlyMap<string, Body> {
  const read = new Set<string>();
  for (const body of bodies.values())
    visitBodyReads(body, (expression) => isHandedOver(expression) && read.add(expression.name));
  const isIdle = (statement: Statement, after: Body): boolean => {
    if (statement.kind === 'call-subroutine') {
      const called = bodies.get(statement.name);
      return called !== undefined && onlyGives(called) && !readsResult(after, statement.name);
    }
    if ((statement.kind !== 'assign' && statement.kind !== 'remove') || !isHandedOver(statement.target)) return false;
    const { name } = statement.target;
    const [subroutine = '', parameter] = name.split('.');
    return !read.has(name) || (parameter !== undefined && !after.some((later) => calls(later, subroutine)));
  };
  let changed = false;
  const prune = (body: Body): Body =>
    flatMapSame(body, (statement) => {
      if (isIdle(statement, body.slice(body.indexOf(statement) + 1))) return make.inPlaceOf(statement, []);
      const inner = mapStatement(statement, { body: prune });
      return inner === statement ? [statement] : isEmptyIf(inner) ? [] : [inner];
    });
  const pruned = new Map(
    [...bodies].map(([name, body]) => {
      const result = prune(body);
      changed ||= result !== body;
      return [name, result];
    }),
  );
  return changed ? withoutUnread(pruned) : bodies;
}

/** Whether a subroutine does nothing but work out its value. */
function onlyGives(body: Body): boolean {
  return body.every((statement) => {
    switch (statement.kind) {
      case 'remark':
      case 'declare':
      case 'return':
        return true;
      case 'assign':
      case 'remove':
        return statement.target.kind === 'local' || isHandedOver(statement.target);
      case 'if':
        return statement.branches.every((branch) => onlyGives(branch.body)) && onlyGives(statement.otherwise ?? []);
      default:
        return false;
    }
  });
}

function readsResult(body: Body, subroutine: string): boolean {
  const result = `${originalOf(subroutine)} result`;
  let reads = false;
  visitKinds(body, kinds('carrier'), ({ name }) => {
    if (name === result) reads = true;
  });
  return reads;
}

function calls(statement: Statement, original: string): boolean {
  let found = false;
  visitStatements([statement], (inner) => {
    if (inner.kind === 'call-subroutine' && originalOf(inner.name) === original) found = true;
  });
  return found;
}

/** The name in the source of a version for one state. */
function originalOf(name: string): string {
  return name.split('@')[0] ?? name;
}

function isEmptyIf(statement: Statement): boolean {
  if (statement.kind !== 'if') return false;
  return [...statement.branches.map((branch) => branch.body), statement.otherwise ?? []].every(
    (body) => body.length === 0,
  );
}
