import { plural } from '../report/summary.ts';
import type { Finding } from './play.ts';
import type { Verification } from './verify.ts';

export interface Counts {
  readonly plans: number;
  readonly requests: number;
  /** Requests with differences that diagnostics cover, all of them. */
  readonly announced: number;
  /** Requests with a difference that nobody announced. */
  readonly unannounced: number;
  readonly stopped: number;
  /** Requests that were left out, after a difference that leads the rest of a plan astray. */
  readonly unplayed: number;
}

export function unannounced(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ announcedBy }) => announcedBy === null);
}

export function countsOf({ played }: Verification): Counts {
  const steps = played.flatMap((one) => one.steps);
  const open = steps.filter(({ findings }) => unannounced(findings).length > 0).length;
  return {
    plans: played.length,
    requests: steps.length,
    announced: steps.filter(({ findings }) => findings.length > 0).length - open,
    unannounced: open,
    stopped: played.filter(({ stopped }) => stopped !== null).length,
    unplayed: played.reduce((sum, one) => sum + one.unplayed, 0),
  };
}

/** Whether both sides did the same, as far as nobody said otherwise. */
export function holds(verification: Verification): boolean {
  const { unannounced: open, stopped } = countsOf(verification);
  return wasPlayed(verification) && open === 0 && stopped === 0 && verification.trouble.length === 0;
}

/** Whether anything was tried on both sides. */
export function wasPlayed(verification: Verification): boolean {
  return verification.refused === null && countsOf(verification).requests > 0;
}

export function summaryOf(verification: Verification): string {
  const { branches, reached, refused } = verification;
  if (refused !== null) return 'varnishd does not take the Varnish side: nothing was played';
  if (!wasPlayed(verification)) return 'nothing was played: neither --requests nor --budget gave a request';
  const { plans, requests, announced, unannounced: open } = countsOf(verification);
  const sides = `${plural(requests, 'request')} in ${plural(plans, 'plan')} on both sides`;
  const differences =
    open + announced === 0
      ? 'no difference'
      : `${open} with a difference that was not announced, ${announced} with announced ones`;
  return `${reached.size} of ${branches.length} branches; ${sides}: ${differences}`;
}
