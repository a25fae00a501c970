import { setTimeout as sleep } from 'node:timers/promises';
import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { Announcements, InfluenceOf } from './announced.ts';
import { changing, compare, type Difference } from './compare.ts';
import { Recorder } from './coverage.ts';
import type { Configuration } from './fastly-machine/link.ts';
import type { Trace } from './fastly-machine/trace.ts';
import type { IncludeResolver, SourceInput } from '../source/includes.ts';
import type { Value } from './fastly-machine/value.ts';
import { type MachineObservation, MachineSide, rehearse } from './machine-side.ts';
import { Influence } from './influence.ts';
import type { Observation } from './observe.ts';
import { headerOf, type Plan, type PlannedRequest } from './plan.ts';
import { loadedDice, Random } from './random.ts';
import { type OriginServers, VarnishSide } from './varnish-side.ts';
import { wayOfLog } from './varnish-way.ts';
import type { Varnishd } from './varnishd.ts';

const seedsMore = [1, 2, 3];

/** A difference, and the diagnostic that spoke of it beforehand. */
export interface Finding extends Difference {
  readonly announcedBy: LocatedDiagnostic | null;
}

/** One request of a plan on both sides. */
export interface PlayedStep {
  readonly request: PlannedRequest;
  readonly fastly: MachineObservation;
  readonly varnish: Observation;
  readonly findings: readonly Finding[];
  /** Aspects that depend on the time of day or on dice. */
  readonly volatile: readonly string[];
  readonly fastlyWay: readonly Trace[];
  /** Only where there are differences. */
  readonly varnishWay: string | null;
}

export interface Played {
  readonly plan: Plan;
  readonly steps: readonly PlayedStep[];
  /** Why the plan was not played to its end. */
  readonly stopped: string | null;
  /** Requests that were left out, after a difference that leads the rest of the plan astray. */
  readonly unplayed: number;
}

export interface Stage {
  readonly configuration: Configuration;
  /** The text that the configuration was read from, for variants of it. */
  readonly source: SourceInput;
  readonly include: IncludeResolver;
  readonly varnishd: Varnishd;
  /** Makes varnishd forget what it has seen. */
  readonly begin: () => Promise<void>;
  readonly origins: OriginServers;
  readonly announcements: Announcements;
  readonly nullText: string;
  readonly set: ReadonlyMap<string, Value>;
  readonly seed: number;
  /** Everything that ran in the plans that were played. */
  readonly total: Recorder;
}

/** Plays a plan on both sides, request by request, as long as both go the same way. */
export async function play(plan: Plan, stage: Stage): Promise<Played> {
  const { varnishd, origins, announcements } = stage;
  const volatile = await volatileAspects(plan, stage);
  const influence = new Influence(plan, stage);
  await stage.begin();
  const machines = platforms.map((clustering) => machineWith(clustering, plan, stage));
  const varnish = new VarnishSide(varnishd, origins, plan);
  const steps: PlayedStep[] = [];
  const requests = plan.steps.filter(({ kind }) => kind === 'request').length;
  const end = (stopped: string | null): Played => ({ plan, steps, stopped, unplayed: requests - steps.length });
  const history = new Map<boolean, Trace[]>(platforms.map((clustering) => [clustering, []]));
  for (const step of plan.steps) {
    if (step.kind === 'pause') {
      await sleep(step.seconds * 1000);
      continue;
    }
    const { request } = step;
    const at = steps.length;
    const moving = volatile[at] ?? new Set();
    const lefts: Left[] = [];
    for (const { side, recorder, clustering } of machines)
      lefts.push({ observation: await side.play(request), recorder, clustering });
    const [{ observation: usual }] = lefts as [Left];
    if (usual.failure !== null) return end(`the machine: ${usual.failure}`);
    const right = await varnish.play(request, usual.fetches.length);
    const judged: Judged[] = [];
    for (const { observation, recorder, clustering } of lefts) {
      const influenceOf: InfluenceOf = (suspects, oneNode) =>
        influence.of(suspects, { step: at, clustering: clustering && !oneNode });
      const findings: Finding[] = [];
      const before = history.get(clustering) ?? [];
      const seen = {
        ...observation,
        earlier: [...before],
        encodings: steps.map((one) => headerOf(one.request.headers, 'Accept-Encoding')),
      };
      before.push(...observation.traces);
      for (const difference of compare(observation, right, moving)) {
        const announcedBy = await announcements.of(difference, request, seen, recorder.ran, influenceOf);
        findings.push({ ...difference, announcedBy });
      }
      judged.push({ observation, findings });
    }
    const { observation, findings } = judged.reduce((best, one) => (openOf(one) < openOf(best) ? one : best));
    const varnishWay = findings.length === 0 ? null : await wayOf(right, varnishd);
    const fastlyWay = observation.traces;
    steps.push({
      request,
      fastly: observation,
      varnish: right,
      findings,
      volatile: [...moving],
      fastlyWay,
      varnishWay,
    });
    if (varnishd.trouble !== null) return end(varnishd.trouble);
    if (findings.some(leadsAstray)) break;
  }
  return end(null);
}

/** Whether a request is handed to another node differs on the platform, too, from one time to the next: either is right. */
const platforms = [true, false];

interface Left {
  readonly observation: MachineObservation;
  readonly recorder: Recorder;
  readonly clustering: boolean;
}

interface Judged {
  readonly observation: MachineObservation;
  readonly findings: readonly Finding[];
}

const openOf = ({ findings }: Judged): number => findings.filter(({ announcedBy }) => announcedBy === null).length;

function machineWith(clustering: boolean, plan: Plan, { configuration, nullText, set, seed, total }: Stage) {
  const recorder = new Recorder(clustering ? total : null);
  const now = (): number => Date.now() / 1000;
  const random = new Random(seed);
  const options = { now, random, nullText, set, observer: recorder, clustering };
  return { side: new MachineSide(configuration, plan, options), recorder, clustering };
}

/**
 * After another number of fetches the origins of both sides are not at the same answer any more, and after another status that
 * nobody announced the rest of a plan means nothing either.
 */
function leadsAstray({ aspect, announcedBy }: Finding): boolean {
  return aspect === 'fetches' || aspect === 'failure' || (aspect === 'status' && announcedBy === null);
}

/** Played at other times and with other dice: what comes out otherwise, for each request. */
async function volatileAspects(
  plan: Plan,
  { configuration, nullText, set, seed }: Stage,
): Promise<readonly ReadonlySet<string>[]> {
  const runs: (readonly MachineObservation[])[] = [];
  // What is decided by dice is decided one way and the other, whatever the odds.
  const dice = [
    new Random(seed),
    loadedDice(0),
    loadedDice(1 - 2 ** -32),
    ...seedsMore.map((more) => new Random(seed + more)),
  ];
  for (const [run, random] of dice.entries()) {
    // Not by whole days, hours or seconds.
    runs.push(
      await rehearse(configuration, plan, {
        start: 1_700_000_000.25 + run * 1_234_567.375,
        // What takes no time in one run takes some in another.
        pace: run * 0.0007,
        random,
        nullText,
        set,
      }),
    );
  }
  const [first = [], ...others] = runs;
  return first.map((one, at) => new Set(others.flatMap((other) => changing(one, other[at] ?? one))));
}

async function wayOf(observation: Observation, varnishd: Varnishd): Promise<string | null> {
  if (!('xid' in observation.way) || observation.way.xid === null) return null;
  try {
    return wayOfLog(await varnishd.log(observation.way.xid));
  } catch {
    return null;
  }
}
