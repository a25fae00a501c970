import type { IncludeResolver, SourceInput } from '../source/includes.ts';
import type { Suspect } from './announced.ts';
import { changing } from './compare.ts';
import { type Edit, withEdits } from './edits.ts';
import { type Configuration, link } from './fastly-machine/link.ts';
import type { Value } from './fastly-machine/value.ts';
import { type MachineObservation, rehearse } from './machine-side.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';

export interface InfluenceOptions {
  readonly configuration: Configuration;
  readonly source: SourceInput;
  readonly include: IncludeResolver;
  readonly nullText: string;
  readonly set: ReadonlyMap<string, Value>;
  readonly seed: number;
}

/** The request that is asked about, and on which of the platforms. */
interface Occasion {
  readonly step: number;
  readonly clustering: boolean;
}

/** Any time will do, as long as it is the same. */
const start = 1_700_000_000;

/**
 * What a statement has an influence on, found out by trying: the plan is played with the statement taken out, or with its
 * condition turned to true and to false, and what comes out otherwise is what it has an influence on.
 */
export class Influence {
  readonly #plan: Plan;
  readonly #options: InfluenceOptions;
  readonly #runs = new Map<string, Promise<readonly MachineObservation[] | null>>();

  constructor(plan: Plan, options: InfluenceOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  /** The aspects of the request of a step; none where it cannot be found out. */
  async of(suspects: readonly Suspect[], { step, clustering }: Occasion): Promise<ReadonlySet<string>> {
    const variants = suspects.map(variantsOf).filter((one) => one.length > 0);
    const usual = (await this.#run([], clustering))?.[step];
    const found = new Set<string>();
    if (usual === undefined) return found;
    for (let at = 0; variants.some(({ length }) => length > at); at += 1) {
      const edits = unique(variants.flatMap((one) => one[at] ?? one.slice(-1)));
      const other = (await this.#run(edits, clustering))?.[step];
      if (other === undefined) continue;
      for (const aspect of changing(usual, other)) found.add(aspect);
    }
    return found;
  }

  #run(edits: readonly PlacedEdit[], clustering: boolean): Promise<readonly MachineObservation[] | null> {
    const key = `${clustering} ${edits.map(({ file, start, text }) => `${file} ${start} ${text}`).join(', ')}`;
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const run = this.#play(edits, clustering);
    this.#runs.set(key, run);
    return run;
  }

  async #play(edits: readonly PlacedEdit[], clustering: boolean): Promise<readonly MachineObservation[] | null> {
    const { configuration, nullText, set, seed } = this.#options;
    const variant = edits.length === 0 ? configuration : this.#variant(edits);
    if (variant.diagnostics.some(({ severity }) => severity === 'error')) return null;
    const random = new Random(seed);
    const observations = await rehearse(variant, this.#plan, { start, random, nullText, set, clustering });
    return observations.some(({ failure }) => failure !== null) ? null : observations;
  }

  #variant(edits: readonly PlacedEdit[]): Configuration {
    const { source, include } = this.#options;
    const edited = (input: SourceInput): SourceInput => {
      const own = edits.filter(({ file }) => file === input.name);
      return own.length === 0 ? input : { name: input.name, text: withEdits(input.text, own) };
    };
    return link(edited(source), (path, from, glob) => {
      const found = include(path, from, glob);
      if (found === null) return null;
      return 'text' in found ? edited(found) : found.map(edited);
    });
  }
}

/** Several diagnostics may speak of one statement. */
function unique(edits: readonly PlacedEdit[]): readonly PlacedEdit[] {
  return [...new Map(edits.map((edit) => [`${edit.file} ${edit.start}`, edit])).values()];
}

interface PlacedEdit extends Edit {
  readonly file: string;
}

function variantsOf({ statement, place }: Suspect): readonly PlacedEdit[] {
  const { file, start: from, end } = place;
  switch (statement.kind) {
    case 'IfStatement': {
      const all = statement.branches.flatMap(({ condition }) => (condition === null ? [] : [condition]));
      const own = all.filter((condition) => condition.start <= from && condition.end >= end);
      return (own.length > 0 ? own : all).flatMap((condition) =>
        ['true', 'false'].map((text) => ({ file, start: condition.start, end: condition.end, text })),
      );
    }
    case 'SwitchStatement':
      return [{ file, start: statement.subject.start, end: statement.subject.end, text: '"no case at all"' }];
    case 'DeclareStatement':
      return statement.value === null ? [] : [{ file, start: statement.type.end, end: statement.value.end, text: ' ' }];
    case 'SetStatement':
    case 'AddStatement':
    case 'UnsetStatement':
    case 'CallStatement':
    case 'ErrorStatement':
    case 'ReturnStatement':
    case 'RestartStatement':
    case 'EsiStatement':
    case 'LogStatement':
    case 'SyntheticStatement':
    case 'ExpressionStatement':
    case 'GotoStatement':
      return [{ file, start: statement.start, end: statement.end, text: '' }];
    default:
      return [];
  }
}
