import { explain, knownNames, type DiagnosticExplanation, type NameExplanation } from '../../api/explain.ts';
import type { Io } from '../io.ts';
import { closest } from '../closest.ts';
import { UsageError } from '../usage-error.ts';

export function runExplain(name: string, io: Io): number {
  const found = explain(name);
  if (found === null) {
    const near = closest(name, knownNames());
    throw new UsageError(
      `nothing is known about '${name}'${near.length === 0 ? '' : `; did you mean ${near.map((one) => `'${one}'`).join(' or ')}?`}`,
    );
  }
  io.out(found.kind === 'diagnostic' ? explainCode(found, io) : explainName(found, io));
  return 0;
}

function explainCode(
  { code, title, severity, familyTitle, limit, text }: DiagnosticExplanation,
  { paintOut }: Io,
): string {
  const limits = { target: 'the target cannot', tool: 'vcl-port does not yet', input: 'the input has to say' };
  return `${paintOut('bold', `${code}: ${title}`)}\n${severity}, ${familyTitle.toLowerCase()}; ${limits[limit]}\n\n${wrap(text)}\n`;
}

function explainName({ name, facts, mappings }: NameExplanation, { paintOut }: Io): string {
  const lines = [paintOut('bold', name)];
  for (const { profile, what, type, where, vmod, deprecated } of facts) {
    lines.push(`  ${profile}: ${what} ${type}${vmod === null ? '' : ` (vmod ${vmod})`}`);
    if (deprecated !== null) lines.push(`      deprecated: use ${deprecated}`);
    for (const [access, places] of Object.entries(where)) lines.push(`      ${access}: ${places.join(', ')}`);
  }
  for (const { from, to, source, result, fidelity, differs, advice } of mappings) {
    lines.push(
      '',
      `  ${from} to ${to} (${fidelity})`,
      `      ${source}`,
      `      ${result ?? '(no expression stands for it)'}`,
    );
    for (const note of [differs, advice])
      if (note !== null)
        lines.push(
          ...wrap(note)
            .split('\n')
            .map((line) => `      ${line}`),
        );
  }
  return `${lines.join('\n')}\n`;
}

function wrap(text: string): string {
  return text.replace(/(?![^\n]{1,96}$)([^\n]{1,96}) /g, '$1\n');
}
