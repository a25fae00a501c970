import { applyInterest } from './aspects.ts';
import { type Branch, branchesOf, Recorder } from './coverage.ts';
import type { Configuration } from './fastly-machine/link.ts';
import type { Value } from './fastly-machine/value.ts';
import { findInterests, type Interests } from './interests.ts';
import { rehearse } from './machine-side.ts';
import { freshPlan, mutate, sendable } from './mutate.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';

export interface ExploreOptions {
  readonly seed: number;
  /** How many plans are tried at most. */
  readonly plays: number;
  /** Whether plans may wait for objects to go out of date. */
  readonly pauses: boolean;
  readonly nullText: string;
  readonly set: ReadonlyMap<string, Value>;
}

export interface Exploration {
  /** Each reaches something that those before it do not. */
  readonly plans: readonly Plan[];
  readonly plays: number;
  readonly branches: readonly Branch[];
  readonly reached: ReadonlySet<Branch>;
  /** What went wrong on the machine itself, with a plan that shows it. */
  readonly trouble: ReadonlyMap<string, Plan>;
}

/** So many plans that bring nothing new are the end. */
const patience = 600;
/** When rehearsals begin; any time will do. */
const start = 1_700_000_000;
/** Ways through the states are without end: so many different ones are worth a plan. */
const mostWays = 60;

/**
 * Makes plans from what a configuration looks at, tries them on the machine, with a clock that needs no waiting, and keeps
 * those that reach something new.
 */
export async function explore(configuration: Configuration, options: ExploreOptions): Promise<Exploration> {
  const branches = branchesOf(configuration);
  const explorer = new Explorer(configuration, options, branches, findInterests(configuration, branches));
  return explorer.run();
}

interface Kept {
  readonly plan: Plan;
  readonly found: ReadonlySet<string>;
}

class Explorer {
  readonly #configuration: Configuration;
  readonly #options: ExploreOptions;
  readonly #branches: readonly Branch[];
  readonly #interests: Interests;
  readonly #random: Random;
  readonly #kept: Kept[] = [];
  readonly #known = new Set<string>();
  readonly #reached = new Set<Branch>();
  readonly #tries = new Map<Branch, number>();
  readonly #trouble = new Map<string, Plan>();
  #ways = 0;

  constructor(
    configuration: Configuration,
    options: ExploreOptions,
    branches: readonly Branch[],
    interests: Interests,
  ) {
    this.#configuration = configuration;
    this.#options = options;
    this.#branches = branches;
    this.#interests = interests;
    this.#random = new Random(options.seed);
  }

  async run(): Promise<Exploration> {
    let plays = 0;
    for (let idle = 0; plays < this.#options.plays && idle < patience; plays += 1) {
      const plan = sendable(this.#candidate(plays));
      const waits = plan.steps.some(({ kind }) => kind === 'pause');
      idle = (this.#options.pauses || !waits) && (await this.#try(plan)) ? 0 : idle + 1;
    }
    return { plans: this.#needed(), plays, branches: this.#branches, reached: this.#reached, trouble: this.#trouble };
  }

  #candidate(plays: number): Plan {
    const random = this.#random;
    if (plays === 0) return freshPlan(random);
    const base = this.#kept.length === 0 || random.chance(0.15) ? freshPlan(random) : random.pick(this.#kept).plan;
    const goal = random.chance(0.5) ? this.#goal() : null;
    if (goal === null) return mutate(base, this.#interests.all, random);
    const at = random.pick(base.steps.flatMap((step, index) => (step.kind === 'request' ? [index] : [])));
    let plan = base;
    for (const group of this.#interests.recipe(goal)) {
      if (random.chance(0.85)) plan = applyInterest(plan, at, random.pick(group));
    }
    return random.chance(0.4) ? mutate(plan, this.#interests.all, random) : plan;
  }

  /** A branch that nothing has reached, those that were tried least before the others. */
  #goal(): Branch | null {
    const open = this.#branches.filter((branch) => !this.#reached.has(branch));
    if (open.length === 0) return null;
    const some = Array.from({ length: 3 }, () => this.#random.pick(open));
    const tries = (branch: Branch): number => this.#tries.get(branch) ?? 0;
    const goal = some.reduce((best, one) => (tries(one) < tries(best) ? one : best));
    this.#tries.set(goal, tries(goal) + 1);
    return goal;
  }

  /** Whether a plan reaches something new. */
  async #try(plan: Plan): Promise<boolean> {
    const recorder = new Recorder();
    const found = new Set<string>();
    const { nullText, set, seed } = this.#options;
    const observations = await rehearse(this.#configuration, plan, {
      start,
      random: new Random(seed),
      nullText,
      set,
      observer: recorder,
    });
    for (const { traces, failure } of observations) {
      if (failure !== null) {
        if (!this.#trouble.has(failure)) this.#trouble.set(failure, plan);
        return false;
      }
      for (const { kind, steps } of traces) {
        for (const { state, transition, place } of steps)
          found.add(`${state} ${transition} ${place?.file}:${place?.line}`);
        const way = `${kind}: ${steps.map(({ state, transition }) => `${state} ${transition}`).join(', ')}`;
        if (this.#known.has(way) || this.#ways < mostWays) found.add(way);
      }
    }
    this.#branches.forEach((branch, at) => {
      if (recorder.has(branch)) found.add(`branch ${at}`);
    });
    return this.#keep(plan, found);
  }

  #keep(plan: Plan, found: ReadonlySet<string>): boolean {
    const fresh = [...found].filter((one) => !this.#known.has(one));
    if (fresh.length === 0) return false;
    for (const one of fresh) {
      this.#known.add(one);
      if (one.includes(': ')) this.#ways += 1;
      const branch = /^branch (\d+)$/.exec(one);
      if (branch !== null) this.#reached.add(this.#branches[Number(branch[1])] as Branch);
    }
    this.#kept.push({ plan, found });
    return true;
  }

  /** Later plans often do what earlier ones did, and more: those that nothing needs are left out. */
  #needed(): readonly Plan[] {
    const count = new Map<string, number>();
    for (const { found } of this.#kept) for (const one of found) count.set(one, (count.get(one) ?? 0) + 1);
    const needed = this.#kept.filter(({ found }) => {
      if ([...found].some((one) => count.get(one) === 1)) return true;
      for (const one of found) count.set(one, (count.get(one) ?? 0) - 1);
      return false;
    });
    return needed.map(({ plan }) => plan);
  }
}
