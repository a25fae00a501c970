import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { SourcePlace } from '../source/place.ts';
import { children, type Node, type Statement } from '../syntax/ast.ts';
import type { Response } from './client.ts';
import type { Difference } from './compare.ts';
import type { Configuration } from './fastly-machine/link.ts';
import type { Trace } from './fastly-machine/trace.ts';
import { headerOf, type PlannedRequest } from './plan.ts';

/** Which differences the diagnostics of a code speak of. A code that is not here speaks of none. */
type Covers = (difference: Difference, request: PlannedRequest, seen: Seen) => boolean;

/** What the machine did with the request. */
export interface Seen {
  readonly traces: readonly Trace[];
  /** Those of the requests before it. */
  readonly earlier: readonly Trace[];
  readonly response: Response | null;
}

const anything: Covers = () => true;
const aspects =
  (...patterns: readonly RegExp[]): Covers =>
  ({ aspect }) =>
    patterns.some((pattern) => pattern.test(aspect));
const purging: Covers = (_, { method }) => /^(?:FASTLY)?PURGE$/.test(method);
const packing = aspects(/^header (?:content-encoding|vary|etag)$/, /^body$/, /^origin \d+ header accept-encoding$/);
/** The page of the platform, for which another one stands, or none. */
const page: Covers = ({ aspect, fastly, varnish }) =>
  (aspect === 'body' && fastly?.startsWith('<!DOCTYPE html>\n<html>\n  <head>\n    <title>') === true) ||
  (aspect === 'header content-type' && fastly === 'text/html; charset=utf-8' && varnish === null);
/** The source still has an object that is out of date: it uses it after a fetch came to nothing that was stored. */
const stale: Covers = (_difference, _request, { traces, earlier }) => {
  const asked = [...earlier, ...traces].filter(({ steps }) => steps.some(({ state }) => state === 'fetch'));
  const used = traces.some(({ steps }) =>
    steps.some(({ transition }) => transition === 'stale hit' || transition === 'return(deliver_stale)'),
  );
  // One fetch stored the object.
  return used && asked.length > 1;
};
const failureOfVarnish = 'Backend fetch failed';
/** The cause of a failed fetch, wherever its text got to: Varnish has one text for all. */
function namesTheFailure({ fastly, varnish }: Difference, traces: readonly Trace[]): boolean {
  if (varnish?.includes(failureOfVarnish) !== true) return false;
  const causes = traces.flatMap(({ steps }) =>
    steps.filter(({ state }) => state === 'fetch-failed').map(({ transition }) => transition),
  );
  return causes.some((cause) => varnish.replaceAll(failureOfVarnish, cause) === fastly);
}
/**
 * Who asks for gzip, and who unpacks it: Varnish does both by itself, and says so in Vary. Who cuts a part out of a body: Varnish,
 * of what is passed, too. And what is known of a failure.
 */
const engines: Covers = (difference, { headers: asked }, { traces, response }) => {
  const { aspect, fastly, varnish } = difference;
  if (isAboutGzip(aspect, fastly, varnish) || namesTheFailure(difference, traces)) return true;
  // For a fetch in the background the platform runs vcl_recv and vcl_hash once more.
  if (aspect.startsWith('log ') && varnish === null) return traces.some(({ kind }) => kind === 'background');
  // Objects that differ in what the client reads are one object there.
  if (aspect === 'fetches' && Number(fastly) > Number(varnish)) return variesByEncoding(response);
  if (headerOf(asked, 'Range') === null) return false;
  // Of what is packed, only the platform cuts a part.
  const packed = headerOf(response?.headers ?? [], 'Content-Encoding')?.toLowerCase() === 'gzip';
  return isAboutRanges(difference) || (packed && /^(?:status|reason|body|header content-range)$/.test(aspect));
};
const variesByEncoding = (response: Response | null): boolean =>
  /\baccept-encoding\b/i.test(headerOf(response?.headers ?? [], 'Vary') ?? '');
const isAboutRanges = ({ aspect, fastly, varnish }: Difference): boolean =>
  (aspect === 'status' && fastly === '200' && (varnish === '206' || varnish === '416')) ||
  (aspect === 'reason' && (varnish === 'Partial Content' || varnish === 'Requested Range Not Satisfiable')) ||
  (aspect === 'body' && varnish !== null && fastly?.includes(varnish) === true) ||
  (aspect === 'header content-range' && fastly === null);
const isAboutGzip = (aspect: string, fastly: string | null, varnish: string | null): boolean =>
  /^origin \d+ header accept-encoding$/.test(aspect) ||
  (/^origin \d+ header fastly-orig-accept-encoding$/.test(aspect) && varnish === null) ||
  (aspect === 'header content-encoding' && fastly === 'gzip' && varnish === null) ||
  (aspect === 'header vary' && varnish === (fastly === null ? 'Accept-Encoding' : `${fastly}, Accept-Encoding`));
/** A fetch in the background: vcl_miss ran for it, it began again, or its object was not delivered. */
const leftOut: Covers = (_difference, _request, { traces }) => {
  const behind = traces.filter(({ kind }) => kind === 'background').flatMap(({ steps }) => steps);
  const before = traces.filter(({ kind }) => kind !== 'background').flatMap(({ steps }) => steps);
  return (
    behind.some(({ state, transition }) => transition === 'restart' || state === 'miss') ||
    (behind.length > 0 && before.some(({ state, transition }) => state === 'hit' && !transition.includes('deliver')))
  );
};
/** The answers are the same whoever gives them: only who was asked is not. */
const members = aspects(/^origin \d+ backend$/);

