import type { Code } from '../diagnostics/catalogue.ts';
import { mapBodies, flatMapSame, rewriteBody } from '../ir/rewrite.ts';
import { isStatement } from '../ir/visit.ts';
import type { Comments, Include, Item, Property, Statement, Verbatim } from '../ir/model.ts';
import type { Comment } from '../syntax/ast.ts';
import type { Pass, PassContext } from './pass.ts';
import { originalAsComments, unsupported } from './support/unsupported.ts';

/**
 * What could not be read has no meaning that could be translated: text with a syntax error, lines of a template language,
 * inline C, includes whose file is not there. It stays at its place as a comment.
 */
export const commentUnreadable: Pass = {
  name: 'comment-unreadable',
  description: 'What could not be read is a comment.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    const items = flatMapSame(program.items, (item): readonly Item[] =>
      isStatement(item) ? rewrite(item, context) : [withoutTemplates(item, context)],
    );
    return mapBodies({ ...program, items }, (body) => rewriteBody(body, (statement) => rewrite(statement, context)));
  },
};

function rewrite(statement: Statement, context: PassContext): readonly Statement[] {
  const code = codeOf(statement, context);
  return code === null ? [statement] : unsupported(statement, code, context);
}

function codeOf(statement: Statement, context: PassContext): Code | null {
  if (statement.kind === 'include') return codeOfInclude(statement, context);
  if (statement.kind !== 'verbatim') return null;
  return codeOfVerbatim(statement, context);
}

function codeOfVerbatim(statement: Verbatim, { reporter }: PassContext): Code | null {
  switch (statement.what) {
    case 'bad':
      return 'VCP1001';
    case 'template':
      reporter.report('VCP9004', statement.origin, 'this line of a template language is not translated');
      return 'VCP9004';
    case 'inline-c':
      reporter.report('VCP2001', statement.origin, 'the target has no inline C');
      return 'VCP2001';
    case 'unsupported':
      return null;
  }
}

/** Why it was not found has been said when the files were read. */
function codeOfInclude({ origin }: Include, { reporter }: PassContext): Code {
  const said = reporter.diagnostics.find(({ span }) => span?.file === origin?.file && span?.start === origin?.start);
  return said?.code ?? 'VCP1020';
}

/** Template lines between the entries of a declaration: comments of the entry that follows, or of the declaration. */
function withoutTemplates(item: Item, context: PassContext): Item {
  switch (item.kind) {
    case 'acl':
    case 'table': {
      const { entries, dangling } = comment(item.entries as readonly Entry[], item.dangling, context);
      return { ...item, entries, ...(dangling === undefined ? {} : { dangling }) } as Item;
    }
    case 'backend':
    case 'probe': {
      const { entries, dangling } = comment(item.properties, item.dangling, context);
      return { ...item, properties: inBlocks(entries, context), ...(dangling === undefined ? {} : { dangling }) };
    }
    case 'director': {
      const { entries, dangling } = comment(item.properties, item.dangling, context);
      return { ...item, properties: entries, ...(dangling === undefined ? {} : { dangling }) };
    }
    default:
      return item;
  }
}

function inBlocks(properties: readonly Property[], context: PassContext): readonly Property[] {
  return properties.map((property): Property => {
    if (property.value.kind !== 'block') return property;
    const { entries, dangling } = comment(property.value.properties, property.value.dangling, context);
    return { ...property, value: { ...property.value, properties: entries, ...(dangling === undefined ? {} : { dangling }) } };
  });
}

type Entry = Comments & { readonly template?: string; readonly origin: Statement['origin'] };

function comment<T extends Entry>(all: readonly T[], dangling: readonly Comment[] | undefined, { reporter }: PassContext) {
  if (all.every((entry) => entry.template === undefined)) return { entries: all, dangling };
  const entries: T[] = [];
  let waiting: Comment[] = [];
  for (const entry of all) {
    if (entry.template === undefined) {
      entries.push(waiting.length === 0 ? entry : { ...entry, leading: [...waiting, ...(entry.leading ?? [])] });
      waiting = [];
      continue;
    }
    reporter.report('VCP9004', entry.origin, 'this line of a template language is not translated');
    waiting.push(...(entry.leading ?? []), ...originalAsComments(entry.template, 'VCP9004'), ...(entry.trailing ?? []));
  }
  return { entries, dangling: waiting.length === 0 ? dangling : [...waiting, ...(dangling ?? [])] };
}
