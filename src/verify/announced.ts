import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { SourcePlace } from '../source/place.ts';
import { children, type Node, type Statement } from '../syntax/ast.ts';
import type { Difference } from './compare.ts';
import { anything, covers, type Seen } from './covers.ts';
import type { Configuration } from './fastly-machine/link.ts';
import type { PlannedRequest } from './plan.ts';

/** Wherever the diagnostic stands, it is about all requests of a kind: purges, and those with a body. */
const ofEverything: ReadonlySet<string> = new Set(['VCP3015', 'VCP5020', 'VCP5030', 'VCP5031', 'VCP5032']);
/** What ran is enough: what it changes is the target's doing, and nothing changes on the machine without it. */
const ofTheTarget: ReadonlySet<string> = new Set(['VCP3016', 'VCP3018']);
/** Its statement has an influence where a request is not handed to another node. */
const ofOneNode: ReadonlySet<string> = new Set(['VCP3017']);

/** A statement, and the place in it that a diagnostic speaks of. */
export interface Suspect {
  readonly statement: Statement;
  readonly place: SourcePlace;
}

/** What a diagnostic is about. */
type Subject =
  | { readonly kind: 'everything' }
  /** The statement that it stands in; or those that use the declaration that it stands in. */
  | { readonly kind: 'statements'; readonly suspects: readonly Suspect[] }
  | { readonly kind: 'backends'; readonly names: ReadonlySet<string> }
  | { readonly kind: 'subroutine'; readonly statements: readonly Statement[] };

interface Placed {
  readonly diagnostic: LocatedDiagnostic;
  readonly subject: Subject;
}

/**
 * What statements have an influence on: the aspects of a request that come out otherwise without them; on a platform of one
 * node, if it is asked for.
 */
export type InfluenceOf = (suspects: readonly Suspect[], oneNode: boolean) => Promise<ReadonlySet<string>>;

/** Tells whether a diagnostic of the translation said beforehand what turned out. */
export class Announcements {
  readonly #placed: readonly Placed[];

  constructor(diagnostics: readonly LocatedDiagnostic[], configuration: Configuration) {
    const program = new Subjects(configuration);
    this.#placed = diagnostics
      .filter(({ code }) => Object.hasOwn(covers, code))
      .flatMap((diagnostic) => {
        const subject = program.of(diagnostic);
        return subject === null ? [] : [{ diagnostic, subject }];
      });
  }

  /**
   * The first diagnostic that covers a difference: its code speaks of such, its statement ran, and has an influence on what
   * differs; alone, or together with the others of its code, where each does again what another did.
   */
  async of(
    difference: Difference,
    request: PlannedRequest,
    seen: Seen,
    ran: ReadonlySet<Node>,
    influenceOf: InfluenceOf,
  ): Promise<LocatedDiagnostic | null> {
    const matters = async (suspects: readonly Suspect[], code: string): Promise<boolean> =>
      (await influenceOf(suspects, ofOneNode.has(code))).has(difference.aspect);
    const together = new Map<LocatedDiagnostic, Suspect[]>();
    for (const { diagnostic, subject } of this.#placed) {
      const { code } = diagnostic;
      if (covers[code]?.(difference, request, seen) !== true) continue;
      if (subject.kind !== 'statements') {
        if (concerns(subject, seen, ran)) return diagnostic;
        continue;
      }
      const suspects = subject.suspects.filter(({ statement }) => ran.has(statement));
      if (suspects.length === 0) continue;
      if (ofTheTarget.has(code) || (await matters(suspects, code))) return diagnostic;
      const first = [...together.keys()].find((one) => one.code === code) ?? diagnostic;
      together.set(first, [...(together.get(first) ?? []), ...suspects]);
    }
    for (const [diagnostic, suspects] of together) {
      if (suspects.length > 1 && (await matters(suspects, diagnostic.code))) return diagnostic;
    }
    return null;
  }
}

