import * as make from '../../ir/make.ts';
import type { Capture, Carrier, Expression, Local, Match, Statement } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';
import type { CaptureFlow, Home, Use } from './captures-flow.ts';
import { subjectKey, type Token } from './captures-reach.ts';
import { matchesOf, placeOf, push, siteOf, type Place } from './captures-sites.ts';
import { putAside } from './captures-subjects.ts';
import { CaptureValues } from './captures-value.ts';

/** Where a group is kept for uses that its match does not reach undisturbed. */
export type Kept = Carrier | Local;

/** Gives a group its place, by where it is written and read. */
export type Keeper = (group: number, homes: readonly Home[]) => Kept;

/** An empty text that stands for a group that is not set. */
const nothing: Expression = { ...make.string(''), setWhen: make.boolean(false) };

/** What becomes of the uses of groups, and where the groups are kept. */
export class CapturePlan {
  readonly values = new Map<Capture, Expression>();
  readonly groups = new CaptureValues();
  /** What is done before a branch is decided, or before a statement: groups of the branch before it, … */
  readonly next = new Map<Place, Statement[]>();
  /** … copies of groups that a condition reads before its own matches change them, … */
  readonly copies = new Map<Place, Statement[]>();
  /** … and subjects that are put aside. */
  readonly subjects = new Map<Place, Statement[]>();
  /** The matches that are tried before the branch or statement that they stand in, and what is done when one succeeds. */
  readonly tried = new Map<Place, Map<Match, Statement[]>>();
  /** Branches with a condition that reads the groups of its own matches: they are gone through step by step. */
  readonly inOrder = new Set<Place>();
  readonly whenTrue = new Map<Place, Statement[]>();
  readonly otherwise = new Map<Place, Statement[]>();
  readonly after = new Map<Place, Statement[]>();
  /** What has to be forgotten before anything of the state is kept. */
  readonly forgotten: Statement[] = [];
  readonly #flow: CaptureFlow;
  readonly #context: PassContext;
  /** Uses that tell what is not set from what is empty. */
  readonly #particular: ReadonlySet<Capture>;

