import type { Branch } from './coverage.ts';
import { traceText } from './fastly-machine/trace.ts';
import type { Finding, Played, PlayedStep } from './play.ts';
import type { Plan } from './plan.ts';
import { writePlans } from './plan-file.ts';
import { plural } from '../report/summary.ts';
import { countsOf, summaryOf, unannounced } from './summary.ts';
import type { Verification } from './verify.ts';

/** Long texts are cut in reports for people. */
const widest = 400;
/** Findings that look alike are shown once; of others so many are shown. */
const mostShown = 50;

/** A verification for people. */
export function reportText(verification: Verification, source: string): string {
  const { assumed, refused, trouble, left } = verification;
  const { unplayed } = countsOf(verification);
  const parts = [
    `${source}: ${summaryOf(verification)}`,
    assumed.length === 0 ? '' : `Not in the files; both sides were given stubs: ${assumed.join(', ')}`,
    refused === null ? '' : `varnishd does not take the Varnish side:\n${indented(refused, 2)}`,
    trouble.length === 0 ? '' : `The machine could not do:\n${indented(trouble.join('\n'), 2)}`,
    left.length === 0 || refused !== null
      ? ''
      : `There was no time for ${plural(left.length, 'plan')}: give a larger --budget.`,
    unplayed === 0
      ? ''
      : `${plural(unplayed, 'request')} left out: after another number of fetches, or another status, the rest of a plan says nothing.`,
    ...shownFindings(verification),
    announcedPart(verification),
    openBranches(verification),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function shownFindings({ played }: Verification): readonly string[] {
  const seen = new Map<string, { readonly text: string; count: number }>();
  for (const one of played) {
    if (one.stopped !== null) {
      seen.set(one.stopped, { text: `STOPPED: ${one.stopped}\n\n${indented(planText(one.plan), 4)}`, count: 1 });
    }
    for (const step of one.steps) {
      if (unannounced(step.findings).length === 0) continue;
      const key = keyOf(step);
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { text: stepText(one, step), count: 1 });
      else known.count += 1;
    }
  }
  const all = [...seen.values()];
  const shown = all
    .slice(0, mostShown)
    .map(({ text, count }) => (count === 1 ? text : `${text}\n\n  … and ${plural(count - 1, 'request')} more like it`));
  return all.length > mostShown ? [...shown, `… and ${all.length - mostShown} others`] : shown;
}

/** What the translation said beforehand, by diagnostic: how often, and what one looks like. */
function announcedPart({ played }: Verification): string {
  const seen = new Map<
    string,
    { count: number; readonly aspects: Set<string>; readonly example: string; readonly title: string }
  >();
  for (const { steps } of played) {
    for (const { request, findings } of steps) {
      for (const finding of findings) {
        const { announcedBy, aspect } = finding;
        if (announcedBy === null) continue;
        const { code, title, place } = announcedBy;
        const key = `${code}${place === null ? '' : ` ${place.file}:${place.line}`}`;
        const example = `${request.method} ${request.url}: ${findingText({ ...finding, announcedBy: null }).trim()}`;
        const entry = seen.get(key) ?? { count: 0, aspects: new Set(), example, title };
        entry.count += 1;
        entry.aspects.add(aspect.replace(/^origin \d+/, 'origin'));
        seen.set(key, entry);
      }
    }
  }
  if (seen.size === 0) return '';
  const lines = [...seen].map(([key, { count, aspects, example, title }]) => {
    const times = count === 1 ? 'once' : `${count} times`;
    return `  ${key} ${title}: ${times} (${[...aspects].join(', ')})\n    ${example}`;
  });
  return `Announced by the translation:\n${lines.join('\n')}`;
}

/** What makes two findings look alike: what differs, where the request left the states, and what announces it. */
export function keyOf({ findings, fastlyWay }: PlayedStep): string {
  const way = fastlyWay
    .flatMap(({ steps }) => steps.map(({ state, place }) => `${state}:${place?.line ?? ''}`))
    .join(' ');
  return `${findings.map(({ aspect, announcedBy }) => `${aspect} ${announcedBy?.code}`).join(' ')} ${way}`;
}

function stepText({ plan, steps }: Played, step: PlayedStep): string {
  const { request, findings, fastlyWay, varnishWay } = step;
  const before = steps.indexOf(step);
  const lines = [
    `NOT ANNOUNCED: ${request.method} ${request.url}${before === 0 ? '' : ` (request ${before + 1} of the plan)`}`,
    ...findings.map((finding) => findingText(finding)),
    '',
    '  On the machine:',
    indented(fastlyWay.map(traceText).join('\n'), 4),
    ...(varnishWay === null ? [] : ['', '  On varnishd:', indented(varnishWay, 4)]),
    '',
    '  To play it again (--requests):',
    indented(planText(plan), 4),
  ];
  return lines.join('\n');
}

function findingText({ aspect, fastly, varnish, announcedBy }: Finding): string {
  const by =
    announcedBy === null
      ? ''
      : `  [${announcedBy.code}${announcedBy.place === null ? '' : ` ${announcedBy.place.file}:${announcedBy.place.line}`}]`;
  return `  ${aspect}: ${shown(fastly)} on the machine, ${shown(varnish)} on varnishd${by}`;
}

function shown(value: string | null): string {
  if (value === null) return 'none';
  const text = JSON.stringify(value);
  return text.length > widest ? `${text.slice(0, widest)}… (${value.length} bytes)` : text;
}

function openBranches({ branches, reached }: Verification): string {
  const open = branches.filter((branch) => !reached.has(branch));
  if (open.length === 0) return '';
  return `Branches that no request went:\n${indented(open.map(branchText).join('\n'), 2)}`;
}

function branchText({ what, place }: Branch): string {
  return `${place === null ? '?' : `${place.file}:${place.line}`} ${what}`;
}

export const planText = (plan: Plan): string => writePlans([plan]).trimEnd();

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
