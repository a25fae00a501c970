import type { LocatedDiagnostic } from '../../diagnostics/located.ts';
import { families, familyOrder } from '../../diagnostics/families.ts';
import type { Report, ReportedNeeds } from '../report.ts';
import { haproxy, pemFiles, stunnel } from '../sidecars.ts';
import { summaryOf } from '../summary.ts';
import type { ReportFormat } from './index.ts';
import { tasksOf } from './tasks.ts';

/** Places of one message that are listed before the rest is only counted. */
const listed = 5;
const widest = 100;

export const text: ReportFormat = {
  name: 'text',
  description: 'for people',
  write: (reports) => reports.map(writeOne).join('\n\n'),
};

function writeOne(report: Report): string {
  const parts = [
    summaryOf(report),
    tasksPart(report),
    ...familyOrder.map((family) => familyPart(report, family)),
    needsPart(report.needs),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function tasksPart(report: Report): string {
  const tasks = tasksOf(report);
  if (tasks.length === 0) return '';
  const numbered = tasks.map((task, index) => wrapped(`${index + 1}. ${task}`, '  '));
  return [underlined('Before it goes live'), ...numbered].join('\n');
}

function familyPart({ diagnostics }: Report, family: number): string {
  const own = diagnostics.filter((one) => one.family === family);
  if (own.length === 0) return '';
  const codes = new Map<string, LocatedDiagnostic[]>();
  for (const one of own) codes.set(one.code, [...(codes.get(one.code) ?? []), one]);
  const title = families[family as keyof typeof families];
  return [underlined(`${title} (${own.length})`), ...[...codes.values()].map(codePart)].join('\n');
}

/** Every diagnostic of one code: each message once, with the places where it holds. */
function codePart(diagnostics: readonly LocatedDiagnostic[]): string {
  const [first] = diagnostics as readonly [LocatedDiagnostic];
  const messages = new Map<string, LocatedDiagnostic[]>();
  for (const one of diagnostics) {
    const key = `${one.message}\n${one.help ?? ''}`;
    messages.set(key, [...(messages.get(key) ?? []), one]);
  }
  return [`${first.code} ${first.title} (${first.severity})`, ...[...messages.values()].map(messagePart)].join('\n');
}

function messagePart(diagnostics: readonly LocatedDiagnostic[]): string {
  const [{ message, help }] = diagnostics as readonly [LocatedDiagnostic];
  const places = diagnostics.flatMap(({ place, related }) => [
    ...(place === null ? [] : [`${place.file}:${place.line}:${place.column}`]),
    ...related.map((one) => `${one.place.file}:${one.place.line}:${one.place.column}`),
  ]);
  const shown = places.slice(0, listed);
  const more = places.length - shown.length;
  const where = more === 0 ? shown : [...shown, `and ${more} more ${more === 1 ? 'place' : 'places'}`];
  return [
    wrapped(message, '  '),
    ...where.map((place) => `      ${place}`),
    ...(help === null ? [] : [wrapped(`Help: ${help}`, '    ')]),
  ].join('\n');
}

function needsPart({ vmods, parameters, sidecars }: ReportedNeeds): string {
  if (vmods.length + parameters.length + sidecars.length === 0) return '';
  const lines = [underlined('What the output needs')];
  for (const { name, package: from, why } of vmods) {
    lines.push(
      `  vmod ${name}: ${from === 'bundled' ? 'comes with Varnish' : `package ${from}`}${why === null ? '' : ` (${why})`}`,
    );
  }
  for (const { name, value } of parameters) lines.push(`  parameter: varnishd -p ${name}=${value}`);
  return [lines.join('\n'), ...sidecarParts(sidecars)].join('\n\n');
}

function sidecarParts(sidecars: ReportedNeeds['sidecars']): readonly string[] {
  if (sidecars.length === 0) return [];
  const names = sidecars.map((one) => one.backend).join(', ');
  const files = pemFiles(sidecars).map(({ path, text: content }) => `\n\n${path}:\n\n${indented(content)}`);
  return [
    `${underlined(`TLS to the origins: ${names}`)}\nVarnish speaks plain HTTP. haproxy, beside it, speaks TLS:\n\n${indented(haproxy(sidecars))}`,
    `Or stunnel:\n\n${indented(stunnel(sidecars))}${files.join('')}`,
  ];
}

/** Long lines are broken between words; what has none stays whole. */
function wrapped(message: string, margin: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of message.split(' ')) {
    if (line !== '' && line.length + word.length >= widest - margin.length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${margin}${one}`).join('\n');
}

function indented(lines: string): string {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

function underlined(title: string): string {
  return `${title}\n${'-'.repeat(title.length)}`;
}