  constructor(flow: CaptureFlow, particular: ReadonlySet<Capture>, keeper: Keeper, context: PassContext) {
    this.#flow = flow;
    this.#context = context;
    this.#particular = particular;
    const kept = new Map<number, Capture[]>();
    const direct: Capture[] = [];
    const needed = new Set<Match>();
    for (const [capture, use] of flow.uses) {
      this.#report(capture, use);
      const having = matchesOf(use).filter((match) => this.groups.has(match, capture.group));
      for (const match of having) needed.add(match);
      if (having.length === 0) this.values.set(capture, { kind: 'unset', origin: capture.origin });
      else if (this.#readsDirectly(use)) direct.push(capture);
      else push(kept, capture.group, capture);
    }
    for (const capture of [...kept.values()].flat())
      if (this.#readsOwn(capture)) this.inOrder.add(placeOf(this.#use(capture).home));
    for (const match of flow.homes.keys())
      if (needed.has(match)) putAside(match, flow, this.inOrder, this.groups, this.subjects, context.names);
    for (const capture of this.#repeated(direct)) push(kept, capture.group, capture);
    for (const [group, captures] of [...kept].toSorted(([a], [b]) => a - b))
      this.#keep(group, captures, direct, keeper);
    for (const capture of direct) {
      const [match] = matchesOf(this.#use(capture));
      if (match !== undefined && !this.values.has(capture))
        this.values.set(capture, { ...this.groups.of(match, capture.group), origin: capture.origin });
    }
  }

  /** Where one use of a group has been tested, another of the same group, from the same and only match, is set. */
  imply(tested: Capture, capture: Capture): void {
    const value = this.values.get(capture);
    if (value === undefined || tested.group !== capture.group || value.setWhen === true) return;
    const [known, asked] = [tested, capture].map((use) => [...(this.#flow.uses.get(use)?.reach.keys() ?? [])]);
    if (known?.length === 1 && asked?.length === 1 && known[0] === asked[0])
      this.values.set(capture, { ...value, setWhen: true });
  }

  #use(capture: Capture): Use {
    return this.#flow.uses.get(capture) as Use;
  }

  #report(capture: Capture, use: Use): void {
    const matches = matchesOf(use);
    if (matches.length === 0) {
      this.#context.reporter.report(
        'VCP3040',
        capture.origin,
        `no match of this state comes before re.group.${capture.group}: it is not set here`,
        {
          help: 'If a match in an earlier state was meant, keep its group in a header there.',
        },
      );
    }
    for (const match of matches) {
      if (!this.groups.loses(match, capture.group)) continue;
      const why =
        match.pattern.kind === 'string'
          ? 'its pattern cannot be put into a larger one'
          : 'its pattern is not written out there';
      this.#context.reporter.report('VCP2040', match.origin, `group ${capture.group} of this match is lost: ${why}`, {
        related: capture.origin === null ? [] : [{ span: capture.origin, message: 'it is read here' }],
      });
    }
  }

  /** Reached by one match only, with its subject as it was. */
  #readsDirectly(use: Use): boolean {
    const [match, ...others] = new Set([...use.reach.keys()].map((token) => token.match));
    if (match === undefined || match === null || others.length > 0) return false;
    if (subjectKey(match) === '' && this.#flow.homes.get(match)?.code !== use.home.code) return false;
    return [...use.reach.values()].every((dirty) => !dirty);
  }

  /** Reads what a match of the same condition gave. */
  #readsOwn(capture: Capture): boolean {
    const { home, reach } = this.#use(capture);
    return home.branch !== null && [...reach.keys()].some((token) => token.exit === 'inside');
  }

  /** What would be worked out again and again, or at length, is kept. */
  #repeated(direct: readonly Capture[]): Capture[] {
    const same = new Map<Match, Map<number, Capture[]>>();
    for (const capture of direct) {
      const [match] = matchesOf(this.#use(capture));
      if (match === undefined) continue;
      const groups = same.get(match) ?? new Map<number, Capture[]>();
      same.set(match, groups);
      push(groups, capture.group, capture);
    }
    const simple = (capture: Capture): boolean =>
      [...this.#use(capture).reach.keys()].every((token) => siteOf(token, this.#flow, this.inOrder)?.where !== 'tried');
    return [...same]
      .flatMap(([{ pattern }, groups]) =>
        [...groups.values()].filter((captures) => {
          const long = pattern.kind === 'string' && pattern.value.length > 40;
          return captures.length > (long ? 1 : 2) && captures.every(simple);
        }),
      )
      .flat();
  }

  /** Keeps a group for some uses, after every match that reaches one of them. */
  #keep(group: number, captures: readonly Capture[], direct: readonly Capture[], keeper: Keeper): void {
    const tokens = new Set(captures.flatMap((capture) => [...this.#use(capture).reach.keys()]));
    const reachedBy = (capture: Capture): boolean =>
      [...this.#use(capture).reach.keys()].every((token) => tokens.has(token) && token.exit !== 'inside');
    const uses = new Set([...captures, ...direct.filter((capture) => capture.group === group && reachedBy(capture))]);
    const homes = [...uses].map((capture) => this.#use(capture).home);
    for (const { match } of tokens) homes.push(...(match === null ? [] : [this.#flow.homes.get(match) as Home]));
    const place = keeper(group, homes);
    // Where no match gives an empty text, that stands for not set.
    const given = [...tokens].flatMap(({ match }) => (match !== null && this.groups.has(match, group) ? [match] : []));
    const empty = given.every((match) => this.groups.neverEmpty(match, group));
    const particular = !empty && [...uses].some((capture) => this.#particular.has(capture));
    if (tokens.has(this.#flow.none)) this.forgotten.push(particular ? make.remove(place) : make.assign(place, nothing));
    this.#store([...tokens], group, place, particular);
    for (const capture of uses) {
      const { reach } = this.#use(capture);
      const certain = [...reach.keys()].every(({ match }) => match !== null && this.groups.always(match, group));
      const read = { ...this.#readBefore(capture, place, group, particular), origin: capture.origin };
      const setWhen = certain ? true : empty ? make.binary(read, '!=', make.string('')) : undefined;
      this.values.set(capture, setWhen === undefined ? read : { ...read, setWhen });
    }
  }

  #store(tokens: readonly Token[], group: number, place: Kept, particular: boolean): void {
    const sites = tokens.flatMap((token) => {
      const site = siteOf(token, this.#flow, this.inOrder);
      return site === null || token.match === null ? [] : [{ ...site, match: token.match }];
    });
    const tried = new Set(sites.flatMap(({ where, match }) => (where === 'tried' ? [match] : [])));
    for (const { where, key, match } of sites) {
      // Tried before its condition, it is kept for every way out of it.
      if (where === 'tried' || tried.has(match)) continue;
      push(this[where], key, ...this.#keeping(match, group, place, particular));
    }
    for (const match of tried) {
      const key = placeOf(this.#flow.homes.get(match) as Home);
      const known = this.tried.get(key) ?? new Map<Match, Statement[]>();
      this.tried.set(key, known);
      push(known, match, ...this.#keeping(match, group, place, particular));
    }
  }

  #keeping(match: Match, group: number, place: Kept, particular: boolean): readonly Statement[] {
    const { origin } = match;
    if (!this.groups.has(match, group))
      return [particular ? make.remove(place, origin) : make.assign(place, nothing, origin)];
    const value = this.groups.of(match, group);
    const { setWhen } = value;
    const store = make.assign(place, value, origin);
    if (!particular || setWhen === true || setWhen === undefined) return [store];
    return [make.when(setWhen, [store], [make.remove(place, origin)], origin)];
  }

  /** What a condition reads before its own matches are tried is put aside before that. */
  #readBefore(capture: Capture, place: Kept, group: number, particular: boolean): Kept {
    const at = placeOf(this.#use(capture).home);
    const tried = [...(this.tried.get(at)?.values() ?? [])].flat();
    if (this.inOrder.has(at) || !tried.some((statement) => writes(statement, place))) return place;
    const earlier = make.local(this.#context.names.local(`earlier group ${group}`), 'string');
    const copy = make.assign(earlier, place, capture.origin);
    push(this.copies, at, particular ? make.when(place, [copy], [make.remove(earlier, capture.origin)]) : copy);
    return earlier;
  }
}

function writes(statement: Statement, place: Kept): boolean {
  if (statement.kind === 'if')
    return statement.branches.some((branch) => branch.body.some((inner) => writes(inner, place)));
  return 'target' in statement && statement.target === place;
}
