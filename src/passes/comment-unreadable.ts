import type { Code } from '../diagnostics/catalogue.ts';
import { mapBodies, mapExpression, flatMapSame, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { isStatement } from '../ir/visit.ts';
import type { Comments, Expression, Include, Item, Property, Statement, Verbatim } from '../ir/model.ts';
import { holdsStatement, kinds, mayHold, statementKinds } from '../ir/kinds.ts';
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
    return mapBodies({ ...program, items }, (body) =>
      holdsStatement(body, unread) || mayHold(body, kinds('opaque'))
        ? rewriteBody(body, (statement) => rewrite(statement, context))
        : body,
    );
  },
};

const unread = statementKinds('include', 'verbatim');

function rewrite(statement: Statement, context: PassContext): readonly Statement[] {
  const code = codeOf(statement, context);
  if (code !== null) return unsupported(statement, code, context);
  const dropped: Comment[] = [];
  const whole = mapStatement(statement, {
    expression: (expression) => withoutDirectives(expression, dropped, context),
  });
  return [dropped.length === 0 ? statement : { ...whole, leading: [...(whole.leading ?? []), ...dropped] }];
}

function codeOf(statement: Statement, context: PassContext): Code | null {
  if (statement.kind === 'include') return codeOfInclude(statement, context);
  return statement.kind === 'verbatim' ? codeOfVerbatim(statement, context) : null;
}

function codeOfVerbatim(statement: Verbatim, context: PassContext): Code | null {
  switch (statement.what) {
    case 'bad':
      return 'VCP1001';
    case 'template':
      return reportTemplate(statement.origin, context);
    case 'inline-c':
      context.reporter.report('VCP2001', statement.origin, 'the target has no inline C');
      return 'VCP2001';
    case 'unsupported':
      return null;
  }
}

function reportTemplate(origin: Statement['origin'], { reporter }: PassContext): Code {
  reporter.report('VCP9004', origin, 'this line of a template language is not translated', {
    help: 'Render the template first, and translate what comes out.',
  });
  return 'VCP9004';
}

/** Why it was not found has been said when the files were read. */
function codeOfInclude({ origin }: Include, { reporter }: PassContext): Code {
  const said = reporter.diagnostics.find(({ span }) => span?.file === origin?.file && span?.start === origin?.start);
  return said?.code ?? 'VCP1020';
}

/** A control line between the operands of a text; a value that a template fills in is none. */
const directive = /^(?:%\{|<%(?!=)|\{%)/;

function withoutDirectives(expression: Expression, dropped: Comment[], context: PassContext): Expression {
  return mapExpression(expression, (inner) => {
    if (inner.kind !== 'concat') return inner;
    const parts = inner.parts.filter((part) => {
      if (part.kind !== 'opaque' || !directive.test(part.text)) return true;
      dropped.push(...originalAsComments(part.text, reportTemplate(part.origin, context)));
      return false;
    });
    return parts.length === inner.parts.length ? inner : { ...inner, parts };
  });
}

/** Template lines between the entries of a declaration: comments of the entry that follows, or of the declaration. */
function withoutTemplates(item: Item, context: PassContext): Item {
  switch (item.kind) {
    case 'acl': {
      const { entries, dangling } = comment(item.entries, item.dangling, context);
      return { ...item, entries, ...dangling };
    }
    case 'table': {
      const { entries, dangling } = comment(item.entries, item.dangling, context);
      return { ...item, entries, ...dangling };
    }
    case 'backend':
    case 'probe':
    case 'director': {
      const { entries, dangling } = comment(item.properties, item.dangling, context);
      return { ...item, properties: entries.map((property) => withoutInner(property, context)), ...dangling };
    }
    default:
      return item;
  }
}

function withoutInner(property: Property, context: PassContext): Property {
  const { value } = property;
  if (value.kind === 'block') {
    const { entries, dangling } = comment(value.properties, value.dangling, context);
    const properties = entries.map((inner) => withoutInner(inner, context));
    return { ...property, value: { ...value, properties, ...dangling } };
  }
  if (value.kind !== 'expression') return property;
  const dropped: Comment[] = [];
  const expression = withoutDirectives(value.expression, dropped, context);
  if (dropped.length === 0) return property;
  const leading = [...(property.leading ?? []), ...dropped];
  // Lines of a request, which the control lines made one text.
  if (expression.kind === 'concat') return { ...property, value: { kind: 'lines', lines: expression.parts }, leading };
  return { ...property, value: { kind: 'expression', expression }, leading };
}

type Entry = Comments & { readonly template?: string; readonly origin: Statement['origin'] };

function comment<T extends Entry>(all: readonly T[], known: readonly Comment[] | undefined, context: PassContext) {
  const entries: T[] = [];
  let waiting: Comment[] = [];
  for (const entry of all) {
    if (entry.template === undefined) {
      entries.push(waiting.length === 0 ? entry : { ...entry, leading: [...waiting, ...(entry.leading ?? [])] });
      waiting = [];
      continue;
    }
    const original = originalAsComments(entry.template, reportTemplate(entry.origin, context));
    waiting.push(...(entry.leading ?? []), ...original, ...(entry.trailing ?? []));
  }
  const dangling = [...waiting, ...(known ?? [])];
  return { entries, dangling: dangling.length === 0 ? {} : { dangling } };
}
