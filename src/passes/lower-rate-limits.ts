import type { Code } from '../diagnostics/catalogue.ts';
import * as make from '../ir/make.ts';
import type { Body, Call, Expression, Item, Origin, Program, Statement } from '../ir/model.ts';
import { flatMapSame, mapBodies, mapExpression, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { mayHold, under } from '../ir/kinds.ts';
import { own, type DialectTable } from '../mappings/table.ts';
import { withoutUnread } from './support/constants.ts';
import { boxesIn, filledBy, limitsOf, numberOf, readerOf, type Box, type Reader } from './support/rate-limits.ts';
import { isBlocked, isDenied, isExceeded, isInside, putInto } from './support/throttle.ts';
import { unsupported } from './support/unsupported.ts';
import { allowsVmod } from './target.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F27: rate counters and penalty boxes become the buckets of vmod vsthrottle, whose keys begin with their names. A limit can be
 * tested there, and who has exceeded it is kept out; a count cannot be read.
 */
export const lowerRateLimits: Pass = {
  name: 'lower-rate-limits',
  description: 'Rate limits are those of vmod vsthrottle.',
  needed: ({ source, target }) => limitsRates(source.table) && !limitsRates(target.table),
  run(program, context) {
    const boxes = boxesIn(program, context);
    const places: Origin[] = [];
    const lowered = mapBodies(program, (body) =>
      mayHold(body, limiting) ? new Lowering(body, boxes, places, context).body() : body,
    );
    if (places.length > 0) {
      context.needs.vmods.set('vsthrottle', 'rate limits');
      report(places, context);
    }
    const items = flatMapSame(lowered.items, (item): readonly Item[] => {
      if (item.kind !== 'rate-counter' && item.kind !== 'penalty-box') return [item];
      const comments = [...(item.leading ?? []), ...(item.trailing ?? [])];
      return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: item.origin }];
    });
    return { ...lowered, items } satisfies Program;
  },
};

function limitsRates(table: DialectTable): boolean {
  return own(table.functions, 'ratelimit.check_rate') !== undefined;
}

const limiting = under('ratelimit', 'ratecounter');

/** Variables that tell a count. */
const counts = /^ratecounter\.\w+\.(?:bucket|rate)\.\d+s$/;

class Lowering {
  readonly #body: Body;
  readonly #boxes: ReadonlyMap<string, Box>;
  readonly #places: Origin[];
  readonly #context: PassContext;
  readonly #read: Reader;
  #lost: Code | null = null;

  constructor(body: Body, boxes: ReadonlyMap<string, Box>, places: Origin[], context: PassContext) {
    this.#body = body;
    this.#boxes = boxes;
    this.#places = places;
    this.#context = context;
    this.#read = readerOf(body);
  }

  body(): Body {
    const lowered = rewriteBody(this.#body, (statement) => this.#statement(statement));
    return lowered === this.#body ? lowered : withoutUnread(lowered, this.#read.used);
  }

  #statement(statement: Statement): readonly Statement[] {
    this.#lost = null;
    const mapped = mapStatement(statement, {
      expression: (expression) => mapExpression(expression, (inner) => this.#expression(inner)),
    });
    return this.#lost !== null && isNothingElse(statement)
      ? unsupported(statement, this.#lost, this.#context)
      : [mapped];
  }

  #expression(expression: Expression): Expression {
    if (expression.kind === 'variable' && counts.test(expression.name)) return this.#count(expression, expression.name);
    if (expression.kind !== 'call' || !expression.name.startsWith('ratelimit.')) return expression;
    if (!allowsVmod(this.#context.target, 'vsthrottle')) return this.#forbidden(expression);
    if (expression.name === 'ratelimit.ratecounter_increment') return this.#count(expression, `${expression.name}()`);
    this.#places.push(expression.origin);
    return { ...this.#call(expression), origin: expression.origin };
  }

  #call(call: Call): Expression {
    const args = call.arguments.map(({ value }) => value);
    const [first = make.string(''), second = make.string(''), third] = args;
    const filled = filledBy(call, this.#read);
    const box = filled?.box ?? (first.kind === 'name' ? first.name : '');
    const { times = [], limits = [] } = this.#boxes.get(box) ?? {};
    const inside = (entry: Expression): Expression[] => times.map((time) => isInside(box, entry, time, this.#context));
    switch (call.name) {
      case 'ratelimit.penaltybox_has':
        return any([...inside(second), ...limits.map((limit) => isBlocked(limit, second, this.#context))]);
      case 'ratelimit.penaltybox_add': {
        const time = filled?.time ?? make.duration('2m');
        if (this.#read(third) !== time) {
          this.#context.reporter.report(
            'VCP3038',
            call.origin,
            'the time of this penalty is not known beforehand: two minutes are taken',
          );
        }
        return putInto(box, second, time, this.#context);
      }
      default: {
        // With nothing to add, it is only asked.
        const test = numberOf(this.#read(third)) === 0 ? isExceeded : isDenied;
        return any([
          ...inside(first),
          ...limitsOf(call, this.#read, this.#context).map((limit) => test(limit, first, this.#context)),
        ]);
      }
    }
  }

  /** Nobody is ever found to ask too often. */
  #forbidden(call: Call): Expression {
    this.#lost = 'VCP2033';
    this.#context.reporter.report(
      'VCP2033',
      call.origin,
      `${call.name}() needs vmod vsthrottle, which the options do not allow`,
    );
    return { ...make.boolean(false), origin: call.origin };
  }

  #count(expression: Expression, name: string): Expression {
    this.#lost = 'VCP2030';
    this.#context.reporter.report(
      'VCP2030',
      expression.origin,
      `${name} counts requests, which the target cannot tell`,
      {
        help: 'vsthrottle.is_denied(key, limit, period) tests a limit; it replaces the counter and the comparison.',
      },
    );
    return { ...make.integer(0), origin: expression.origin };
  }
}

function any(conditions: readonly Expression[]): Expression {
  return conditions.length === 0 ? make.boolean(false) : make.logical('||', conditions);
}

/** A statement that does nothing but keep a count, or a call for its effect. */
function isNothingElse(statement: Statement): boolean {
  if (statement.kind === 'evaluate') return true;
  const value = statement.kind === 'assign' || statement.kind === 'append' ? statement.value : null;
  if (value?.kind === 'variable') return counts.test(value.name);
  return value?.kind === 'call' && value.name === 'ratelimit.ratecounter_increment';
}

function report(places: readonly Origin[], context: PassContext): void {
  const once = [...new Map(places.map((span) => [span?.start ?? -1, span])).values()];
  const [first = null, ...others] = once;
  const related = others.flatMap((span) => (span === null ? [] : [{ span, message: 'here, too' }]));
  context.reporter.report(
    'VCP3036',
    first,
    'requests are counted on this server alone, in buckets that refill evenly',
    { related },
  );
}
