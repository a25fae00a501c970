import * as make from '../ir/make.ts';
import type { Call, Expression, Program, Statement } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { mapKinds, named } from '../ir/kinds.ts';
import { quotePattern } from '../mappings/templates.ts';
import { inLoad } from './support/load.ts';
import { lossWithout } from './support/extensions.ts';
import { loseWhere, type Loss } from './support/losses.ts';
import { method, perform } from './support/objects.ts';
import type { Pass, PassContext } from './pass.ts';

/** What is chosen, the name of the object that chooses, and what the target does differently. */
const kinds = {
  'accept.language_lookup': {
    object: 'languages',
    differs: 'among languages that the client likes equally, the order of its header decides',
  },
  'accept.charset_lookup': {
    object: 'charsets',
    differs: 'a * in the header takes the default instead of the first alternative that is not named',
  },
  'accept.encoding_lookup': {
    object: 'encodings',
    differs: 'a * in the header takes the default instead of the first alternative that is not named',
  },
  'accept.media_lookup': {
    object: 'media_types',
    differs: 'among types that the client likes equally, the order of its header decides',
  },
} as const;

type Kind = keyof typeof kinds;

/**
 * F26: content negotiation. The alternatives of each lookup become an object of vmod accept, which knows the preferences of a
 * header; what it does not know, shorter languages and ranges of media types, is put into the header first.
 */
export const lowerNegotiation: Pass = {
  name: 'lower-negotiation',
  description: 'Alternatives to choose from are objects, made when the configuration is loaded.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    const objects = new Map<string, string>();
    const made: Statement[] = [];
    const reported = new Set<Kind>();
    const choose = (call: Call, kind: Kind): Expression => {
      const texts = textsOf(call);
      if (texts === null) return call;
      const [list = '', fallback = '', ranges = ''] = texts;
      const header = call.arguments.at(-1)?.value ?? make.string('');
      const alternatives = split(`${list}:${kind === 'accept.media_lookup' ? `${ranges}:${fallback}` : ''}`);
      const key = `${fallback}\n${alternatives.join('\n')}`;
      let object = objects.get(key);
      if (object === undefined) {
        object = context.names.declare(kinds[kind].object);
        objects.set(key, object);
        made.push(...ruleFor(object, fallback, alternatives, context));
        context.needs.vmods.set('accept', 'content negotiation');
      }
      if (!reported.has(kind)) context.reporter.report('VCP3001', call.origin, `${kind}(): ${kinds[kind].differs}`);
      reported.add(kind);
      const prepared =
        kind === 'accept.language_lookup'
          ? shortened(header, alternatives)
          : kind === 'accept.media_lookup'
            ? withoutRanges(header, ranges, fallback)
            : header;
      return { ...method(object, 'filter', [prepared], 'string', context), origin: call.origin, setWhen: true };
    };
    const lowered: Program = mapBodies(program, (body) =>
      mapKinds(
        loseWhere(body, context, choices, (expression) => lossOf(expression, context)),
        choices,
        (expression) => {
          const kind = kindOf(expression, context);
          return kind === null ? expression : choose(expression as Call, kind);
        },
      ),
    );
    return inLoad(lowered, made);
  },
};

const choices = named(...Object.keys(kinds));

function kindOf(expression: Expression, context: PassContext): Kind | null {
  if (expression.kind !== 'call' || expression.vocabulary !== context.source.dialect.id) return null;
  return Object.hasOwn(kinds, expression.name) ? (expression.name as Kind) : null;
}

/** All arguments but the header. */
function textsOf(call: Call): readonly string[] | null {
  const texts = call.arguments.slice(0, -1).map(({ value }) => (value.kind === 'string' ? value.value : null));
  return texts.includes(null) ? null : (texts as string[]);
}

function lossOf(expression: Expression, context: PassContext): Loss | null {
  const kind = kindOf(expression, context);
  if (kind === null) return null;
  if (textsOf(expression as Call) !== null) return lossWithout(['accept'], `${kind}()`, context);
  return {
    code: 'VCP2050',
    message: `${kind}() needs alternatives that are known beforehand`,
    help: 'Write the alternatives as texts.',
  };
}

function split(list: string): readonly string[] {
  return [...new Set(list.split(':').map((item) => item.trim()).filter((item) => item !== ''))]; // prettier-ignore
}

function ruleFor(
  object: string,
  fallback: string,
  alternatives: readonly string[],
  context: PassContext,
): readonly Statement[] {
  const construct = make.call(context.target.dialect.id, 'accept.rule', [make.string(fallback)], 'unknown');
  const created: Statement = { kind: 'new-object', name: object, construct, origin: null };
  return [
    make.remarked({ ...created, blankBefore: true }, `The ${object.replaceAll('_', ' ')} to choose from`),
    ...alternatives.map((alternative) => perform(object, 'add', [make.string(alternative)], context)),
  ];
}

/** `fr-CH` is `fr` where there is no better: each language becomes the longest beginning of it that there is. */
function shortened(header: Expression, languages: readonly string[]): Expression {
  const longestFirst = languages.toSorted((a, b) => b.length - a.length).map(quotePattern);
  return make.regsub(header, `(?i)(?<![\\w-])(${longestFirst.join('|')})(?:-[a-z0-9]+)+`, '\\1', 'regsuball');
}

/** A range stands for the type that the source names for it. */
function withoutRanges(header: Expression, ranges: string, fallback: string): Expression {
  const named = split(ranges).reduce((text, type) => {
    const family = /^[^/]+/.exec(type)?.[0] ?? '';
    return make.regsub(text, `(?i)(?<![\\w-])${quotePattern(family)}/\\*`, type, 'regsuball');
  }, header);
  return make.regsub(named, '\\*/\\*', fallback, 'regsuball');
}
