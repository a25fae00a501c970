import * as make from '../ir/make.ts';
import type { Call, Carrier, Expression, Local, Statement, Subroutine } from '../ir/model.ts';
import { mapBodies, mapExpression, mapStatement } from '../ir/rewrite.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { visitReads } from '../ir/visit.ts';
import { named, rewriteWhere } from '../ir/kinds.ts';
import { stateOf, withItems } from './support/code.ts';
import { lossWithout } from './support/extensions.ts';
import { loseWhere, type Loss } from './support/losses.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/** What the source takes when it is given no characters. */
const allCharacters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

/** So many characters are added at a time. */
const step = 8;

/**
 * F26: texts of random characters. A subroutine adds eight at a time to a text, as often as a statement needs them, and the
 * statement takes its parts from there. When that happens does not matter: nobody sees it.
 */
export const lowerRandomStrings: Pass = {
  name: 'lower-random-strings',
  description: 'Random texts are put together from random characters.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    const made = new Map<string, Subroutine>();
    const lowered = mapBodies(program, (body, item) => {
      const known = loseWhere(body, context, named('randomstr'), (expression) => lossOf(expression, context));
      const writer = new Writer(made, stateOf(item) ?? 'receive', context);
      return rewriteWhere(known, named('randomstr'), (statement) => writer.statement(statement));
    });
    return withItems(lowered, [...made.values()]);
  },
};

function isRandom(expression: Expression, context: PassContext): expression is Call {
  return (
    expression.kind === 'call' && expression.name === 'randomstr' && expression.vocabulary === context.source.dialect.id
  );
}

function wantedOf(call: Call): { readonly length: number; readonly characters: string } | null {
  const [length, characters] = call.arguments.map(({ value }) => value);
  if (length?.kind !== 'number' || (characters !== undefined && characters.kind !== 'string')) return null;
  return { length: Number(length.text), characters: characters?.value ?? allCharacters };
}

function lossOf(expression: Expression, context: PassContext): Loss | null {
  if (!isRandom(expression, context)) return null;
  if (wantedOf(expression) !== null) return lossWithout(['str'], 'randomstr()', context);
  return {
    code: 'VCP2050',
    message: 'randomstr() needs a length and characters that are known beforehand',
    help: 'Write the length as a number and the characters as a text.',
  };
}

class Writer {
  readonly #made: Map<string, Subroutine>;
  readonly #state: State;
  readonly #context: PassContext;
  readonly #random: Carrier;

  constructor(made: Map<string, Subroutine>, state: State, context: PassContext) {
    this.#made = made;
    this.#state = state;
    this.#context = context;
    this.#random = make.carrier('random', 'string', isBackendState(state) ? 'backend' : 'client');
  }

  statement(statement: Statement): readonly Statement[] {
    const calls: Call[] = [];
    visitReads(statement, (expression) => {
      if (isRandom(expression, this.#context)) calls.push(expression);
    });
    if (calls.length === 0) return [statement];
    // One text for all calls that ask for the same characters; only the last can stay where it is made.
    const sets = [...new Set(calls.map((call) => wantedOf(call)?.characters ?? ''))].filter(
      (characters) => characters !== '',
    );
    const before: Statement[] = [];
    const values = new Map<Expression, Expression>();
    sets.forEach((characters, index) => {
      const isLast = index === sets.length - 1;
      const text = isLast
        ? this.#random
        : make.local(index === 0 ? 'random_text' : `random_text_${index + 1}`, 'string');
      const own = calls.filter((call) => wantedOf(call)?.characters === characters);
      before.push(...this.#madeOf(characters, this.#share(own, text, values)));
      if (!isLast) before.push(make.assign(text, this.#random));
    });
    this.#context.needs.vmods.set('str', 'random texts');
    const replaced = mapStatement(make.bare(statement), {
      expression: (expression) =>
        mapExpression(expression, (inner) =>
          isRandom(inner, this.#context) ? (values.get(inner) ?? unset(inner)) : inner,
        ),
    });
    return make.inPlaceOf(statement, [...before.map((made) => ({ ...made, origin: statement.origin })), replaced]);
  }

  /** Gives each call its part of a text; tells how long the text has to be. */
  #share(calls: readonly Call[], text: Carrier | Local, values: Map<Expression, Expression>): number {
    let total = 0;
    for (const call of calls) {
      const length = wantedOf(call)?.length ?? 0;
      const taken = vclExpression(this.#context.target, 'str.take(_text_, _length_, _offset_)', {
        text, length: make.integer(length), offset: make.integer(total),
      }); // prettier-ignore
      const fromStart = vclExpression(this.#context.target, 'str.take(_text_, _length_)', {
        text,
        length: make.integer(length),
      });
      const isAll = calls.length === 1 && length % step === 0;
      const value = isAll ? text : total === 0 ? fromStart : taken;
      values.set(call, { ...value, origin: call.origin, setWhen: true });
      total += length;
    }
    return total;
  }

  /** Makes a text of at least so many characters. */
  #madeOf(characters: string, length: number): Statement[] {
    const calls = Array.from({ length: Math.ceil(length / step) }, () => make.callSubroutine(this.#adding(characters)));
    return [make.assign(this.#random, make.string('')), ...calls];
  }

  /** The subroutine that adds characters of a set. */
  #adding(characters: string): string {
    const side = this.#random.scope;
    const key = `${side} ${characters}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known.name;
    const name = `random_characters_${this.#made.size}@helper`;
    const from = characters.length > 20 ? make.local('characters', 'string') : make.string(characters);
    const count = make.integer(new TextEncoder().encode(characters).length);
    const one = vclExpression(this.#context.target, 'str.take(_from_, 1, std.integer(real = std.random(0, _count_)))', {
      from,
      count,
    });
    const body: Statement[] = [
      make.assign(this.#random, make.concat(this.#random, ...Array.from({ length: step }, () => one))),
    ];
    if (from.kind === 'local') body.unshift(make.assign(from, make.string(characters)));
    const subroutine: Subroutine = {
      kind: 'subroutine', name, original: nameFor(characters), parameters: null, returns: null, body,
      state: this.#state, origin: null, blankBefore: true,
    }; // prettier-ignore
    this.#made.set(key, make.remarked(subroutine, 'Eight random characters more'));
    return name;
  }
}

function nameFor(characters: string): string {
  if (characters === allCharacters) return 'add_random_text';
  const sorted = [...characters.toLowerCase()].toSorted().join('');
  return sorted === '0123456789abcdef'
    ? 'add_random_hex'
    : sorted === '0123456789'
      ? 'add_random_digits'
      : 'add_random_characters';
}

function unset(expression: Expression): Expression {
  return { kind: 'unset', origin: expression.origin };
}
