import type * as ast from '../syntax/ast.ts';
import type { Reporter } from '../diagnostics/reporter.ts';
import type { Span } from '../source/span.ts';
import type { Storage } from './storage.ts';
import type { Grammar } from '../syntax/grammar.ts';
import type { DialectTable } from '../mappings/table.ts';
import type * as ir from '../ir/model.ts';
import type { Action, State } from '../ir/states.ts';
import type { Type } from '../ir/types.ts';

/** Everything that the rest of vcl-port asks of a dialect. */
export interface Dialect {
  readonly id: string;
  readonly syntax: Grammar;
  /** The text of a string literal, escapes decoded. */
  text(raw: string): string;
  /** The table of a version; the newest one without it. */
  table(version?: string): DialectTable;
  readonly machine: Machine;
  readonly traits: Traits;
  /**
   * Subroutines of the engine's own, in its words, which the configuration may put code before: what `atEnd` calls.
   */
  readonly builtin: string;
  /** What the machine does in a state without code, before it goes on. */
  defaultBody(state: State): ir.Body;
  /** What the machine does when the code of a state ends without a transition, before it goes on. */
  atEnd(state: State): ir.Body;
  /** How values are kept for the time of a request, given the extensions that may be used; `null`: it has locals. */
  storage(hasVmod: (vmod: string) => boolean): Storage | null;
  lift(program: ast.Program, context: LiftContext): ir.Program;
  /** What a whole file of the dialect begins with. */
  finish(program: ast.Program, table: DialectTable): ast.Program;
  lower(program: ir.Program, context: LowerContext): ast.Program;
}

/** The machine of a dialect in the words of the neutral one. */
export interface Machine {
  /** The subroutines of the dialect and the states that each is the code of. */
  readonly subroutines: Readonly<Record<string, readonly State[]>>;
  /** The dialect's return words and what they mean in a state; `*` for every state that does not say otherwise. */
  readonly words: Readonly<Record<string, Readonly<Partial<Record<State | '*', Action>>>>>;
  /** What a state does when its code ends without a transition, or is missing. */
  readonly defaults: Readonly<Partial<Record<State, Action>>>;
}

/** What one machine does and another does not. Passes ask for these, never for a dialect. */
export interface Traits {
  /** The fetch is a thread of its own, which sees a copy of the request. */
  readonly backendThread: boolean;
  /** A response made here goes through the deliver state, as every other. */
  readonly synthReachesDeliver: boolean;
  /** There is code that runs after the response was sent. */
  readonly logState: boolean;
  /** A new status takes its standard reason with it. */
  readonly statusResetsReason: boolean;
  /** Matches leave their groups behind. */
  readonly captures: boolean;
  /** Subroutines have variables of their own, and may take and give values. */
  readonly locals: boolean;
  readonly conditionalExpressions: boolean;
  readonly switches: boolean;
  readonly subfields: boolean;
  /** Tables and directors are declared. */
  readonly tables: boolean;
  readonly directors: boolean;
  /** What a `set` of a header from a value that is not set does. */
  readonly ifUnset: 'remove' | 'empty';
  /** How a boolean reads in a text. */
  readonly booleanText: { readonly whenTrue: string; readonly whenFalse: string };
  /** What is declared and never used is an error. */
  readonly refusesUnused: boolean;
  /** Integers of 64 bits, hexadecimal numbers, exponents, any number of decimals. */
  readonly wideNumbers: boolean;
  /** Restarts that are allowed before the engine gives up. */
  readonly maximumRestarts: number;
  /** The files are a part: the service around them has backends, access lists and code of its own. */
  readonly declaredElsewhere: boolean;
  /** A text on the left of an access list is read as an address. */
  readonly aclsReadText: boolean;
  /** What an operand that is not set prints in a text for a header or a log. */
  readonly unsetText: '' | '(null)';
  /** Numbers are added and multiplied in expressions. */
  readonly arithmetic: boolean;
  /** What a name may be made of. */
  readonly identifier: RegExp;
  /** Requests that choose no backend get the one that is declared as `default`, or first. */
  readonly usesDeclaredBackend: boolean;
  /** The method that a request to purge has where the configuration sees it; `null`: the configuration does the purging. */
  readonly purgeMethod: string | null;
  /** The lines in the code of states where the platform puts its own part. */
  readonly macros: Readonly<Partial<Record<State, string>>>;
  /** Headers that the engine takes out of the copy of the request that the fetch sees, or changes in it; in lower case. */
  readonly changedInCopy: ReadonlySet<string>;
  /** Bytes of a line of the log, and the run-time parameter that allows more; `null`: lines are as long as they are. */
  readonly logLines: { readonly usual: number; readonly most: number; readonly parameter: string } | null;
  /** How long a backend may take, where it does not say so itself. */
  readonly backendTimeouts: Readonly<
    Record<'connect_timeout' | 'first_byte_timeout' | 'between_bytes_timeout', string>
  >;
}

export interface LiftContext {
  readonly reporter: Reporter;
  readonly file: number;
  readonly table: DialectTable;
  /** Reads `carrier.NAME` in code that the translation adds. */
  readonly carrier?: (name: string) => ir.Carrier | null;
  /** The files that the `include` at a place names, parsed already; `null` when there is none. */
  readonly include?: (path: string, glob: boolean, origin: Span) => readonly IncludedFile[] | null;
}

export interface IncludedFile {
  readonly program: ast.Program;
  readonly file: number;
}

export interface LowerContext {
  readonly reporter: Reporter;
  readonly table: DialectTable;
  /** The program came from this dialect: literals, words and keywords are written as they were. */
  readonly keepSpelling: boolean;
}

/** The types of a dialect by their names in it. */
export type TypeNames = Readonly<Record<string, Type>>;