function concerns(
  subject: Exclude<Subject, { kind: 'statements' }>,
  { fetches }: Seen,
  ran: ReadonlySet<Node>,
): boolean {
  switch (subject.kind) {
    case 'everything':
      return true;
    case 'backends':
      return fetches.some(({ backend }) => subject.names.has(backend));
    case 'subroutine':
      return subject.statements.some((statement) => ran.has(statement));
  }
}

interface Located {
  readonly node: Statement;
  readonly file: string;
}

/** Finds what diagnostics are about. */
class Subjects {
  readonly #configuration: Configuration;
  /** All statements, each before those inside of it. */
  readonly #statements: Located[] = [];
  /** The statements that each name is used in. */
  readonly #uses = new Map<string, Set<Statement>>();

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    const { states, subroutines } = configuration.linked;
    for (const { body } of [...[...states.values()].flat(), ...subroutines.values()]) this.#visit(body, null);
  }

  #visit(node: Node, within: Statement | null): void {
    const place = this.#configuration.placeOf(node);
    // Only statements have a place.
    const inner = place === null ? within : (node as Statement);
    if (place !== null) this.#statements.push({ node: node as Statement, file: place.file });
    if ((node.kind === 'Variable' || node.kind === 'Identifier') && inner !== null) {
      // `backend.F_a.healthy` uses F_a.
      for (const name of [node.name, ...node.name.split('.')])
        this.#uses.set(name, (this.#uses.get(name) ?? new Set()).add(inner));
    }
    for (const child of children(node)) this.#visit(child, inner);
  }

  /** `null`: nothing that a request could meet. */
  of({ code, place }: LocatedDiagnostic): Subject | null {
    if (ofEverything.has(code)) return { kind: 'everything' };
    // Without a place it speaks of certain differences only, if it is to announce any.
    if (place === null) return covers[code] === anything ? null : { kind: 'everything' };
    const statement = this.#statements.findLast(
      ({ node, file }) => file === place.file && node.start <= place.start && node.end >= place.end,
    );
    if (statement !== undefined) return { kind: 'statements', suspects: [{ statement: statement.node, place }] };
    return this.#ofDeclaration(place);
  }

  #ofDeclaration(place: SourcePlace): Subject | null {
    const holds = ({ start, end }: Node): boolean => start <= place.start && end >= place.start;
    const { backends, directors, acls, tables, states, subroutines } = this.#configuration.linked;
    for (const [name, node] of backends) if (holds(node)) return { kind: 'backends', names: new Set([name]) };
    for (const node of directors.values()) {
      if (!holds(node)) continue;
      const named = [...children(node)].flatMap((child) => identifiersIn(child));
      return { kind: 'backends', names: new Set(named.filter((name) => backends.has(name))) };
    }
    for (const node of [...[...states.values()].flat(), ...subroutines.values()]) {
      if (!holds(node)) continue;
      const inside = this.#statements.filter(
        (one) => node.body.start <= one.node.start && one.node.end <= node.body.end,
      );
      return { kind: 'subroutine', statements: inside.map((one) => one.node) };
    }
    for (const [name, node] of [...acls, ...tables]) {
      if (!holds(node)) continue;
      const users = [...(this.#uses.get(name) ?? [])];
      return {
        kind: 'statements',
        suspects: users.map((statement) => ({ statement, place: this.#placeOf(statement, name) })),
      };
    }
    return null;
  }

  /** Where a statement uses a name. */
  #placeOf(statement: Statement, name: string): SourcePlace {
    const { file = '', line = 1 } = this.#configuration.placeOf(statement) ?? {};
    const use = nodesIn(statement).find((node) => 'name' in node && node.name === name) ?? statement;
    return { file, line, column: 1, start: use.start, end: use.end } as SourcePlace;
  }
}

function nodesIn(node: Node): readonly Node[] {
  return [node, ...[...children(node)].flatMap(nodesIn)];
}

function identifiersIn(node: Node): readonly string[] {
  return nodesIn(node).flatMap((one) => (one.kind === 'Identifier' || one.kind === 'Variable' ? [one.name] : []));
}
