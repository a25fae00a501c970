import { locate } from '../diagnostics/located.ts';
import { Reporter } from '../diagnostics/reporter.ts';
import { profileName } from '../dialects/index.ts';
import type { Settings } from '../options.ts';
import { buildReport } from '../report/build-report.ts';
import type { Translation } from '../translate.ts';

/** A translation in which something went wrong that should not be possible: no output, and the fault is said. */
export function brokenOff(error: unknown, { source, target, input }: Settings): Translation {
  const reporter = new Reporter();
  const reason = error instanceof Error ? error.message : String(error);
  reporter.report('VCP9005', null, `vcl-port failed: ${reason}`, {
    help: 'Please report it, with the configuration if you can.',
  });
  const diagnostics = locate(reporter.diagnostics, []);
  const report = buildReport({
    source: { dialect: source.dialect.id, files: [input.name] },
    target: profileName(target.table),
    table: target.table,
    programs: [],
    diagnostics: reporter.diagnostics,
    located: diagnostics,
    needs: { vmods: new Map(), parameters: new Map(), sidecars: new Map(), stubs: new Map() },
    imports: [],
    graph: { before: [], after: [] },
  });
  return { code: '', diagnostics, report, map: { lines: [] } };
}
