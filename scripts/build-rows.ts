// Checks the rows of mappings/*.yaml and compiles them to src/generated/rows.ts. Needs src/generated/tables.ts.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { Reporter } from '../src/diagnostics/reporter.ts';
import type { Dialect } from '../src/dialects/dialect.ts';
import { fastly } from '../src/dialects/fastly/index.ts';
import { varnish } from '../src/dialects/varnish/index.ts';
import type { Expression } from '../src/ir/model.ts';
import { visitExpression } from '../src/ir/visit.ts';
import { own } from '../src/mappings/table.ts';
import type { Row } from '../src/mappings/rows.ts';
import { filterNames } from '../src/mappings/templates.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { parse } from '../src/syntax/parse.ts';

interface RawRow {
  readonly fastly?: string | readonly string[] | null;
  readonly varnish?: string | readonly string[] | null;
  readonly pass?: string;
  readonly fidelity: Row['fidelity'];
  readonly differs?: string;
  readonly limit?: Row['limit'];
  readonly advice?: string;
  readonly needs?: readonly string[];
  readonly direction?: 'to-varnish' | 'to-fastly';
  readonly set?: string | boolean;
  readonly source?: string | readonly string[];
}

const known = new Set([
  'fastly',
  'varnish',
  'pass',
  'fidelity',
  'differs',
  'limit',
  'advice',
  'needs',
  'direction',
  'set',
  'source',
  'in',
]);
const problems: string[] = [];

/** Placeholders, outside of strings, as names that the grammars can read; parts of a name that users give, too. */
function withPlaceholders(text: string): string {
  return text
    .replace(/(\w\.)\$([A-Za-z]\w*)(?=\.)/g, '$1PLACEHOLDER_$2')
    .replace(
      /"(?:[^"])*"|\{"[^]*?"\}|\$([A-Za-z]\w*)(?::([a-z]+))?(?=(\.)?)/g,
      (whole, name?: string, kind?: string, dot?: string) => {
        if (name === undefined) return whole;
        const placeholder = `PLACEHOLDER_${name}${kind === undefined ? '' : `__${kind}`}`;
        return dot === undefined ? placeholder : `(${placeholder})`;
      },
    )
    .replace(/(\w)\.\*(?=\.|$)/g, '$1.ANY');
}

function lift(text: string, dialect: Dialect, where: string): Expression | null {
  const reporter = new Reporter();
  const statement =
    dialect.id === 'fastly' ? `log ${withPlaceholders(text)};` : `set req.http.x = ${withPlaceholders(text)};`;
  const program = parse(new SourceFile(where, statement), 0, dialect.syntax, reporter);
  const [item] = dialect.lift(program, { reporter, file: 0, table: dialect.table() }).items;
  for (const problem of reporter.diagnostics) problems.push(`${where}: ${text}: ${problem.message}`);
  if (item?.kind !== 'log' && item?.kind !== 'assign') return null;
  const { value } = item;
  // A lone operand, and a boolean, are wrapped by the statement that they were read in.
  const [only] = value.kind === 'concat' && value.parts.length === 1 ? value.parts : [];
  const bare = only ?? value;
  return strip(bare.kind === 'boolean-text' ? bare.operand : bare);
}

function strip<T>(node: T): T {
  if (Array.isArray(node)) return node.map(strip) as T;
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).filter(([key]) => key !== 'spelling' && key !== 'grouped');
  return Object.fromEntries(entries.map(([key, value]) => [key, key === 'origin' ? null : strip(value)])) as T;
}

function vmodsOf(expression: Expression | null): string[] {
  const found = new Set<string>();
  if (expression === null) return [];
  const table = varnish.table();
  visitExpression(expression, (inner) => {
    if (inner.kind !== 'call') return;
    const vmod = own(table.functions, inner.name)?.vmod;
    if (vmod !== undefined) found.add(vmod);
  });
  return [...found].sort();
}

