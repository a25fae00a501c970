// Checks mappings/targets/*.yaml and mappings/core.yaml and compiles them to src/generated/tables.ts.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => parse(readFileSync(join(root, path), 'utf8'));

/** `all`, a group or a list of them → the list of subroutines. */
function places(where, table) {
  if (where === undefined) return [];
  const items = Array.isArray(where) ? where : [where];
  return [
    ...new Set(
      items.flatMap((item) => {
        if (item === 'all' && table.groups?.all === undefined) return Object.keys(table.states);
        const group = table.groups?.[item];
        if (group !== undefined) return places(group, table);
        if (table.states[item] === undefined) throw new Error(`no subroutine '${item}'`);
        return [item];
      }),
    ),
  ];
}

/** `STRING s`, `INTEGER n?`, `STRING names...`, `INT n = 0`, `ENUM {A, B} e = A` */
function argument(text) {
  const match = /^(ENUM *\{[^}]*\}|[A-Z_]+)(?: +([A-Za-z_0-9]+))?(\?|\.\.\.)?(?: *= *(.+))?$/.exec(text.trim());
  if (match === null) throw new Error(`cannot read the argument '${text}'`);
  const [, type, name = '', mark = '', fallback] = match;
  return {
    type: type.startsWith('ENUM') ? 'ENUM' : type,
    name,
    optional: mark === '?' || fallback !== undefined,
    repeats: mark === '...',
  };
}

function compileTarget(file) {
  const table = read(`mappings/targets/${file}`);
  const at = (what, f) => {
    try {
      return f();
    } catch (error) {
      throw new Error(`mappings/targets/${file}, ${what}: ${error.message}`, { cause: error });
    }
  };
  const callable = (fact, name) =>
    at(name, () => ({
      returns: fact.returns ?? 'VOID',
      args: (fact.args ?? []).map(argument),
      ...(fact.vmod === undefined ? {} : { vmod: fact.vmod }),
      ...(fact.in === undefined ? {} : { in: places(fact.in, table) }),
    }));
  const map = (object, f) =>
    Object.fromEntries(Object.entries(object ?? {}).map(([name, fact]) => [name, f(fact, name)]));
  return {
    dialect: table.dialect,
    version: String(table.version),
    states: map(table.states, (fact) => ({ returns: fact.returns ?? [], statements: fact.statements ?? [] })),
    hooks: Object.keys(table.hooks ?? {}),
    variables: map(table.variables, (fact, name) =>
      at(name, () => ({
        type: fact.type,
        read: places(fact.read, table),
        write: places(fact.write, table),
        unset: places(fact.unset, table),
        ...(fact.deprecated === undefined ? {} : { deprecated: fact.deprecated }),
      })),
    ),
    functions: map(table.functions, callable),
    objects: map(table.objects, (fact, name) => ({ ...callable(fact, name), methods: map(fact.methods, callable) })),
    packages: table.packages ?? {},
    properties: table.properties ?? {},
    protectedHeaders: (table.protectedHeaders ?? []).map((name) => name.toLowerCase()),
    reserved: table.reserved ?? [],
  };
}

const core = existsSync(join(root, 'mappings/core.yaml')) ? read('mappings/core.yaml') : [];
const targets = readdirSync(join(root, 'mappings/targets'))
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map(compileTarget);

const coreNames = { fastly: {}, varnish: {} };
const canonical = { fastly: {}, varnish: {} };
for (const row of core) {
  for (const dialect of ['fastly', 'varnish']) {
    const names = row[dialect] === undefined || row[dialect] === null ? [] : [row[dialect]].flat();
    for (const name of names) coreNames[dialect][name] = row.ir;
    if (names.length > 0) canonical[dialect][row.ir] = names[0];
  }
}

mkdirSync(join(root, 'src/generated'), { recursive: true });
writeFileSync(
  join(root, 'src/generated/tables.ts'),
  `// Generated from mappings/targets/ and mappings/core.yaml by scripts/build-tables.mjs.
import type { DialectTable } from '../mappings/table.ts';

const read = <T>(text: string): T => JSON.parse(text) as T;

/** What each dialect and version has. */
export const tables: readonly DialectTable[] = [
${targets.map((target) => `  read(${JSON.stringify(JSON.stringify(target))}),`).join('\n')}
];

/** Names of the neutral machine by their name in a dialect, and back. */
export const coreNames: Readonly<Record<string, Readonly<Record<string, string>>>> = read(${JSON.stringify(JSON.stringify(coreNames))});
export const canonicalNames: Readonly<Record<string, Readonly<Record<string, string>>>> = read(${JSON.stringify(JSON.stringify(canonical))});
`,
);
// The subroutines that a translation from one dialect to another adds, as text: src/passes/support/helpers.ts reads it.
/** Without the comment that the file begins with. */
const helperText = (file) => readFileSync(join(root, 'mappings/helpers', file), 'utf8').replace(/^(#.*\n)+\n/, '');
const helpers = readdirSync(join(root, 'mappings/helpers'))
  .filter((file) => file.endsWith('.vcl'))
  .sort();
const helperTexts = Object.fromEntries(helpers.map((file) => [file.slice(0, -4), helperText(file)]));
const helperNames = Object.values(helperTexts).flatMap((text) =>
  [...text.matchAll(/^sub (\w+)/gm)].map(([, name]) => name),
);
writeFileSync(
  join(root, 'src/generated/helpers.ts'),
  `// Generated from mappings/helpers/ by scripts/build-tables.mjs.

/** By the dialects: \`from-to-to\`. */
export const helperTexts: Readonly<Record<string, string>> = JSON.parse(${JSON.stringify(JSON.stringify(helperTexts))}) as Record<string, string>;

export type HelperName = ${[...new Set(helperNames)].map((name) => `'${name}'`).join(' | ')};
`,
);
for (const { dialect, version, variables, functions } of targets) {
  console.log(
    `${dialect}@${version}: ${Object.keys(variables).length} variables, ${Object.keys(functions).length} functions`,
  );
}
