import type { Reporter } from '../diagnostics/reporter.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Origin, Program } from '../ir/model.ts';
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
  /** What the source wrote at a place; empty for what was generated. */
  sourceText(origin: Origin): string;
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
  /** Programs that have to run beside the engine, by the name of the backend that each serves. */
  readonly sidecars: Map<string, TlsSidecar>;
  /** What the service has and the files do not: the output has a stub for each, by its name. */
  readonly stubs: Map<string, StubKind>;
}

export type StubKind = 'backend' | 'access list' | 'subroutine' | 'table';

/** What speaks TLS to an origin where the engine cannot. */
export interface TlsSidecar {
  /** Where it listens; the backend of the output connects to it. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly origin: { readonly host: string; readonly port: number };
  /** The name that is asked for, and that the certificate must have; `null`: the host of the origin. */
  readonly sniName: string | null;
  readonly certificateName: string | null;
  readonly verify: boolean;
  /** A certificate authority of the configuration's own, as PEM. */
  readonly authority: string | null;
  readonly minimumVersion: string | null;
  readonly maximumVersion: string | null;
  readonly ciphers: string | null;
  /** What the origin knows the cache by, as PEM. */
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
}
