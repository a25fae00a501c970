import { hostname } from 'node:os';
import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { TranslateOptions } from '../options.ts';
import type { IncludeResolver, SourceInput } from '../source/includes.ts';
import { fastlySyntax, varnishSyntax } from '../syntax/grammar.ts';
import { translate } from '../api/translate.ts';
import { Announcements } from './announced.ts';
import { type Branch, branchesOf, Recorder } from './coverage.ts';
import { explore } from './explore.ts';
import { probedBackends } from './looks-at.ts';
import { link } from './fastly-machine/link.ts';
import type { Value } from './fastly-machine/value.ts';
import { type Played, play, type Stage } from './play.ts';
import type { Plan } from './plan.ts';
import { checkNames } from './plan-file.ts';
import { backendNames, redirectBackends, redirectIncludes, withIncludes } from './redirect.ts';
import { withStubs } from './stub.ts';
import { OriginServers } from './varnish-side.ts';
import { Varnishd, VclRefused } from './varnishd.ts';

export interface VerifyOptions {
  readonly include?: IncludeResolver | undefined;
  /** The Varnish side, in place of a translation, with what finds its includes. */
  readonly target?: (SourceInput & { readonly include?: IncludeResolver }) | undefined;
  readonly translate?: Pick<TranslateOptions, 'vmods' | 'nullText'>;
  /** What to play; without it, plans are made. */
  readonly plans?: readonly Plan[] | undefined;
  /** Seconds. */
  readonly budget: number;
  readonly seed: number;
  /** How many plans are tried on the machine alone; without it, as many as there is time for. */
  readonly plays?: number;
  /** Whether plans may wait for objects to go out of date. */
  readonly pauses?: boolean;
  readonly set?: ReadonlyMap<string, Value>;
  /** A varnishd that runs already; without it one is started, and stopped. */
  readonly varnishd?: Varnishd;
  readonly progress?: (message: string) => void;
}

export interface Verification {
  /** Names that the files use and do not declare, and that both sides were given. */
  readonly assumed: readonly string[];
  readonly branches: readonly Branch[];
  /** Those that a plan went that was played on both sides. */
  readonly reached: ReadonlySet<Branch>;
  /** How many plans were tried on the machine alone. */
  readonly tried: number;
  readonly played: readonly Played[];
  /** Plans for which there was no time. */
  readonly left: readonly Plan[];
  /** What the machine itself could not do. */
  readonly trouble: readonly string[];
  readonly diagnostics: readonly LocatedDiagnostic[];
  /** varnishd does not take the Varnish side: its words. */
  readonly refused: string | null;
  /** The Varnish side as it was played. */
  readonly code: string;
}

/** The source cannot be played: it has errors. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly diagnostics: readonly LocatedDiagnostic[];

  constructor(diagnostics: readonly LocatedDiagnostic[]) {
    super('the source has errors');
    this.diagnostics = diagnostics;
  }
}

const nothing: IncludeResolver = () => null;

/** So many plans are tried on the machine for each second of the budget. */
const playsPerSecond = 60;

