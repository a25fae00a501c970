import * as make from '../ir/make.ts';
import type { Assign, Body, Expression, Message, Statement } from '../ir/model.ts';
import { mapSame, mapStatement } from '../ir/rewrite.ts';
import { visitReads } from '../ir/visit.ts';
import { mapStates } from './support/code.ts';
import type { Pass } from './pass.ts';

/**
 * F2: a new status takes the reason with it on the target, and leaves it alone in the source. Where the source sets both, the
 * status is set right before the reason, after everything that still reads the old one; elsewhere the reason is kept.
 */
export const keepReason: Pass = {
  name: 'keep-reason',
  description: 'Setting a status leaves the reason as it was.',
  needed: ({ source, target }) => target.dialect.traits.statusResetsReason && !source.dialect.traits.statusResetsReason,
  run: (program) =>
    mapStates(program, ['synth', 'deliver', 'log', 'backend-response'], (body) => keepIn(body, () => false)),
};

/** `isOverwritten`: whether the reason is set after the end of this body, before anything reads it. */
function keepIn(body: Body, isOverwritten: (message: Message) => boolean): Body {
  const inner = mapSame(body, (statement, at) => {
    const later = (message: Message): boolean =>
      statement.kind === 'if' && overwrites(body, at, message, isOverwritten(message));
    return mapStatement(statement, { body: (branch) => keepIn(branch, later) });
  });
  const result: Statement[] = [];
  let changed = inner !== body;
  for (let at = 0; at < inner.length; at += 1) {
    const statement = inner[at] as Statement;
    const message = setsStatus(statement);
    if (message === null) {
      result.push(statement);
      continue;
    }
    const place = reasonAfter(inner, at, message);
    if (place === at + 1 || (place === null && overwrites(inner, at, message, isOverwritten(message)))) {
      result.push(statement);
      continue;
    }
    changed = true;
    if (place !== null) {
      // What stands between reads the old reason, and goes first.
      result.push(...make.inPlaceOf({ ...statement, trailing: [] } as Statement, inner.slice(at + 1, place)));
      const { leading: _leading, blankBefore: _blank, ...bare } = statement;
      result.push(bare as Statement);
      at = place - 1;
    } else result.push(...keeping(statement, message));
  }
  return changed ? result : body;
}

function setsStatus(statement: Statement): Message | null {
  if (statement.kind !== 'assign' || statement.target.kind !== 'variable' || statement.target.vocabulary !== 'core')
    return null;
  if (statement.target.name === 'resp.status') return 'resp';
  return statement.target.name === 'beresp.status' ? 'beresp' : null;
}

/** The index of the assignment of the reason that follows, if what stands between may go before the status. */
function reasonAfter(body: Body, from: number, message: Message): number | null {
  for (let at = from + 1; at < body.length; at += 1) {
    const statement = body[at] as Statement;
    if (statement.kind === 'assign' && isVariable(statement.target, `${message}.reason`)) return at;
    if (!isPlain(statement)) return null;
    let readsStatus = false;
    visitReads(statement, (expression) => {
      if (isVariable(expression, `${message}.status`)) readsStatus = true;
    });
    if (readsStatus || ('target' in statement && isVariable(statement.target, `${message}.status`))) return null;
  }
  return null;
}

/** Whether what comes after a statement sets the reason without a look at the old one; `end`: what holds after the body. */
function overwrites(body: Body, from: number, message: Message, end: boolean): boolean {
  for (let at = from + 1; at < body.length; at += 1) {
    const statement = body[at] as Statement;
    if (!isPlain(statement) || setsStatus(statement) === message) return false;
    let readsReason = false;
    visitReads(statement, (expression) => {
      if (isVariable(expression, `${message}.reason`)) readsReason = true;
    });
    if (readsReason) return false;
    if (statement.kind === 'assign' && isVariable(statement.target, `${message}.reason`)) return true;
  }
  return end;
}

function isPlain(statement: Statement): boolean {
  return (
    statement.kind === 'assign' ||
    statement.kind === 'remove' ||
    statement.kind === 'append' ||
    statement.kind === 'set-body' ||
    statement.kind === 'log'
  );
}

function isVariable(expression: Expression, name: string): boolean {
  return expression.kind === 'variable' && expression.vocabulary === 'core' && expression.name === name;
}

function keeping(statement: Statement, message: Message): readonly Statement[] {
  const kept = make.local('reason', 'string');
  const reason = make.core(`${message}.reason`, 'string');
  const before: Assign = make.assign(kept, reason, statement.origin);
  return make.inPlaceOf(statement, [
    before,
    { ...statement, leading: [], trailing: [] } as Statement,
    make.assign(reason, kept, statement.origin),
  ]);
}
