import type { Severity } from '../../diagnostics/diagnostic.ts';
import type { LocatedDiagnostic } from '../../diagnostics/located.ts';
import type { Report, ReportedNeeds } from '../report.ts';
import { plural } from '../summary.ts';

/** Said by a task of their own: stubs, proxies, parameters. */
const elsewhere = /^VCP(?:501[1-6]|403\d)$/;

/** What somebody has to do before the output goes live, one line each, in the order in which it is best done. */
export function tasksOf({ diagnostics, needs }: Report): readonly string[] {
  const errors = (families: readonly number[]): readonly LocatedDiagnostic[] => of(diagnostics, families, ['error']);
  return [
    ...task('Put the input right', errors([1])),
    ...task('Decide about what has no translation', errors([2])),
    ...task('Translate by hand, or report, what vcl-port cannot do', errors([9])),
    ...stubTasks(needs),
    ...installTasks(needs),
    ...needs.parameters.map(({ name, value }) => `Start varnishd with -p ${name}=${value}`),
    ...sidecarTasks(needs),
    ...task(
      'Arrange for what the platform did',
      of(diagnostics, [4, 5], ['error', 'warning']).filter(({ code }) => !elsewhere.test(code)),
    ),
    ...task('Check what behaves differently', of(diagnostics, [1, 2, 3, 6, 9], ['warning'])),
  ];
}

function of(
  diagnostics: readonly LocatedDiagnostic[],
  families: readonly number[],
  severities: readonly Severity[],
): readonly LocatedDiagnostic[] {
  return diagnostics.filter(({ family, severity }) => families.includes(family) && severities.includes(severity));
}

function task(what: string, diagnostics: readonly LocatedDiagnostic[]): readonly string[] {
  if (diagnostics.length === 0) return [];
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return [`${what}: ${plural(diagnostics.length, 'place')} (${codes.join(', ')})`];
}

function stubTasks({ stubs }: ReportedNeeds): readonly string[] {
  if (stubs.length === 0) return [];
  return [`Fill in the stubs: ${stubs.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`];
}

function installTasks({ vmods }: ReportedNeeds): readonly string[] {
  const packages = [...new Set(vmods.map((vmod) => vmod.package))]
    .filter((name) => name !== 'bundled' && name !== 'unknown')
    .sort();
  return packages.length === 0 ? [] : [`Install the vmods: apt-get install ${packages.join(' ')}`];
}

function sidecarTasks({ sidecars }: ReportedNeeds): readonly string[] {
  if (sidecars.length === 0) return [];
  const names = sidecars.map((one) => one.backend).join(', ');
  return [`Run a proxy that speaks TLS to ${names}: its configuration is below`];
}
