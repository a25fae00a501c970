import type * as ast from '../syntax/ast.ts';
import type { Reporter } from '../diagnostics/reporter.ts';
import type { Span } from '../source/span.ts';
import type { Grammar } from '../syntax/grammar.ts';
import type { DialectTable } from '../mappings/table.ts';
import type * as ir from '../ir/model.ts';
import type { Action, State } from '../ir/states.ts';
import type { Type } from '../ir/types.ts';

/** Everything that the rest of vcl-port asks of a dialect. */
export interface Dialect {
  readonly id: string;
  readonly syntax: Grammar;
  /** The table of a version; the newest one without it. */
  table(version?: string): DialectTable;
  readonly machine: Machine;
  lift(program: ast.Program, context: LiftContext): ir.Program;
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

export interface LiftContext {
  readonly reporter: Reporter;
  readonly file: number;
  readonly table: DialectTable;
  /** The files that `include` names, parsed already; `null` when there is none. */
  readonly include?: (path: string, glob: boolean, origin: Span | null) => readonly IncludedFile[] | null;
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
