import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import type { SourceInput } from '../source/includes.ts';

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
  if (all.length === 0) return { input, assumed: [] };
  return {
    input: { name: input.name, text: `${input.text}\n${all.join('\n')}\n` },
    assumed: all.map((text) => text.replace(/ \{.*/s, '')),
  };
}

const backend = (name: string): string => `backend ${name} { .host = "127.0.0.1"; }`;

const declarationOf: Readonly<Record<string, (name: string) => string>> = {
  VCP5011: backend,
  VCP2031: backend,
  VCP5012: (name) => `acl ${name} { "192.0.2.0"/24; "127.0.0.1"; }`,
  VCP5013: (name) => `sub ${name} { }`,
  VCP5015: (name) => `table ${name} { "a": "1", "b": "0" }`,
};
