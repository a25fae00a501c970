import * as make from '../ir/make.ts';
import type { Body, Call, Expression, Message, Origin, Statement } from '../ir/model.ts';
import { mapBodies, mapExpression, mapStatement } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { rewriteWhere, under } from '../ir/kinds.ts';
import { quotePattern } from '../regex/quote.ts';
import { except, removeByName } from './lower-header-lines.ts';
import { stateOf } from './support/code.ts';
import { allowsHeaderFunction, needsHeaderFunctions, protectedHeaders, wholeMessage } from './support/messages.ts';
import { unsupported } from './support/unsupported.ts';
import { vclExpression, vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/** F20, F26: functions that take the name of a header become plain headers where the name is written out. */
export const lowerDynamicHeaders: Pass = {
  name: 'lower-dynamic-headers',
  description: 'Headers that functions name are headers like any other.',
  needed: ({ source, target }) => source.dialect.traits.subfields && !target.dialect.traits.subfields,
  run: (program, context) =>
    mapBodies(program, (body, item) => {
      const headers = new DynamicHeaders(stateOf(item), context);
      return rewriteWhere(body, under('header'), (statement): readonly Statement[] => {
        const read = mapStatement(statement, {
          expression: (expression) => mapExpression(expression, (inner) => headers.read(inner)),
        });
        if (read.kind !== 'evaluate' || read.expression.kind !== 'call') return [read];
        const written = headers.write(read.expression);
        if (written === undefined) return [read];
        return written === null ? unsupported(read, 'VCP2041', context) : make.inPlaceOf(read, written);
      });
    }),
};

class DynamicHeaders {
  readonly #state: State | null;
  readonly #context: PassContext;

  constructor(state: State | null, context: PassContext) {
    this.#state = state;
    this.#context = context;
  }

  read(expression: Expression): Expression {
    if (expression.kind !== 'call' || !this.#isOfSource(expression) || expression.name !== 'header.get')
      return expression;
    const { message, names, origin } = parts(expression);
    const [name] = names;
    if (name?.kind === 'string') return make.header(message, name.value, origin);
    if (name === undefined || !this.#reaches(origin)) return { kind: 'unset', origin };
    const value = vclExpression(this.#context.target, 'header.get(header.dyn(_message_, _name_), ".*")', {
      message: this.#message(message, origin),
      name,
    });
    return { ...value, setWhen: value, origin };
  }

  /** What a call for its effect becomes: `null` where it cannot be said, `undefined` where it is another function. */
  write(call: Call): Body | null | undefined {
    const { message, names, origin } = parts(call);
    switch (this.#isOfSource(call) ? call.name : '') {
      case 'header.set': {
        const [name, value] = names;
        return name === undefined || value === undefined ? null : this.#set(message, name, value, origin);
      }
      case 'header.unset':
      case 'header.filter': {
        const removed = names.map((name) => this.#unset(message, name, origin));
        return removed.some((body) => body === null) ? null : removed.flatMap((body) => body ?? []);
      }
      case 'header.filter_except':
        return this.#keepOnly(message, names, origin);
      default:
        return undefined;
    }
  }

  /** The target has functions of the same names. */
  #isOfSource(call: Call): boolean {
    return call.vocabulary === this.#context.source.dialect.id;
  }

  #set(message: Message, name: Expression, value: Expression, origin: Origin): Body | null {
    if (name.kind === 'string') return [make.assign(make.header(message, name.value, name.origin), value, origin)];
    const remove = this.#unset(message, name, origin);
    if (remove === null) return null;
    const add = this.#do(
      'header.append(header.dyn(_message_, _name_), _value_);',
      { message: this.#message(message, origin), name, value },
      origin,
    );
    return [...remove, ...add];
  }

  #unset(message: Message, name: Expression, origin: Origin): Body | null {
    if (name.kind === 'string') return [make.remove(make.header(message, name.value, name.origin), origin)];
    if (!this.#reaches(origin)) return null;
    return this.#do(
      'header.remove(header.dyn(_message_, _name_), ".*");',
      { message: this.#message(message, origin), name },
      origin,
    );
  }

  #keepOnly(message: Message, names: readonly Expression[], origin: Origin): Body | null {
    const kept = names.flatMap((name) => (name.kind === 'string' ? [name.value] : []));
    if (kept.length < names.length || !allowsHeaderFunction('regsub', this.#context.target)) {
      this.#context.reporter.report(
        'VCP2041',
        origin,
        'the target cannot go through headers whose names are known only at run time',
      );
      return null;
    }
    const own = quotePattern(this.#context.names.headerPrefix);
    const others = except([...kept, ...protectedHeaders]).replace(/^\(\?!(.*)\)$/, `(?!${own}|(?:$1):)`);
    return removeByName(message, `${others}[^:]*`, this.#state, origin, this.#context);
  }

  #do(code: string, holes: Readonly<Record<string, Expression>>, origin: Origin): Body {
    return vclStatements(this.#context.target, code, holes).map((statement) => ({ ...statement, origin }));
  }

  #message(message: Message, origin: Origin): Expression {
    return wholeMessage(message, this.#state, origin);
  }

  /** Whether headers can be reached by a name that is a value. */
  #reaches(origin: Origin): boolean {
    if (allowsHeaderFunction('dyn', this.#context.target)) {
      needsHeaderFunctions(this.#context);
      return true;
    }
    this.#context.reporter.report('VCP2041', origin, 'the name of this header is known only at run time');
    return false;
  }
}

function parts(call: Call): {
  readonly message: Message;
  readonly names: readonly Expression[];
  readonly origin: Origin;
} {
  const [where, ...names] = call.arguments.map((argument) => argument.value);
  const message = where?.kind === 'name' ? (where.name.toLowerCase() as Message) : 'req';
  return { message, names, origin: call.origin };
}
