import type { Diagnostic, Family, Severity } from '../diagnostics/diagnostic.ts';
import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { DialectTable } from '../mappings/table.ts';
import type { Needs } from '../passes/pass.ts';
import type { Program } from '../syntax/ast.ts';
import { version } from '../version.ts';
import { countStatements } from './count-statements.ts';
import type { Report, ReportedNeeds } from './report.ts';

export interface ReportParts {
  readonly source: Report['source'];
  readonly target: string;
  readonly table: DialectTable;
  readonly programs: readonly Program[];
  readonly diagnostics: readonly Diagnostic[];
  readonly located: readonly LocatedDiagnostic[];
  readonly needs: Needs;
  /** Vmods that the output imports. */
  readonly imports: readonly string[];
  readonly graph: Report['graph'];
}

export function buildReport(parts: ReportParts): Report {
  const { located } = parts;
  const families: Record<Family, number> = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 9: 0 };
  const severities: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { family, severity } of located) {
    families[family] += 1;
    severities[severity] += 1;
  }
  return {
    tool: { name: 'vcl-port', version },
    source: parts.source,
    target: parts.target,
    statements: countStatements(parts.programs, parts.diagnostics),
    counts: { families, severities },
    needs: reportNeeds(parts),
    graph: parts.graph,
    diagnostics: located,
  };
}

function reportNeeds({ table, needs, imports }: ReportParts): ReportedNeeds {
  const names = [...new Set([...imports, ...needs.vmods.keys()])].sort();
  return {
    vmods: names.map((name) => ({
      name,
      package: table.packages[name] ?? 'unknown',
      why: needs.vmods.get(name) ?? null,
    })),
    parameters: [...needs.parameters].map(([name, value]) => ({ name, value })),
    stubs: [...needs.stubs].map(([name, kind]) => ({ name, kind })),
    sidecars: [...needs.sidecars].map(([backend, sidecar]) => ({
      ...sidecar,
      backend,
      clientKey: sidecar.clientKey !== null,
    })),
  };
}