const covers: Readonly<Record<string, Covers>> = {
  // A value or a statement that is not there: everything after it can come out differently.
  VCP2001: anything, VCP2002: anything, VCP2010: anything, VCP2011: anything, VCP2012: anything, VCP2030: anything,
  VCP2031: anything, VCP2032: anything, VCP2033: anything, VCP2036: anything, VCP2040: anything, VCP2041: anything,
  VCP2034: anything,
  VCP2042: anything, VCP2050: anything, VCP2051: anything, VCP2052: anything, VCP2060: purging, VCP2061: anything,
  VCP2062: anything, VCP2063: anything, VCP2064: anything, VCP2065: anything, VCP2066: anything, VCP2067: anything,
  VCP2068: anything,
  VCP9001: anything, VCP9004: anything, VCP9005: anything, VCP9010: anything, VCP9011: anything,
  // Values that differ sometimes, as the message says.
  VCP3001: anything,
  VCP3012: aspects(/^origin /, /^status$/, /^body$/, /^header /),
  VCP3022: engines,
  VCP3013: stale, VCP3014: page, VCP3015: aspects(/^origin \d+ (?:body|header content-length)$/), VCP3016: leftOut,
  VCP3030: anything,
  VCP3034: members, VCP3036: anything, VCP3037: members, VCP3038: anything,
  VCP3039: anything,
  VCP3043: anything, VCP3044: anything,
  VCP3040: anything, VCP3041: anything, VCP3042: anything,
  VCP3060: anything, VCP3064: anything, VCP3065: anything, VCP3067: anything, VCP3069: aspects(/^reason$/),
  VCP4001: anything,
  VCP3070: members, VCP3071: anything, VCP3072: aspects(/^origin \d+ header x-forwarded-for$/),
  VCP3080: anything, VCP3081: anything, VCP3082: packing, VCP3083: packing, VCP3084: anything,
  VCP5020: purging, VCP5021: anything, VCP5030: purging, VCP5032: purging, VCP5031: purging,
}; // prettier-ignore

/** Wherever the diagnostic stands, it is about all requests of a kind: purges, and those with a body. */
const ofEverything = /^VCP(?:50[23]|3015$)/;
/** What ran is enough: what it changes is the target's doing, and nothing changes on the machine without it. */
const ofTheTarget: ReadonlySet<string> = new Set(['VCP3016']);

interface Placed {
  readonly diagnostic: LocatedDiagnostic;
  /** The statement that it stands in; `null`: it is about a declaration, or about everything. */
  readonly statement: Statement | null;
}

/** A statement, and the place in it that a diagnostic speaks of. */
export interface Suspect {
  readonly statement: Statement;
  readonly place: SourcePlace | null;
}

/** What statements have an influence on: the aspects of a request that come out otherwise without them. `null`: everything. */
export type InfluenceOf = (suspects: readonly Suspect[]) => Promise<ReadonlySet<string> | null>;

/** Tells whether a diagnostic of the translation said beforehand what turned out. */
export class Announcements {
  readonly #placed: readonly Placed[];

  constructor(diagnostics: readonly LocatedDiagnostic[], configuration: Configuration) {
    const statements = statementsOf(configuration);
    this.#placed = diagnostics
      .filter(({ code }) => Object.hasOwn(covers, code))
      .map((diagnostic) => ({
        diagnostic,
        statement: ofEverything.test(diagnostic.code) ? null : innermost(diagnostic, statements),
      }));
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
    const matters = async (suspects: readonly Suspect[]): Promise<boolean> => {
      const influence = await influenceOf(suspects);
      return influence === null || influence.has(difference.aspect);
    };
    const together = new Map<string, Suspect[]>();
    for (const { diagnostic, statement } of this.#placed) {
      const { code, place } = diagnostic;
      if (covers[code]?.(difference, request, seen) !== true) continue;
      if (statement === null) return diagnostic;
      if (!ran.has(statement)) continue;
      if (ofTheTarget.has(code) || (await matters([{ statement, place }]))) return diagnostic;
      together.set(code, [...(together.get(code) ?? []), { statement, place }]);
    }
    for (const [code, suspects] of together) {
      if (suspects.length > 1 && (await matters(suspects)))
        return this.#placed.find(({ diagnostic }) => diagnostic.code === code)?.diagnostic ?? null;
    }
    return null;
  }
}

interface Located {
  readonly node: Statement;
  readonly file: string;
}

/** All statements, each before those inside of it. */
function statementsOf(configuration: Configuration): readonly Located[] {
  const found: Located[] = [];
  const visit = (node: Node): void => {
    const place = configuration.placeOf(node);
    // Only statements have a place.
    if (place !== null) found.push({ node: node as Statement, file: place.file });
    for (const child of children(node)) visit(child);
  };
  const { states, subroutines } = configuration.linked;
  for (const { body } of [...[...states.values()].flat(), ...subroutines.values()]) visit(body);
  return found;
}

function innermost({ place }: LocatedDiagnostic, statements: readonly Located[]): Statement | null {
  if (place === null) return null;
  const holding = statements.filter(
    ({ node, file }) => file === place.file && node.start <= place.start && node.end >= place.end,
  );
  return holding.at(-1)?.node ?? null;
}
