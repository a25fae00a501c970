import { float, integer } from '../value.ts';
import type { Family, Variable } from './variable.ts';

const real = (value: number): Variable => ({ read: () => float(value) });
const whole = (value: bigint | number): Variable => ({ read: () => integer(value) });

/** Constants of mathematics, and limits of the types: those of IEEE 754 doubles and of 64 bits with a sign. */
export const constantsOfMath: Family = {
  'math.E': real(Math.E),
  'math.LOG2E': real(Math.LOG2E),
  'math.LOG10E': real(Math.LOG10E),
  'math.LN2': real(Math.LN2),
  'math.LN10': real(Math.LN10),
  'math.PI': real(Math.PI),
  'math.2PI': real(2 * Math.PI),
  'math.TAU': real(2 * Math.PI),
  'math.PI_2': real(Math.PI / 2),
  'math.PI_4': real(Math.PI / 4),
  'math.1_PI': real(1 / Math.PI),
  'math.2_PI': real(2 / Math.PI),
  'math.2_SQRTPI': real(2 / Math.sqrt(Math.PI)),
  'math.SQRT2': real(Math.SQRT2),
  'math.SQRT1_2': real(Math.SQRT1_2),
  'math.PHI': real((1 + Math.sqrt(5)) / 2),
  'math.NAN': real(Number.NaN),
  'math.POS_INFINITY': real(Infinity),
  'math.NEG_INFINITY': real(-Infinity),
  'math.POS_HUGE_VAL': real(Infinity),
  'math.NEG_HUGE_VAL': real(-Infinity),
  'math.FLOAT_MIN': real(2.225_073_858_507_201_4e-308),
  'math.FLOAT_MAX': real(Number.MAX_VALUE),
  'math.FLOAT_EPSILON': real(Number.EPSILON),
  'math.FLOAT_RADIX': whole(2),
  'math.FLOAT_DIG': whole(15),
  'math.FLOAT_MANT_DIG': whole(53),
  'math.FLOAT_MIN_EXP': whole(-1021),
  'math.FLOAT_MAX_EXP': whole(1024),
  'math.FLOAT_MIN_10_EXP': whole(-307),
  'math.FLOAT_MAX_10_EXP': whole(308),
  'math.INTEGER_BIT': whole(64),
  'math.INTEGER_MIN': whole(-(2n ** 63n)),
  'math.INTEGER_MAX': whole(2n ** 63n - 1n),
};