/** Plays a Fastly configuration on the machine and its Varnish side on varnishd, and says what is not the same. */
export async function verify(source: SourceInput, options: VerifyOptions): Promise<Verification> {
  const { include, progress = () => undefined } = options;
  const first = link(source, include);
  const stubbed = withStubs(
    source,
    translate(source, optionsOf(options, include)).diagnostics,
    first.linked.backends.size > 0,
  );
  const target =
    options.target === undefined
      ? null
      : withIncludes(options.target, varnishSyntax, options.target.include ?? nothing);
  const names = new Set([
    ...link(stubbed.input, include).linked.backends.keys(),
    ...(target === null ? [] : backendNames(target, varnishSyntax)),
  ]);
  const origins = await OriginServers.start(names);
  try {
    const { ports } = origins;
    const includes = redirectIncludes(include, fastlySyntax, ports);
    const input = redirectBackends(stubbed.input, fastlySyntax, ports);
    const configuration = link(input, includes);
    const errors = configuration.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new SourceError(errors);
    if (options.plans !== undefined) checkNames(options.plans, names, probedBackends(configuration));
    const translation = translate(input, optionsOf(options, includes));
    const code = target === null ? translation.code : redirectBackends(target, varnishSyntax, ports).text;
    const parameters = new Map(translation.report.needs.parameters.map(({ name, value }) => [name, value]));
    // A translation without the text for what is not set is compared with a machine without it: VCP3020 has said so.
    const nullText = options.translate?.nullText === true || options.target !== undefined ? '(null)' : '';
    const { seed } = options;
    // Both sides have one name: that of this computer, which varnishd takes.
    const name: Value = { type: 'STRING', value: hostname() };
    const set = new Map<string, Value>([
      ['server.hostname', name],
      ['server.identity', name],
      ['req.service_id', name],
      ...(options.set ?? []),
    ]);

    progress('making requests');
    const found =
      options.plans === undefined
        ? await explore(configuration, {
            seed,
            set,
            nullText,
            plays: options.plays ?? Math.ceil(options.budget * playsPerSecond),
            pauses: options.pauses ?? true,
          })
        : null;
    const plans = options.plans ?? found?.plans ?? [];

    progress('starting varnishd');
    const varnishd = options.varnishd ?? (await Varnishd.start());
    try {
      const branches = branchesOf(configuration);
      const total = new Recorder();
      // A file of the user's own has announced nothing: what is known of the engines holds for it, too.
      const announced = translation.diagnostics.filter(({ place }) => options.target === undefined || place === null);
      const announcements = new Announcements(announced, configuration);
      // Saint mode is kept by objects of the configuration: only a new one has forgotten it.
      // And what is counted is kept by the process: each plan counts under other names.
      let begun = 0;
      const begin = (): Promise<void> => {
        begun += 1;
        if (!/^import (?:saintmode|vsthrottle)/m.test(code)) return varnishd.empty();
        return varnishd.load(code.replaceAll(/\bvsthrottle\.\w+\("/g, `$&${begun}:`), parameters);
      };
      const stage: Stage = {
        configuration,
        source: input,
        include: includes,
        varnishd,
        begin,
        origins,
        announcements,
        nullText,
        set,
        seed,
        total,
      };
      const refused = await refusal(varnishd, code, parameters);
      const { played, left } =
        refused === null ? await playAll(plans, stage, options.budget, progress) : { played: [], left: plans };
      return {
        assumed: stubbed.assumed,
        diagnostics: translation.diagnostics,
        code,
        branches,
        reached: new Set(branches.filter((branch) => total.has(branch))),
        tried: found?.plays ?? 0,
        played,
        left,
        trouble: [...(found?.trouble.keys() ?? [])],
        refused,
      };
    } finally {
      if (options.varnishd === undefined) varnishd.stop();
    }
  } finally {
    await origins.stop();
  }
}

function optionsOf({ translate: given }: VerifyOptions, include: IncludeResolver | undefined): TranslateOptions {
  return { from: 'fastly', to: 'varnish@7.1', ...given, ...(include === undefined ? {} : { include }) };
}

/** Why varnishd does not take the configuration. */
async function refusal(
  varnishd: Varnishd,
  code: string,
  parameters: ReadonlyMap<string, string>,
): Promise<string | null> {
  try {
    await varnishd.load(code, parameters);
    return null;
  } catch (error) {
    if (error instanceof VclRefused) return error.message;
    throw error;
  }
}

async function playAll(
  plans: readonly Plan[],
  stage: Stage,
  budget: number,
  progress: (message: string) => void,
): Promise<{ readonly played: readonly Played[]; readonly left: readonly Plan[] }> {
  const deadline = Date.now() + budget * 1000;
  const played: Played[] = [];
  for (const plan of plans) {
    if (Date.now() > deadline) break;
    progress(`playing ${played.length + 1} of ${plans.length}`);
    played.push(await play(plan, stage));
  }
  return { played, left: plans.slice(played.length) };
}
