import * as make from '../ir/make.ts';
import type { Append, Body, Message, Origin, Program, RemovePrefix } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { bodiesOf } from '../ir/visit.ts';
import { kinds, rewriteStatementKinds, statementKinds, visitKinds, visitTargets } from '../ir/kinds.ts';
import { quotePattern } from '../regex/quote.ts';
import { stateOf } from './support/code.ts';
import {
  allowsHeaderFunction,
  messageName,
  needsHeaderFunctions,
  protectedHeaders,
  wholeMessage,
} from './support/messages.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F20: the target cannot list the headers of a message, nor add a line to one, but an extension can rename lines by a pattern:
 * those that are to go get one name, which is then removed.
 */
export const lowerHeaderLines: Pass = {
  name: 'lower-header-lines',
  description: 'Headers are removed by prefix, and lines added, with what the target has.',
  needed: ({ source, target }) => source.dialect.traits.subfields && !target.dialect.traits.subfields,
  run: (program, context) =>
    mapBodies(program, (body, item) =>
      rewriteStatementKinds(body, statementKinds('remove-prefix', 'append'), (statement) =>
        make.inPlaceOf(
          statement,
          statement.kind === 'append'
            ? append(statement, context)
            : removePrefix(statement, stateOf(item), program, context),
        ),
      ),
    ),
};

function removePrefix(statement: RemovePrefix, state: State | null, program: Program, context: PassContext): Body {
  const { message, prefix, origin } = statement;
  if (allowsHeaderFunction('regsub', context.target)) {
    const kept = [...protectedHeaders.map((name) => `${name}:`), context.names.headerPrefix];
    return removeByName(
      message,
      `${except(kept.filter((name) => begins(name, prefix)))}${quotePattern(prefix)}[^:]*`,
      state,
      origin,
      context,
    );
  }
  const names = headersNamed(program).filter((name) => begins(name, prefix));
  context.reporter.report(
    'VCP3042',
    origin,
    `of the headers that begin with ${prefix}, only those that the configuration names are removed`,
    {
      help: names.length === 0 ? 'It names none.' : `These are removed: ${names.join(', ')}.`,
    },
  );
  return names.map((name) => make.remove(make.header(message, name), origin));
}

/** Removes every header with a name that a pattern matches. */
export function removeByName(
  message: Message,
  pattern: string,
  state: State | null,
  origin: Origin,
  context: PassContext,
): Body {
  needsHeaderFunctions(context);
  const dropped = make.header(messageName(message, state), `${context.names.headerPrefix}Drop`);
  const rename = vclStatements(context.target, 'header.regsub(_message_, _lines_, _name_);', {
    message: wholeMessage(message, state, origin),
    lines: make.string(`^(?i)${pattern}:.*$`),
    name: make.string(`${dropped.name}: 1`),
  });
  return [...rename.map((statement) => ({ ...statement, origin })), make.remove(dropped, origin)];
}

/** Names that a pattern does not take. */
export function except(names: readonly string[]): string {
  return names.length === 0 ? '' : `(?!${names.map(quotePattern).join('|')})`;
}

function begins(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase());
}

function headersNamed(program: Program): string[] {
  const found = new Map<string, string>();
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('header'), ({ name }) => found.set(name.toLowerCase(), name));
    visitTargets(body, kinds('header'), ({ name }) => found.set(name.toLowerCase(), name));
  }
  return [...found.values()];
}

/** Headers of which several lines mean something else than one with commas. */
const notLists: ReadonlySet<string> = new Set([
  'set-cookie',
  'www-authenticate',
  'proxy-authenticate',
  'authorization',
]);

function append(statement: Append, context: PassContext): Body {
  const { target, value, origin } = statement;
  if (allowsHeaderFunction('append', context.target)) {
    needsHeaderFunctions(context);
    return [statement];
  }
  const name = target.name.toLowerCase();
  const assign = make.assign(target, value, origin);
  if (notLists.has(name)) {
    context.reporter.report(
      'VCP2042',
      origin,
      `a further line of ${target.name} cannot be added: it takes the place of those that are there`,
    );
    return [assign];
  }
  context.reporter.report(
    'VCP3043',
    origin,
    `what is added to ${target.name} goes into its first line, after a comma`,
    {
      help: 'Allow vmod header (varnish-modules), which adds lines.',
    },
  );
  return [
    make.when(target, [make.assign(target, make.concat(target, make.string(', '), value), origin)], [assign], origin),
  ];
}
