import type { LocatedDiagnostic } from './diagnostics/located.ts';
import { locate } from './diagnostics/located.ts';
import { Reporter } from './diagnostics/reporter.ts';
import { profileName } from './dialects/index.ts';
import type { Program } from './ir/model.ts';
import { settingsOf, type Settings, type TranslateOptions } from './options.ts';
import { passes } from './passes/index.ts';
import type { PassContext } from './passes/pass.ts';
import { Names } from './passes/support/names.ts';
import { print } from './printer/print.ts';
import { prove } from './prove.ts';
import { buildReport } from './report/build-report.ts';
import type { Report } from './report/report.ts';
import { stateGraph } from './report/state-graph.ts';
import { Sources, type SourceInput } from './source/includes.ts';
import type { SourceMap } from './source/map.ts';

export interface Translation {
  /** The output; empty where `unsupported` is `error` and something has no translation. */
  readonly code: string;
  readonly diagnostics: readonly LocatedDiagnostic[];
  readonly report: Report;
  readonly map: SourceMap;
}

/**
 * The line: read → lex and parse → lift → passes → lower → print → prove. Every step is a function of what came before it; no
 * step reads a file, a clock or the environment.
 */
export function translate(source: string | SourceInput, options: TranslateOptions = {}): Translation {
  const settings = settingsOf(source, options);
  const { target } = settings;
  const reporter = new Reporter();
  const sources = read(settings, reporter);
  const lifted = lift(sources, settings, reporter);
  const context = contextOf(lifted, sources, settings, reporter);
  const legal = legalise(lifted, context);
  const lowered = target.dialect.lower(legal, { reporter, table: target.table, keepSpelling: false });
  const finished = target.dialect.finish(lowered, target.table);
  const code = print(finished);
  const { output, trace } = prove(code, finished, target, reporter);
  const diagnostics = locate(reporter.diagnostics, sources.files);
  const report = buildReport({
    source: { dialect: settings.source.dialect.id, files: sources.files.map((file) => file.name) },
    target: profileName(target.table),
    table: target.table,
    programs: sources.programs,
    diagnostics: reporter.diagnostics,
    located: diagnostics,
    needs: context.needs,
    imports: finished.items.flatMap((item) => (item.kind === 'ImportDeclaration' ? [item.name.name] : [])),
    graph: {
      before: stateGraph(lifted, settings.source.dialect.machine),
      after: stateGraph(legal, target.dialect.machine),
    },
  });
  const refused = settings.passes.unsupported === 'error' && report.counts.severities.error > 0;
  return {
    code: refused ? '' : code,
    diagnostics,
    report,
    map: refused ? { lines: [] } : trace.lines(output, sources.files),
  };
}

function read({ source, input, include, doubtful }: Settings, reporter: Reporter): Sources {
  const { dialect } = source;
  const sources = new Sources(input, { grammar: dialect.syntax, reporter, text: (raw) => dialect.text(raw), include });
  if (doubtful) {
    reporter.report('VCP1022', { file: 0, start: 0, end: 0 }, `this does not look like ${dialect.id} VCL`);
  }
  return sources;
}

function lift(sources: Sources, { source }: Settings, reporter: Reporter): Program {
  return source.dialect.lift(sources.entry, { reporter, file: 0, table: source.table, include: sources.include });
}

function contextOf(
  lifted: Program,
  sources: Sources,
  { source, target, passes: options }: Settings,
  reporter: Reporter,
): PassContext {
  return {
    reporter,
    source,
    target,
    options,
    names: new Names(lifted, target.table.reserved),
    helpers: new Set(),
    sourceText: (origin) => sources.textOf(origin),
    needs: { vmods: new Map(), parameters: new Map(), sidecars: new Map(), stubs: new Map() },
  };
}

function legalise(lifted: Program, context: PassContext): Program {
  return passes.reduce(
    (program: Program, pass) => (pass.needed?.(context) === false ? program : pass.run(program, context)),
    lifted,
  );
}
