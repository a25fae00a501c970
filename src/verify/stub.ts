import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import { Reporter } from '../diagnostics/reporter.ts';
import type { SourceInput } from '../source/includes.ts';
import { SourceFile } from '../source/source-file.ts';
import { fastlySyntax } from '../syntax/grammar.ts';
import { parse } from '../syntax/parse.ts';
import { type Edit, withEdits } from './edits.ts';

/**
 * What a service has beside its files: backends, access lists, tables and subroutines that they name and do not declare. Both
 * sides get the same: addresses and keys with which tests come out one way and the other.
 */
export function withStubs(
  input: SourceInput,
  diagnostics: readonly LocatedDiagnostic[],
  hasBackend: boolean,
): { readonly input: SourceInput; readonly assumed: readonly string[] } {
  const declarations = new Map<string, string>();
  for (const { code, message } of diagnostics) {
    const name = /'([^']+)'/.exec(message)?.[1];
    const declare = declarationOf[code];
    if (declare !== undefined && name !== undefined) declarations.set(`${code} ${name}`, declare(name));
  }
  const all = [...declarations.values()];
  if (!hasBackend && !all.some((text) => text.startsWith('backend'))) all.unshift(backend('F_origin'));
  const filled = withEntries(input);
  const text = all.length === 0 ? filled.text : `${filled.text}\n${all.join('\n')}\n`;
  const assumed = [...all.map((one) => one.replace(/ \{.*/s, '')), ...filled.names];
  return { input: { name: input.name, text }, assumed };
}

const addresses = '"192.0.2.0"/24; "127.0.0.1";';
const entries = '"a": "1", "b": "0"';

/** Lists and tables that are declared without entries have theirs in the service. */
function withEntries({ name, text }: SourceInput): { readonly text: string; readonly names: readonly string[] } {
  const { items } = parse(new SourceFile(name, text), 0, fastlySyntax, new Reporter());
  const edits: Edit[] = [];
  const names: string[] = [];
  for (const item of items) {
    const isAcl = item.kind === 'AclDeclaration';
    if (!isAcl && item.kind !== 'TableDeclaration') continue;
    const isText = isAcl || item.type === null || item.type.name === 'STRING';
    if (item.entries.length > 0 || !isText || text[item.end - 1] !== '}') continue;
    edits.push({ start: item.end - 1, end: item.end - 1, text: ` ${isAcl ? addresses : entries} ` });
    names.push(`entries of ${isAcl ? 'acl' : 'table'} ${item.name.name}`);
  }
  return { text: withEdits(text, edits), names };
}

const backend = (name: string): string => `backend ${name} { .host = "127.0.0.1"; }`;

const declarationOf: Readonly<Record<string, (name: string) => string>> = {
  VCP5011: backend,
  VCP2031: backend,
  VCP5012: (name) => `acl ${name} { ${addresses} }`,
  VCP5013: (name) => `sub ${name} { }`,
  VCP5015: (name) => `table ${name} { ${entries} }`,
};
