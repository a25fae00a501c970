import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { Family, Severity } from '../diagnostics/diagnostic.ts';
import type { StubKind, TlsSidecar } from '../passes/pass.ts';
import type { Edge } from './state-graph.ts';

/** What became of a configuration. A plain value, the same for the same input. */
export interface Report {
  readonly tool: { readonly name: 'vcl-port'; readonly version: string };
  readonly source: { readonly dialect: string; readonly files: readonly string[] };
  /** A dialect and its version: `varnish@7.1`. */
  readonly target: string;
  readonly statements: StatementCounts;
  readonly counts: {
    readonly families: Readonly<Record<Family, number>>;
    readonly severities: Readonly<Record<Severity, number>>;
  };
  readonly needs: ReportedNeeds;
  readonly graph: { readonly before: readonly Edge[]; readonly after: readonly Edge[] };
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/** Statements and declarations of the source, each counted once, by the worst that is said about it. */
export interface StatementCounts {
  readonly total: number;
  /** Nothing is said about it: the output does the same. */
  readonly same: number;
  /** Translated, with a note: it differs somewhere, needs something, or is worth a look. */
  readonly noted: number;
  /** Stands for something that the platform provides. */
  readonly platform: number;
  /** Left to do: it has no translation, or was not understood. */
  readonly left: number;
}

export interface ReportedNeeds {
  readonly vmods: readonly VmodNeed[];
  /** Parameters of the engine, and the value that each must have. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly sidecars: readonly ReportedSidecar[];
  /** What the service has and the files do not: stubs in the output, to be filled in. */
  readonly stubs: readonly { readonly name: string; readonly kind: StubKind }[];
}

/** What has to speak TLS to an origin. The key of a client certificate stays in the configuration: here is only that there is one. */
export interface ReportedSidecar extends Omit<TlsSidecar, 'clientKey'> {
  readonly backend: string;
  readonly clientKey: boolean;
}

export interface VmodNeed {
  readonly name: string;
  /** The Debian package that brings it; `bundled` for the engine's own. */
  readonly package: string;
  /** What it is used for; `null` where the output says it itself. */
  readonly why: string | null;
}
