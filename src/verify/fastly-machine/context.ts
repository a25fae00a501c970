import type * as ast from '../../syntax/ast.ts';
import type { Headers } from './headers.ts';
import type { Value } from './value.ts';

/** The subroutines of the platform, as states. */
export type StateName = 'recv' | 'hash' | 'hit' | 'miss' | 'pass' | 'fetch' | 'error' | 'deliver' | 'log';

/** What the machine takes from outside, so that a test decides it. */
export interface Platform {
  /** Seconds since 1970. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  /** Random bytes. */
  randomBytes(count: number): Uint8Array;
  /** What the platform knows and a desk does not (geo, POP, TLS, bots …): documented constants, and what the user set. */
  constant(name: string): Value | undefined;
}

/** All declarations of the configuration by name, includes resolved; definitions of one state in their order. */
export interface Linked {
  readonly acls: ReadonlyMap<string, ast.AclDeclaration>;
  readonly tables: ReadonlyMap<string, ast.TableDeclaration>;
  readonly backends: ReadonlyMap<string, ast.BackendDeclaration>;
  readonly directors: ReadonlyMap<string, ast.DirectorDeclaration>;
  readonly subroutines: ReadonlyMap<string, ast.Subroutine>;
  readonly states: ReadonlyMap<StateName, readonly ast.Subroutine[]>;
  readonly penaltyBoxes: ReadonlySet<string>;
  readonly rateCounters: ReadonlySet<string>;
}

/** What an expression sees: one request, in one subroutine. */
export interface Context {
  readonly state: StateName;
  readonly linked: Linked;
  readonly platform: Platform;
  /** What shows for an operand that is not set; `(null)` without a word, and nothing to compare with a translation that shows nothing. */
  readonly nullText?: string;
  /** `re.group.N` of the last match; kept as long as the platform keeps it. */
  readonly captures: { groups: readonly (string | null)[] };
  /** `declare local var.NAME`, and parameters, by name without `var.`. */
  readonly locals: Map<string, Value>;
  /** The headers of a message, or `null` where the state has no such message. */
  headers(message: Message): Headers | null;
  /** A variable that is no header and no local. `undefined`: there is none of that name. */
  read(name: string): Value | undefined;
  write(name: string, value: Value): void;
  /** `fastly.error`, which functions set when they cannot do what they are asked for. */
  setError(code: string): void;
  /** Calls a functional subroutine. */
  call(name: string, args: readonly Value[]): Value;
  /** Rate counters and penalty boxes, by name: the machine keeps one store for all requests. */
  readonly counters: Counters;
  /** Whether a backend, or a director, is healthy. */
  isHealthy(backend: string): boolean;
  /** A function that acts on the machine itself rather than giving a value (`early_hints`, `h2.push`, …) notes its effect here. */
  effect(name: string, args: readonly Value[]): void;
}

export type Message = 'req' | 'bereq' | 'beresp' | 'obj' | 'resp';

export interface Counters {
  increment(counter: string, key: string, by: number): void;
  /** Events in the last `window` seconds. */
  count(counter: string, key: string, window: number): number;
  penalize(box: string, key: string, seconds: number): void;
  isPenalized(box: string, key: string): boolean;
}
