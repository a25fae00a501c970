import * as make from '../ir/make.ts';
import type { Call, Expression, Statement } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { named } from '../ir/kinds.ts';
import { carrierOf } from './support/carriers.ts';
import { withItems } from './support/code.ts';
import { extract, type Extracted } from './support/extract.ts';
import { lossWithout } from './support/extensions.ts';
import { loseWhere, type Loss } from './support/losses.ts';
import { digitsOf, NumberText } from './support/number-text.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F26: numbers in another base than ten. A subroutine takes a text apart, or puts it together, digit by digit. Base ten is the
 * matter of the tables.
 */
export const lowerNumberBases: Pass = {
  name: 'lower-number-bases',
  description: 'Numbers of other bases are read and written digit by digit.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    const texts = new NumberText(context);
    const lowered = mapBodies(program, (body) => {
      const known = loseWhere(body, context, converting, (expression) => lossOf(expression, context));
      return extract(known, {
        within: converting,
        wants: (expression) => wantedOf(expression, context) !== null,
        take: (expression) => take(expression, texts, context),
      });
    });
    return withItems(lowered, texts.subroutines);
  },
};

const converting = named('std.strtol', 'std.itoa', 'time.hex_to_time', 'uuid.version7', 'std.itoa_charset');

type Wanted = { readonly read: number } | { readonly write: string } | 'unknown';

/** What a call asks for; `null` for any other expression, and for base ten. */
function wantedOf(expression: Expression, context: PassContext): Wanted | null {
  if (expression.kind !== 'call' || expression.vocabulary !== context.source.dialect.id) return null;
  const given = expression.arguments[1]?.value;
  const base = given?.kind === 'number' ? Number(given.text) : Number.NaN;
  const isBase = base >= 2 && base <= 36;
  switch (expression.name) {
    case 'std.strtol':
      if (base === 10) return null;
      return isBase || base === 0 ? { read: base } : 'unknown';
    case 'std.itoa':
      if (given === undefined || base === 10) return null;
      return isBase ? { write: digitsOf(base) } : 'unknown';
    case 'time.hex_to_time':
      return { read: 16 };
    case 'uuid.version7':
      return { write: digitsOf(16) };
    case 'std.itoa_charset':
      return given?.kind === 'string' && given.value.length > 1 ? { write: given.value } : 'unknown';
    default:
      return null;
  }
}

function lossOf(expression: Expression, context: PassContext): Loss | null {
  const wanted = wantedOf(expression, context);
  if (wanted === null) return null;
  if (wanted !== 'unknown')
    return lossWithout(['str'], `${(expression as Call).name}() of another base than ten`, context);
  return {
    code: 'VCP2050',
    message: `${(expression as Call).name}() needs a base that is known beforehand`,
    help: 'Write the base as a number.',
  };
}

function take(expression: Expression, texts: NumberText, context: PassContext): Extracted | null {
  const wanted = wantedOf(expression, context);
  if (wanted === null || wanted === 'unknown') return null;
  context.needs.vmods.set('str', 'numbers of other bases');
  const { name, origin } = expression as Call;
  const [first = make.string(''), second = make.string('')] = (expression as Call).arguments.map(({ value }) => value);
  const given = name === 'uuid.version7' ? milliseconds(context) : name === 'time.hex_to_time' ? second : first;
  const call = (name: string): Statement => make.callSubroutine(name, origin);
  if ('write' in wanted) {
    const before = [make.assign(carrierOf('number'), given, origin), call(texts.writer(wanted.write))];
    const written: Expression = { ...carrierOf('digits'), setWhen: true };
    return { before, value: name === 'uuid.version7' ? timed(written, context) : written, called: 'written' };
  }
  const read = wanted.read === 0 ? [byPrefix(texts, call, context)] : [call(texts.reader(wanted.read))];
  return {
    before: [make.assign(carrierOf('digits'), given, origin), ...read],
    value: name === 'time.hex_to_time' ? divided(first, context) : carrierOf('number'),
    called: 'number',
  };
}

function milliseconds({ target }: PassContext): Expression {
  return vclExpression(target, 'std.integer(real=std.real(time=now) * 1000)');
}

/** Seconds since the epoch. */
function divided(divisor: Expression, { target }: PassContext): Expression {
  const holes = { number: carrierOf('number'), divisor };
  return { ...vclExpression(target, 'std.time(real=std.real(integer=_number_) / _divisor_)', holes), setWhen: true };
}

/** 48 bits of the time, 74 of chance: about 60, digits being decimal. */
function timed(digits: Expression, { target }: PassContext): Expression {
  const nine = 'std.integer(real=std.random(100000000, 999999999))';
  const all = `regsub("0" + _digits_ + ${nine} + ${nine}, "^(.{8})(.{4})(.{3})(.{3})(.{12}).*", "\\1-\\2-7\\3-8\\4-\\5")`;
  return { ...vclExpression(target, all, { digits }), setWhen: true };
}

/** Base 0: the text tells the base. */
function byPrefix(texts: NumberText, call: (name: string) => Statement, context: PassContext): Statement {
  const begins = (pattern: string): Expression => make.match(carrierOf('digits'), `(?i)^\\s*[+-]?${pattern}`);
  const decimal = vclExpression(
    context.target,
    'std.integer(regsub(_digits_, "(?s)^\\s*(?:\\+(?=\\d))?(-?\\d*).*", "\\1"), 0)',
    {
      digits: carrierOf('digits'),
    },
  );
  return {
    kind: 'if',
    branches: [
      make.branch(begins('0x[0-9a-f]'), [call(texts.reader(16))]),
      make.branch(begins('0[0-7]'), [call(texts.reader(8))]),
    ],
    otherwise: [make.assign(carrierOf('number'), decimal)],
    origin: null,
  };
}
