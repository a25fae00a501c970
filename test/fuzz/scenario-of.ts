// A fault as a scenario file: the program, what the origins answer, and what the machine gives.

import { stringify } from 'yaml';
import { anyOrigin, type HeaderLines, type Plan, type PlannedRequest } from '../../src/verify/plan.ts';
import type { PlayedStep } from '../../src/verify/play.ts';
import { unannounced } from '../../src/verify/summary.ts';

interface Where {
  readonly plan: Plan;
  readonly steps: readonly PlayedStep[];
  /** The step that differs. */
  readonly at: number;
}

export function scenarioOf(text: string, where: Where | null): string {
  const vcl = text.replaceAll(
    /backend F_(\w+) \{(?:[^{}]|\{[^}]*\})*\}/g,
    'backend F_$1 { .host = "127.0.0.1"; .port = "@$1"; }',
  );
  const head = {
    rule: 'F22',
    title: 'found by fuzzing',
    source: 'the Fastly machine',
    trap: 'see the first line',
    vcl,
  };
  if (where === null) return stringify({ ...head, origins: {}, steps: [] }, { lineWidth: 0 });
  const names = [...vcl.matchAll(/backend F_(\w+)/g)].map(([, name = '']) => name);
  const answers = where.plan.origins[anyOrigin] ?? [];
  const origins = Object.fromEntries(
    names.map((name) => [
      name,
      answers.map(({ url, method, times, status, reason, headers, body, close }) => ({
        ...(url === null ? {} : { url }),
        ...(method === null ? {} : { method }),
        ...(times === null ? {} : { times }),
        ...(close ? { close } : { status, ...(reason === null ? {} : { reason }), headers: plain(headers), body }),
      })),
    ]),
  );
  let played = -1;
  const steps = where.plan.steps.flatMap((step): readonly unknown[] => {
    if (step.kind === 'pause') return played < where.at ? [{ pause: step.seconds }] : [];
    played += 1;
    if (played > where.at) return [];
    const { request } = step;
    return [
      { request: requestOf(request), ...(played === where.at ? { expect: expectation(where.steps[played]) } : {}) },
    ];
  });
  return stringify({ ...head, origins, steps }, { lineWidth: 0 });
}

function requestOf({ method, url, host, headers, body, client, tls, sick }: PlannedRequest): unknown {
  return {
    method,
    url,
    host,
    headers: plain(headers),
    ...(body === '' ? {} : { body }),
    client,
    ...(tls ? { tls } : {}),
    ...(sick.length > 0 ? { sick } : {}),
  };
}

/** What the machine gave, of that which differs. */
function expectation(step: PlayedStep | undefined): unknown {
  const expected: Record<string, unknown> = {};
  for (const { aspect, fastly } of step === undefined ? [] : unannounced(step.findings)) {
    const name = /^header (.+)$/.exec(aspect)?.[1];
    if (name !== undefined)
      expected['headers'] = {
        ...(expected['headers'] as object | undefined),
        [name]: fastly?.includes('\n') === true ? fastly.split('\n') : fastly,
      };
    else if (aspect === 'status' || aspect === 'fetches') expected[aspect] = Number(fastly);
    else if (aspect.startsWith('log ')) expected['log'] = step?.fastly.logged;
    else if (aspect === 'reason' || aspect === 'body') expected[aspect] = fastly;
    else
      expected['origin'] = (step?.fastly.fetches ?? []).map(({ method, url, headers, backend }) => ({
        origin: backend.replace(/^F_/, ''),
        method,
        url,
        headers: plain(headers),
      }));
  }
  return expected;
}

function plain(lines: HeaderLines): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of lines) {
    const before = found[name];
    found[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return found;
}
