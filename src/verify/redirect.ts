import { Reporter } from '../diagnostics/reporter.ts';
import type { IncludeResolver, SourceInput } from '../source/includes.ts';
import { SourceFile } from '../source/source-file.ts';
import {
  type BackendDeclaration,
  children,
  type Include,
  type Node,
  type Program,
  type Property,
} from '../syntax/ast.ts';
import type { Grammar } from '../syntax/grammar.ts';
import { parse } from '../syntax/parse.ts';
import { type Edit, withEdits } from './edits.ts';

/**
 * The text of a file with other addresses for its backends: this machine, a port by name, no TLS. Lines stay where they are.
 * A backend without a port in the map stays as it is.
 */
export function redirectBackends(
  input: SourceInput,
  grammar: Grammar,
  ports: ReadonlyMap<string, number>,
): SourceInput {
  const edits = backendsIn(programOf(input, grammar)).flatMap((backend) => {
    const port = ports.get(backend.name.name);
    return port === undefined || backend.none ? [] : editsOf(backend, port);
  });
  return edits.length === 0 ? input : { name: input.name, text: withEdits(input.text, edits) };
}

/** Includes come with other addresses, too. */
export function redirectIncludes(
  include: IncludeResolver | undefined,
  grammar: Grammar,
  ports: ReadonlyMap<string, number>,
): IncludeResolver {
  return (path, from, glob) => {
    const found = include?.(path, from, glob) ?? null;
    if (found === null) return null;
    const files = 'text' in found ? [found] : found;
    return files.map((file) => redirectBackends(file, grammar, ports));
  };
}

/** The names of the backends that a file declares. */
export function backendNames(input: SourceInput, grammar: Grammar): readonly string[] {
  return backendsIn(programOf(input, grammar)).flatMap(({ name, none }) => (none ? [] : [name.name]));
}

/** Files that include each other end here. */
const deepest = 20;

/** A file with what it includes in the places of the includes. One that is not found stays an include. */
export function withIncludes(input: SourceInput, grammar: Grammar, include: IncludeResolver, depth = 0): SourceInput {
  const edits = includesIn(programOf(input, grammar)).flatMap(({ path, glob, start, end }): readonly Edit[] => {
    const found = depth < deepest ? include(path.raw.replaceAll('"', ''), input.name, glob) : null;
    if (found === null) return [];
    const files = 'text' in found ? [found] : found;
    const texts = files.map((file) =>
      withIncludes(file, grammar, include, depth + 1).text.replace(/^\s*vcl\s+4\.\d\s*;/, ''),
    );
    return [{ start, end, text: `\n${texts.join('\n')}\n` }];
  });
  return edits.length === 0 ? input : { name: input.name, text: withEdits(input.text, edits) };
}

function includesIn(node: Node): readonly Include[] {
  return node.kind === 'Include' ? [node] : [...children(node)].flatMap(includesIn);
}

function programOf({ name, text }: SourceInput, grammar: Grammar): Program {
  return parse(new SourceFile(name, text), 0, grammar, new Reporter());
}

function backendsIn({ items }: Program): readonly BackendDeclaration[] {
  return items.filter((item) => item.kind === 'BackendDeclaration');
}

const secure = new Set(['ssl', 'ssl_check_cert', 'ssl_cert_hostname', 'ssl_sni_hostname', 'ssl_ca_cert', 'ssl_client_cert', 'ssl_client_key', 'ssl_ciphers', 'min_tls_version', 'max_tls_version']); // prettier-ignore

function editsOf({ properties }: BackendDeclaration, port: number): readonly Edit[] {
  const all = properties.filter((one): one is Property => one.kind === 'Property');
  const [first] = all;
  if (first === undefined) return [];
  const dropped = all.filter(({ name }) => name === 'host' || name === 'port' || secure.has(name));
  return [
    { start: first.start, end: first.start, text: `.host = "127.0.0.1"; .port = "${port}"; ` },
    ...dropped.map(({ start, end }) => ({ start, end, text: '' })),
  ];
}
