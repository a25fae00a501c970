import type { Reporter } from '../diagnostics/reporter.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Program } from '../ir/model.ts';
import type { DialectTable } from '../mappings/table.ts';
import type { HelperName } from './support/helpers.ts';
import type { Names } from './support/names.ts';
import type { Target } from './target.ts';

/** A step of the translation: one thing, from program to program. What changes meaning is reported. */
export interface Pass {
  readonly name: string;
  /** One sentence for people: what is different afterwards. */
  readonly description: string;
  /** Without it the pass always runs. */
  needed?(context: PassContext): boolean;
  run(program: Program, context: PassContext): Program;
}

export interface PassContext {
  readonly reporter: Reporter;
  readonly source: { readonly dialect: Dialect; readonly table: DialectTable };
  readonly target: Target;
  readonly options: PassOptions;
  /** Names that are free in this program. */
  readonly names: Names;
  /** Subroutines of the translation's own that something calls. */
  readonly helpers: Set<HelperName>;
  /** What the output needs besides the engine itself. */
  readonly needs: Needs;
}

export interface PassOptions {
  /** Keep the text that the source prints for a value that is not set. */
  readonly nullText: boolean;
  /** What stands in the output for something that has no translation. */
  readonly unsupported: 'comment' | 'break' | 'error';
}

export interface Needs {
  /** Extensions by name, and why. */
  readonly vmods: Map<string, string>;
  /** Run-time parameters and the value that each must have. */
  readonly parameters: Map<string, string>;
}
