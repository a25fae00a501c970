import * as make from '../../ir/make.ts';
import type { Branch, Capture, Carrier, Expression, Local, Match, Statement } from '../../ir/model.ts';
import { sameMeaning } from '../../ir/equal.ts';
import { visitExpression } from '../../ir/visit.ts';
import type { PassContext } from '../pass.ts';
import type { CaptureFlow, Home, Use } from './captures-flow.ts';
import { subjectKey, type Token } from './captures-reach.ts';
import { CaptureValues } from './captures-value.ts';

/** Where a group is kept for uses that its match does not reach undisturbed. */
export type Kept = Carrier | Local;

/** Gives a group its place, by where it is written and read. */
export type Keeper = (group: number, homes: readonly Home[]) => Kept;

/** An empty text that stands for a group that is not set. */
const nothing: Expression = { ...make.string(''), setWhen: make.boolean(false) };

type Place = Branch | Statement;
type Site = { readonly where: 'tried' | 'before' | 'whenTrue' | 'otherwise' | 'after'; readonly key: Place };

/** What becomes of the uses of groups, and where the groups are kept. */
export class CapturePlan {
  readonly values = new Map<Capture, Expression>();
  readonly groups = new CaptureValues();
  /** What is done before a branch is decided, or before a statement. */
  readonly before = new Map<Place, Statement[]>();
  /** The matches that are tried before the branch or statement that they stand in, and what is done when one succeeds. */
  readonly tried = new Map<Place, Map<Match, Statement[]>>();
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
    for (const [capture, use] of flow.uses) {
      this.#report(capture, use);
      const having = matchesOf(use).filter((match) => this.groups.has(match, capture.group));
      for (const match of having) this.#putAside(match);
      if (having.length === 0) this.values.set(capture, { kind: 'unset', origin: capture.origin });
      else if (this.#readsDirectly(use)) direct.push(capture);
      else push(kept, capture.group, capture);
    }
    for (const capture of this.#repeated(direct)) push(kept, capture.group, capture);
    for (const [group, captures] of [...kept].toSorted(([a], [b]) => a - b)) this.#keep(group, captures, direct, keeper);
    for (const capture of direct) {
      const [match] = matchesOf(this.#use(capture));
      if (match !== undefined && !this.values.has(capture)) this.values.set(capture, { ...this.groups.of(match, capture.group), origin: capture.origin });
    }
  }

  /** Where one use of a group has been tested, another of the same group from the same matches is set. */
  imply(tested: Capture, capture: Capture): void {
    const value = this.values.get(capture);
    if (value === undefined || tested.group !== capture.group || value.setWhen === true) return;
    const [known, asked] = [this.#flow.uses.get(tested), this.#flow.uses.get(capture)].map((use) => [...(use?.reach.keys() ?? [])]);
    const same = known?.length === asked?.length && known?.every((token) => asked?.includes(token));
    if (same === true) this.values.set(capture, { ...value, setWhen: true });
  }

  #use(capture: Capture): Use {
    return this.#flow.uses.get(capture) as Use;
  }

  #report(capture: Capture, use: Use): void {
    const matches = matchesOf(use);
    if (matches.length === 0) {
      this.#context.reporter.report('VCP3040', capture.origin, `no match of this state comes before re.group.${capture.group}: it is not set here`, {
        help: 'If a match in an earlier state was meant, keep its group in a header there.',
      });
    }
    for (const match of matches) {
      if (!this.groups.loses(match, capture.group)) continue;
      const why = match.pattern.kind === 'string' ? 'its pattern cannot be put into a larger one' : 'its pattern is not written out there';
      this.#context.reporter.report('VCP2040', match.origin, `group ${capture.group} of this match is lost: ${why}`, {
        related: capture.origin === null ? [] : [{ span: capture.origin, message: 'it is read here' }],
      });
    }
  }

  /** A subject that is no plain value is worked out once, before its match. */
  #putAside(match: Match): void {
    const home = this.#flow.homes.get(match);
    if (home === undefined || subjectKey(match) !== '' || this.groups.subjects.has(match)) return;
    const [first] = home.statement.kind === 'if' ? home.statement.branches : [];
    let reads = false;
    visitExpression(match.subject, (inner) => {
      if (inner.kind === 'capture') reads = true;
    });
    const place = reads ? placeOf(home) : (first ?? home.statement);
    const same = [...this.groups.subjects].find(
      ([other]) => !reads && this.#flow.homes.get(other)?.statement === home.statement && sameMeaning(other.subject, match.subject),
    );
    if (same !== undefined) return void this.groups.subjects.set(match, same[1]);
    const local = make.local(this.#context.names.local(subjectName(match.subject)), 'string');
    this.groups.subjects.set(match, local);
    push(this.before, place, make.assign(local, match.subject, match.origin));
  }

  /** Reached by one match only, with its subject as it was. */
  #readsDirectly(use: Use): boolean {
    const [match, ...others] = new Set([...use.reach.keys()].map((token) => token.match));
    if (match === undefined || match === null || others.length > 0) return false;
    if (this.groups.subjects.has(match) && this.#flow.homes.get(match)?.code !== use.home.code) return false;
    return [...use.reach.values()].every((dirty) => !dirty);
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
    return [...same].flatMap(([{ pattern }, groups]) =>
      [...groups.values()].filter((captures) => {
        const length = pattern.kind === 'string' ? pattern.value.length + 20 : 0;
        const long = captures.length > 2 || (captures.length === 2 && length > 60);
        return long && captures.every((capture) => [...this.#use(capture).reach.keys()].every((token) => this.#siteOf(token)?.where !== 'tried'));
      }),
    ).flat();
  }

  /** Keeps a group for some uses, after every match that reaches one of them. */
  #keep(group: number, captures: readonly Capture[], direct: readonly Capture[], keeper: Keeper): void {
    const tokens = new Set(captures.flatMap((capture) => [...this.#use(capture).reach.keys()]));
    const also = direct.filter((capture) => capture.group === group && [...this.#use(capture).reach.keys()].every((token) => tokens.has(token)));
    const uses = new Set([...captures, ...also]);
    const homes = [...[...uses].map((capture) => this.#use(capture).home), ...[...tokens].flatMap((token) => this.#homeOf(token) ?? [])];
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
      const read = { ...this.#readBefore(capture, place, group), origin: capture.origin };
      const setWhen = certain ? true : empty ? make.binary(read, '!=', make.string('')) : undefined;
      this.values.set(capture, setWhen === undefined ? read : { ...read, setWhen });
    }
  }

  #store(tokens: readonly Token[], group: number, place: Kept, particular: boolean): void {
    const sites = tokens.flatMap((token) => {
      const site = this.#siteOf(token);
      return site === null || token.match === null ? [] : [{ ...site, match: token.match }];
    });
    const tried = new Set(sites.flatMap(({ where, match }) => (where === 'tried' ? [match] : [])));
    for (const { where, key, match } of sites) {
      // Tried before its condition, it is kept for every way out of it.
      if (where === 'tried' || tried.has(match)) continue;
      push(this[where], key, ...this.#keeping(match, group, place, particular));
    }
    for (const match of tried) {
      const home = this.#flow.homes.get(match);
      if (home === undefined) continue;
      const known = this.tried.get(placeOf(home)) ?? new Map<Match, Statement[]>();
      this.tried.set(placeOf(home), known);
      push(known, match, ...this.#keeping(match, group, place, particular));
    }
  }

  #keeping(match: Match, group: number, place: Kept, particular: boolean): readonly Statement[] {
    const { origin } = match;
    if (!this.groups.has(match, group)) return [particular ? make.remove(place, origin) : make.assign(place, nothing, origin)];
    const value = this.groups.of(match, group);
    const { setWhen } = value;
    const store = make.assign(place, value, origin);
    if (!particular || setWhen === true || setWhen === undefined) return [store];
    return [make.when(setWhen, [store], [make.remove(place, origin)], origin)];
  }

  #homeOf(token: Token): Home | undefined {
    return token.match === null ? undefined : this.#flow.homes.get(token.match);
  }

  /** The place where a match has certainly just succeeded; without one it is tried beforehand. */
  #siteOf(token: Token): Site | null {
    const home = this.#homeOf(token);
    if (home === undefined) return null;
    const { statement, branch } = home;
    const exits = branch === null ? undefined : this.#flow.exits.get(branch);
    if (statement.kind !== 'if' || branch === null || exits === undefined) return { where: 'tried', key: statement };
    if (token.exit === 'true' && exits.whenTrue.size === 1) return { where: 'whenTrue', key: branch };
    if (token.exit !== 'false' || exits.whenFalse.size > 1) return { where: 'tried', key: branch };
    const next = statement.branches[statement.branches.indexOf(branch) + 1];
    if (next !== undefined) return { where: 'before', key: next };
    return { where: statement.otherwise === null && !this.#flow.passable.has(statement) ? 'after' : 'otherwise', key: statement };
  }

  /** What a condition reads before its own matches are tried is put aside before that. */
  #readBefore(capture: Capture, place: Kept, group: number): Kept {
    const { home, reach } = this.#use(capture);
    const tried = [...(this.tried.get(placeOf(home))?.values() ?? [])].flat();
    const overwrites = tried.some((statement) => 'target' in statement && statement.target === place);
    if (!overwrites || [...reach.keys()].some((token) => token.exit === 'inside')) return place;
    const earlier = make.local(this.#context.names.local(`earlier group ${group}`), 'string');
    push(this.before, placeOf(home), make.assign(earlier, place, capture.origin));
    return earlier;
  }
}

function matchesOf(use: Use): Match[] {
  return [...new Set([...use.reach.keys()].flatMap((token) => (token.match === null ? [] : [token.match])))];
}

function subjectName(subject: Expression): string {
  if (subject.kind === 'subfield') return subject.field;
  return subject.kind === 'variable' ? subject.name.replace(/^\w+\./, '').replaceAll('.', ' ') : 'subject';
}

function placeOf(home: Home): Place {
  return home.branch ?? home.statement;
}

function push<K, V>(map: Map<K, V[]>, key: K, ...values: readonly V[]): void {
  map.set(key, [...(map.get(key) ?? []), ...values]);
}