function compile(raw: RawRow, from: Dialect, to: Dialect, left: string, where: string): Row[] {
  // A function's bare name stands for every call of it.
  const anyCall = own(from.table().functions, left) !== undefined;
  const pattern: Expression | null = anyCall
    ? { kind: 'call', vocabulary: from.id, name: left, arguments: [], type: 'unknown', origin: null }
    : lift(left, from, where);
  if (pattern === null) return [];
  const right = raw[to.id as 'fastly' | 'varnish'];
  const text = Array.isArray(right) ? (right[0] as string) : (right as string | null | undefined);
  const result = text === null || text === undefined ? null : lift(text, to, where);
  // The condition is Varnish's: the values of Fastly know by themselves.
  const ownSet = to.id === 'varnish' ? raw.set : undefined;
  const set = typeof ownSet === 'string' ? lift(ownSet, to, where) : ownSet;
  for (const match of `${text ?? ''} ${typeof raw.set === 'string' ? raw.set : ''}`.matchAll(/\{\{[A-Za-z]+\|(\w+)/g)) {
    if (!filterNames.has(match[1] as string)) problems.push(`${where}: no filter '${match[1]}'`);
  }
  return [
    {
      from: from.id,
      to: to.id,
      pattern,
      ...(anyCall ? { anyArguments: true as const } : {}),
      result,
      fidelity: raw.fidelity,
      ...(raw.differs === undefined ? {} : { differs: raw.differs.trim() }),
      ...(raw.limit === undefined ? {} : { limit: raw.limit }),
      ...(raw.advice === undefined ? {} : { advice: raw.advice.trim() }),
      ...(raw.needs === undefined ? {} : { needs: raw.needs }),
      ...(raw.pass === undefined ? {} : { pass: raw.pass }),
      ...(set === undefined || set === null || set === false ? {} : { set }),
      vmods: vmodsOf(result),
      ...(raw.source === undefined ? {} : { source: [raw.source].flat() }),
    },
  ];
}

const rows: Row[] = [];
for (const file of readdirSync('mappings')
  .filter((name) => name.endsWith('.yaml') && name !== 'core.yaml')
  .sort()) {
  const list = parseYaml(readFileSync(join('mappings', file), 'utf8')) as RawRow[];
  list.forEach((raw, index) => {
    const where = `mappings/${file}, row ${index + 1}`;
    for (const key of Object.keys(raw)) if (!known.has(key)) problems.push(`${where}: unknown key '${key}'`);
    if (!['exact', 'emulated', 'approximate', 'none'].includes(raw.fidelity))
      problems.push(`${where}: fidelity '${raw.fidelity}'`);
    if (raw.fidelity === 'approximate' && raw.differs === undefined)
      problems.push(`${where}: 'approximate' without 'differs'`);
    if (raw.fidelity === 'none' && raw.limit === undefined) problems.push(`${where}: 'none' without 'limit'`);
    const sides = { fastly: [raw.fastly ?? []].flat(), varnish: [raw.varnish ?? []].flat() };
    // Groups of a match are no variables of the representation.
    const left = sides.fastly.filter((name) => !name.startsWith('re.group.'));
    if (raw.pass !== undefined && !existsSync(join(import.meta.dirname, '../src/passes', `${raw.pass}.ts`)))
      problems.push(`${where}: there is no pass '${raw.pass}'`);
    if (raw.direction !== 'to-fastly')
      for (const name of left) rows.push(...compile(raw, fastly, varnish, name, where));
    const backwards = raw.direction === undefined ? raw.fidelity === 'exact' : raw.direction === 'to-fastly';
    if (backwards && raw.pass === undefined)
      for (const left of sides.varnish) rows.push(...compile(raw, varnish, fastly, left, where));
  });
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  writeFileSync(
    'src/generated/rows.ts',
    `// Generated from mappings/*.yaml by scripts/build-rows.ts.
import type { Row } from '../mappings/rows.ts';

export const rows: readonly Row[] = JSON.parse(${JSON.stringify(JSON.stringify(rows))}) as Row[];
`,
  );
  console.log(
    `rows: ${rows.filter((row) => row.from === 'fastly').length} from Fastly, ${rows.filter((row) => row.from === 'varnish').length} from Varnish`,
  );
}
