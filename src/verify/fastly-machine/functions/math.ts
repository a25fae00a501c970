import type { Context } from '../context.ts';
import { bool, float, type Value } from '../value.ts';
import { number, type Family } from './function.ts';

/** The smallest number that is not subnormal. */
const smallestNormal = 2 ** -1022;

const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < smallestNormal;

type Domain = (x: number) => boolean;

const everywhere: Domain = () => true;
const finite: Domain = (x) => Number.isFinite(x);

/**
 * A function of one number. Outside its domain the result is NaN and `fastly.error` EDOM. An infinity from a number that is none
 * is ERANGE, as is a subnormal argument of a function that gives it back.
 */
function unary(
  compute: (x: number) => number,
  domain: Domain = everywhere,
  underflows = false,
): (args: readonly Value[], context: Context) => Value {
  return (args, context) => {
    const x = number(args, 0);
    if (Number.isNaN(x)) return float(x);
    if (!domain(x)) {
      context.setError('EDOM');
      return float(Number.NaN);
    }
    const result = compute(x);
    if ((Number.isFinite(x) && !Number.isFinite(result)) || (underflows && isSubnormal(x))) context.setError('ERANGE');
    return float(result);
  };
}

const withinOne: Domain = (x) => Math.abs(x) <= 1;
const notNegative: Domain = (x) => x >= 0;

export const math: Family = {
  'math.acos': unary(Math.acos, withinOne),
  'math.acosh': unary(Math.acosh, (x) => x >= 1),
  'math.asin': unary(Math.asin, withinOne, true),
  'math.asinh': unary(Math.asinh, everywhere, true),
  'math.atan': unary(Math.atan, everywhere, true),
  'math.atan2': (args) => float(Math.atan2(number(args, 0), number(args, 1))),
  'math.atanh': unary(Math.atanh, withinOne, true),
  'math.cos': unary(Math.cos, finite),
  'math.cosh': unary(Math.cosh),
  'math.sin': unary(Math.sin, finite, true),
  'math.sinh': unary(Math.sinh, everywhere, true),
  'math.sqrt': unary(Math.sqrt, notNegative),
  'math.tan': unary(Math.tan, finite, true),
  'math.tanh': unary(Math.tanh, everywhere, true),
  'math.exp': unary(Math.exp),
  'math.exp2': unary((x) => 2 ** x),
  'math.log': unary(Math.log, notNegative),
  'math.log10': unary(Math.log10, notNegative),
  'math.log2': unary(Math.log2, notNegative),

  'math.ceil': unary(Math.ceil),
  'math.floor': unary(Math.floor),
  'math.trunc': unary(Math.trunc),
  'math.round': unary((x) => Math.sign(x) * nearest(Math.abs(x), (floor) => floor + 1)),
  'math.roundeven': unary((x) => nearest(x, (floor) => (floor % 2 === 0 ? floor : floor + 1))),
  'math.roundhalfup': unary((x) => nearest(x, (floor) => floor + 1)),
  'math.roundhalfdown': unary((x) => nearest(x, (floor) => floor)),

  'math.is_finite': (args) => bool(Number.isFinite(number(args, 0))),
  'math.is_infinite': (args) => bool(Math.abs(number(args, 0)) === Number.POSITIVE_INFINITY),
  'math.is_nan': (args) => bool(Number.isNaN(number(args, 0))),
  /** Neither zero nor subnormal, infinite or NaN (types/float). */
  'math.is_normal': (args) => bool(Number.isFinite(number(args, 0)) && Math.abs(number(args, 0)) >= smallestNormal),
  'math.is_subnormal': (args) => bool(isSubnormal(number(args, 0))),
};

/** The nearest whole number; a tie between `floor` and the next one is decided by the mode. */
function nearest(x: number, tie: (floor: number) => number): number {
  if (!Number.isFinite(x)) return x;
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest === 0.5) return tie(floor);
  return rest < 0.5 ? floor : floor + 1;
}
