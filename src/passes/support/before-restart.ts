import type { Body, Program, Statement } from '../../ir/model.ts';
import { keyOf, writtenPlace } from '../../ir/places.ts';
import { allStates } from '../../ir/states.ts';
import { visitStatements } from '../../ir/visit.ts';
import { codesOf } from './code.ts';

interface Summary {
  readonly written: Set<string>;
  /** Of these, what is written before a restart of the fetch. */
  readonly before: Set<string>;
  restarts: boolean;
}

/**
 * What the fetch may have changed in the request when the request begins again: everything where a later state restarts it,
 * and otherwise what stands, in the order of the text, before a restart of the fetch itself.
 */
export function changedBeforeRestart(program: Program): (key: string) => boolean {
  if (codesOf(program, ['deliver', 'synth']).some(({ body }) => restarts(body))) return () => true;
  const codes = codesOf(program, ['backend-response', 'backend-error']);
  const bodies = new Map(
    codes.flatMap((code) => (code.kind === 'subroutine' ? [[code.name, code.body] as const] : [])),
  );
  const summaries = new Map<string, Summary>();
  const summaryOf = (name: string): Summary => {
    const known = summaries.get(name);
    if (known !== undefined) return known;
    const summary: Summary = { written: new Set(), before: new Set(), restarts: false };
    summaries.set(name, summary);
    summarise(bodies.get(name) ?? [], summary, summaryOf);
    return summary;
  };
  const whole: Summary = { written: new Set(), before: new Set(), restarts: false };
  for (const code of codes) if (code.kind === 'state') summarise(code.body, whole, summaryOf);
  return (key) => whole.before.has(key);
}

/** Whether the code itself makes a request begin again, from either side. */
export function mayRestart(program: Program): boolean {
  return codesOf(program, allStates).some(({ body }) => restarts(body) || restartsFetch(body));
}

function restartsFetch(body: Body): boolean {
  let has = false;
  visitStatements(body, (statement) => {
    has ||= isFetchRestart(statement);
  });
  return has;
}

function isFetchRestart(statement: Statement): boolean {
  const place = writtenPlace(statement);
  return place?.kind === 'carrier' && place.name === 'restarting';
}

function summarise(body: Body, summary: Summary, summaryOf: (name: string) => Summary): void {
  visitStatements(body, (statement) => {
    const called = statement.kind === 'call-subroutine' ? summaryOf(statement.name) : null;
    const place = writtenPlace(statement);
    if (isFetchRestart(statement) || called?.restarts === true) {
      summary.restarts = true;
      addAll(summary.before, summary.written);
    }
    addAll(summary.before, called?.before ?? []);
    addAll(summary.written, called?.written ?? []);
    const key = place === null ? null : keyOf(place);
    if (key !== null) summary.written.add(key);
  });
}

function addAll(set: Set<string>, keys: Iterable<string>): void {
  for (const key of keys) set.add(key);
}

/** A restart of the source's own. */
function restarts(body: Body): boolean {
  let has = false;
  visitStatements(body, (statement) => {
    has ||= statement.kind === 'transition' && statement.action === 'restart' && statement.origin !== null;
  });
  return has;
}
