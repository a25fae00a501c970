import type { Item, Program } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import { bodiesOf } from '../ir/visit.ts';
import { holdsStatement, kinds, statementKinds, visitKinds, visitStatementKinds } from '../ir/kinds.ts';
import { hole } from '../syntax/lexer-rules.ts';
import { own } from '../mappings/table.ts';
import { mapReferences, type Kind } from './support/references.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * B3: names are kept, but for those that the target cannot take: its own words, the names of the extensions that the output
 * imports, and, as everything there shares one set of names, those that something else has already. It runs twice: first for
 * what the source declares, at the end for the extensions that the translation turned out to need.
 */
export const renameClashes: Pass = {
  name: 'rename-clashes',
  description: 'Names that the target does not take are changed everywhere.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    const clashes = findClashes(program, context);
    if (clashes.size === 0) return program;
    const renamed = mapReferences(
      program,
      context.source.table,
      ({ kind, name }) => clashes.get(key(kind, name)) ?? byName(clashes, kind, name),
    );
    const items = mapSame(renamed.items, (item) => {
      const kind = kindOf(item);
      const name = kind === null || !('name' in item) ? undefined : clashes.get(key(kind, item.name));
      return name === undefined
        ? item
        : ({ ...item, name, ...(item.kind === 'subroutine' ? { original: name } : {}) } as Item);
    });
    return { ...renamed, items } satisfies Program;
  },
};

const holes = new RegExp(hole, 'g');

const key = (kind: Kind, name: string): string => `${kind} ${name}`;

/** Where the place of a name does not tell what it stands for, the first thing that was renamed. */
function byName(clashes: ReadonlyMap<string, string>, kind: Kind, name: string): string {
  if (kind !== 'unknown') return name;
  const kinds: readonly Kind[] = ['backend', 'acl', 'probe', 'object'];
  return kinds.map((other) => clashes.get(key(other, name))).find((found) => found !== undefined) ?? name;
}

function kindOf(item: Item): Kind | null {
  switch (item.kind) {
    case 'backend':
    case 'director':
      return 'backend';
    case 'acl':
    case 'probe':
    case 'subroutine':
      return item.kind;
    default:
      return null;
  }
}

function findClashes(program: Program, context: PassContext): ReadonlyMap<string, string> {
  const imported = vmodsOf(program, context);
  const taken = new Set<string>();
  const seen = new Set<string>();
  const clashes = new Map<string, string>();
  const check = (kind: Kind, name: string, origin: Item['origin']): void => {
    // Two of one kind and name are a fault of the source's, not a clash.
    if (seen.has(key(kind, name))) return;
    seen.add(key(kind, name));
    // Code for a part of what the source does by itself: `inline-builtin` puts it there.
    if (kind === 'subroutine' && context.source.table.hooks.includes(name.toLowerCase())) return;
    const why =
      clashOf(kind, name, context, imported) ??
      (taken.has(name.toLowerCase()) ? 'something else has this name there' : null);
    taken.add(name.toLowerCase());
    if (why === null) return;
    const chosen = context.names.declare(freely(kind, name));
    clashes.set(key(kind, name), chosen);
    context.reporter.report('VCP6010', origin, `'${name}' is now '${chosen}': ${why}`);
  };
  for (const item of program.items) {
    const kind = kindOf(item);
    if (kind !== null && 'name' in item) check(kind, item.name, item.origin);
    if (item.kind !== 'state' || !item.states.includes('load')) continue;
    visitStatementKinds(item.body, statementKinds('new-object'), ({ name, origin }) => check('object', name, origin));
  }
  return clashes;
}

function clashOf(kind: Kind, name: string, { target }: PassContext, imported: ReadonlySet<string>): string | null {
  // What a template puts there is told by the template.
  const lower = name.replaceAll(holes, 'x').toLowerCase();
  // The versions of a subroutine are told apart by marks until the end.
  const plain = lower.replace(/@.*$/, '');
  for (const word of target.table.reserved) {
    if (word.endsWith('*') ? plain.startsWith(word.slice(0, -1)) : plain === word) {
      if (word === 'default' && (kind === 'backend' || kind === 'probe') && target.dialect.traits.usesDeclaredBackend)
        return null;
      return word.endsWith('*')
        ? `names that begin with '${word.slice(0, -1)}' are the target's own`
        : `the target has the word '${word}'`;
    }
  }
  if (imported.has(plain)) return `it is the name of the extension '${plain}'`;
  if (!/^[a-z]/.test(plain)) return 'names begin with a letter there';
  return target.dialect.traits.identifier.test(plain) ? null : 'names have no such character there';
}

/** The name with what it is behind it; without what it may not begin with. */
function freely(kind: Kind, name: string): string {
  const legal = name.replace(/^(?:vcl_|[^A-Za-z]+)/i, '').replace(/\W/g, '_');
  if (legal !== name && legal !== '') return legal;
  return `${name}_${kind === 'subroutine' ? 'sub' : kind === 'object' ? 'director' : kind}`;
}

/** The extensions that the program uses by now. */
function vmodsOf(program: Program, { target }: PassContext): ReadonlySet<string> {
  const found = new Set<string>();
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('call'), (expression) => {
      if (expression.vocabulary !== target.dialect.id) return;
      const vmod = (own(target.table.functions, expression.name) ?? own(target.table.objects, expression.name))?.vmod;
      if (vmod !== undefined) found.add(vmod);
    });
    // What these become is the printer's: it may use them.
    if (holdsStatement(body, statementKinds('log'))) found.add('std');
    if (holdsStatement(body, statementKinds('append'))) found.add('header');
  }
  return found;
}
