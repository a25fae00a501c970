// The loop: a program, plans for it, both sides, and what to do when they differ.

import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { unannounced } from '../../src/verify/summary.ts';
import { Varnishd } from '../../src/verify/varnishd.ts';
import { SourceError, type Verification, verify } from '../../src/verify/verify.ts';
import { isKnown } from './known.ts';
import { program } from './programs.ts';
import { scenarioOf } from './scenario-of.ts';

export interface Fault {
  readonly program: string;
  /** What differs, in a line. */
  readonly summary: string;
  /** As a file of test/scenarios. */
  readonly scenario: string;
}

export interface FuzzOptions {
  readonly programs: number;
  readonly seed: number;
  /** The first program that is played; the others of the seed before it are not. */
  readonly first?: number;
  /** How long a program that fails is made smaller. */
  readonly shrinkSeconds: number;
  /** How many programs are played at once, each on a varnishd of its own; most of a program is gcc and waiting. */
  readonly jobs?: number;
  readonly report?: (fault: Fault, at: number) => void;
  readonly progress?: (done: number) => void;
}

/** One program of so many is played with pauses, in which objects go out of date. */
const waits = 12;
/** Seconds for a program; most need one. */
const budget = 8;

export async function fuzz(
  options: FuzzOptions,
): Promise<{ readonly programs: number; readonly faults: readonly Fault[] }> {
  const faults = new Map<number, Fault>();
  const first = options.first ?? 0;
  let next = first;
  let done = 0;
  const worker = async (): Promise<void> => {
    let varnishd = await Varnishd.start();
    try {
      for (let at = next++; at < first + options.programs; at = next++) {
        if (varnishd.trouble !== null) {
          varnishd.stop();
          varnishd = await Varnishd.start();
        }
        const fault = await one(options.seed * 1_000_003 + at, options.shrinkSeconds, varnishd);
        if (fault !== null) {
          faults.set(at, fault);
          options.report?.(fault, at);
        }
        done += 1;
        options.progress?.(done);
      }
    } finally {
      varnishd.stop();
    }
  };
  await Promise.all(Array.from({ length: options.jobs ?? availableParallelism() + 1 }, worker));
  const inOrder = [...faults].toSorted(([one], [other]) => one - other).map(([, fault]) => fault);
  return { programs: options.programs, faults: inOrder };
}

/** One program; where it fails, the smallest that fails in the same way, found in the time there is. */
async function one(seed: number, shrinkSeconds: number, varnishd: Varnishd): Promise<Fault | null> {
  let smallest: Fault | null = null;
  let kind: string | null = null;
  let deadline = Infinity;
  const property = fc.asyncProperty(program, async (text) => {
    if (Date.now() > deadline) return;
    const fault = await faultOf(text, varnishd, seed % waits === 0);
    if (fault === null) return;
    // Another fault on the way is another program's matter.
    const own = kindOf(fault.summary);
    if (kind !== null && own !== kind) return;
    if (kind === null) deadline = Date.now() + shrinkSeconds * 1000;
    kind = own;
    smallest = fault;
    throw new Error(fault.summary);
  });
  await fc.check(property, { numRuns: 1, seed, interruptAfterTimeLimit: (shrinkSeconds + 60) * 1000 });
  return smallest;
}

/** The aspects that differ, without what they are. */
function kindOf(summary: string): string {
  return summary.replace(/:.*/s, '').replaceAll(/\d+/g, 'N');
}

export async function faultOf(text: string, varnishd: Varnishd, pauses = false): Promise<Fault | null> {
  let verification: Verification;
  try {
    verification = await verify({ name: 'main.vcl', text }, { budget, seed: 1, plays: 150, pauses, varnishd });
  } catch (error) {
    const reason =
      error instanceof SourceError ? error.diagnostics.map(({ message }) => message).join('; ') : String(error);
    return { program: text, summary: `not played: ${reason}`, scenario: scenarioOf(text, null) };
  }
  const { refused, played, trouble } = verification;
  if (refused !== null)
    return {
      program: text,
      summary: `refused by varnishd: ${refused.slice(0, 300)}`,
      scenario: scenarioOf(text, null),
    };
  for (const { plan, steps, stopped } of played) {
    if (stopped !== null)
      return { program: text, summary: `stopped: ${stopped.slice(0, 300)}`, scenario: scenarioOf(text, null) };
    for (const [at, step] of steps.entries()) {
      const first = unannounced(step.findings).find((finding) => !isKnown(finding));
      if (first === undefined) continue;
      const summary = `${first.aspect}: ${JSON.stringify(first.fastly)} on the machine, ${JSON.stringify(first.varnish)} on varnishd`;
      return { program: text, summary, scenario: scenarioOf(text, { plan, steps, at }) };
    }
  }
  const [first] = trouble;
  return first === undefined
    ? null
    : { program: text, summary: `the machine: ${first}`, scenario: scenarioOf(text, null) };
}
