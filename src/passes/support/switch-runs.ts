import { canFallThrough } from '../../ir/flow.ts';
import * as make from '../../ir/make.ts';
import type { Body, Case, Expression } from '../../ir/model.ts';
import { visitStatements } from '../../ir/visit.ts';

/** Cases that lead to the same code, one after the other; `null` among the tests is the default. */
export interface Entry {
  readonly tests: readonly Case[];
  readonly body: Body;
  readonly falls: boolean;
}

/** Cases that fall through make one run with the next; those without code make one entry with it. */
export function runsOf(cases: readonly Case[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = [];
  let run: Entry[] = [];
  let waiting: Case[] = [];
  for (const item of cases) {
    const at = item.body.findLastIndex((statement) => statement.kind !== 'remark');
    const last = item.body[at];
    const falls = last?.kind === 'fallthrough';
    const body = falls
      ? [...item.body.slice(0, at), ...make.inPlaceOf(last, []), ...item.body.slice(at + 1)]
      : item.body;
    waiting.push(item);
    if (falls && body.length === 0) continue;
    run.push({ tests: waiting, body, falls: falls && canFallThrough(body) });
    waiting = [];
    if (falls && canFallThrough(body)) continue;
    runs.push(run);
    run = [];
  }
  if (waiting.length > 0) run.push({ tests: waiting, body: [], falls: false });
  return run.length > 0 ? [...runs, run] : runs;
}

export function isDefault(entry: Entry): boolean {
  return entry.tests.some((item) => item.test === null);
}

/** The comments of the cases stand before their code. */
export function withComments(tests: readonly Case[], body: Body): Body {
  const comments = tests.flatMap((item) => [...(item.leading ?? []), ...(item.trailing ?? [])]);
  if (comments.length === 0) return body;
  const [first, ...rest] = body;
  if (first === undefined) return [{ kind: 'remark', comments, origin: null }];
  return [{ ...first, leading: [...comments, ...(first.leading ?? [])] }, ...rest];
}

export function isShort(body: Body): boolean {
  let short = true;
  visitStatements(body, (statement) => {
    if (
      statement.kind === 'if' ||
      statement.kind === 'nested' ||
      statement.leading !== undefined ||
      statement.trailing !== undefined
    )
      short = false;
  });
  return short;
}

/** Whether naming a value again costs nothing: what only one language has a name for may have to be worked out in the other. */
export function isPlain(subject: Expression): boolean {
  if (subject.kind === 'variable') return subject.vocabulary === 'core';
  return ['header', 'local', 'carrier', 'string', 'boolean', 'capture'].includes(subject.kind);
}
