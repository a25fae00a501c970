import type { IncludeResolver, SourceInput } from '../source/includes.ts';
import type { SourcePlace } from '../source/place.ts';
import type { Statement } from '../syntax/ast.ts';
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

  /** The aspects of the request of a step; `null`: it cannot be found out, so it may be all of them. */
  async of(
    statement: Statement,
    place: SourcePlace | null,
    { step, clustering }: Occasion,
  ): Promise<ReadonlySet<string> | null> {
    const edits = place === null ? null : variantsOf(statement, place);
    const usual = (await this.#run(null, null, clustering))?.[step];
    if (place === null || edits === null || usual === undefined) return null;
    const found = new Set<string>();
    for (const edit of edits) {
      const other = (await this.#run(place.file, edit, clustering))?.[step];
      if (other === undefined) return null;
      for (const aspect of changing(usual, other)) found.add(aspect);
    }
    return found;
  }

  #run(file: string | null, edit: Edit | null, clustering: boolean): Promise<readonly MachineObservation[] | null> {
    const key = `${clustering} ${edit === null ? '' : `${file} ${edit.start} ${edit.text}`}`;
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const run = this.#play(file, edit, clustering);
    this.#runs.set(key, run);
    return run;
  }

  async #play(
    file: string | null,
    edit: Edit | null,
    clustering: boolean,
  ): Promise<readonly MachineObservation[] | null> {
    const { configuration, nullText, set, seed } = this.#options;
    const variant = file === null || edit === null ? configuration : this.#variant(file, edit);
    if (variant.diagnostics.some(({ severity }) => severity === 'error')) return null;
    const random = new Random(seed);
    const observations = await rehearse(variant, this.#plan, { start, random, nullText, set, clustering });
    return observations.some(({ failure }) => failure !== null) ? null : observations;
  }

  #variant(file: string, edit: Edit): Configuration {
    const { source, include } = this.#options;
    const edited = (input: SourceInput): SourceInput =>
      input.name === file ? { name: input.name, text: withEdits(input.text, [edit]) } : input;
    return link(edited(source), (path, from, glob) => {
      const found = include(path, from, glob);
      if (found === null) return null;
      return 'text' in found ? edited(found) : found.map(edited);
    });
  }
}

function variantsOf(statement: Statement, { start: from, end }: SourcePlace): readonly Edit[] | null {
  switch (statement.kind) {
    case 'IfStatement': {
      const condition = statement.branches.find(
        (one) => one.condition !== null && one.condition.start <= from && one.condition.end >= end,
      )?.condition;
      if (condition === undefined || condition === null) return null;
      return ['true', 'false'].map((text) => ({ start: condition.start, end: condition.end, text }));
    }
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
      return [{ start: statement.start, end: statement.end, text: '' }];
    default:
      return null;
  }
}
