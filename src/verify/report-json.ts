import type { Verification } from './verify.ts';
import { countsOf, holds } from './summary.ts';

/** A verification for programs. */
export function reportJson(verification: Verification, source: string): string {
  const { assumed, branches, reached, tried, played, left, trouble, refused } = verification;
  const report = {
    source,
    holds: holds(verification),
    counts: { ...countsOf(verification), branches: branches.length, reached: reached.size, tried, left: left.length },
    assumed,
    refused,
    trouble,
    open: branches.filter((branch) => !reached.has(branch)).map(({ what, place }) => ({ what, place })),
    played: played.map(({ plan, steps, stopped }) => ({
      plan,
      stopped,
      requests: steps.map(({ request, findings, volatile, fastly, varnish, fastlyWay, varnishWay }) => ({
        request,
        status: { fastly: fastly.response?.status ?? null, varnish: varnish.response?.status ?? null },
        volatile,
        differences: findings.map(({ aspect, fastly: left, varnish: right, announcedBy }) => ({
          aspect,
          fastly: left,
          varnish: right,
          announced:
            announcedBy === null
              ? null
              : { code: announcedBy.code, message: announcedBy.message, place: announcedBy.place },
        })),
        way: findings.length === 0 ? null : { fastly: fastlyWay, varnish: varnishWay },
      })),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
