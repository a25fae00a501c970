import * as make from '../../ir/make.ts';
import type { AssignmentOperator, Expression, Origin, Place } from '../../ir/model.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { PassContext } from '../pass.ts';

/** The new value of `place op= value` as an expression; what the target cannot compute is reported. */
export function compute(
  place: Place,
  operator: AssignmentOperator,
  value: Expression,
  context: PassContext,
  origin: Origin,
): Expression {
  switch (operator) {
    case '=':
      return value;
    case '+=':
      return place.kind === 'local' && place.type === 'string'
        ? make.concat(place, value)
        : make.binary(place, '+', value);
    case '-=':
      return make.binary(place, '-', value);
    case '*=':
      return make.binary(place, '*', value);
    case '/=':
      return make.binary(place, '/', value);
    case '%=':
      if (typeOf(place) !== 'integer') break;
      return make.binary(place, '%', value);
    case '&&=':
      return make.logical('&&', [place, value]);
    case '||=':
      return make.logical('||', [place, value]);
    case '<<=':
    case '>>=': {
      const shift = value.kind === 'number' ? Number(value.text) : Number.NaN;
      if (shift >= 0 && shift < 50) return make.binary(place, operator === '<<=' ? '*' : '/', make.integer(2 ** shift));
    }
  }
  context.reporter.report('VCP2011', origin, `the target cannot compute '${operator}'`, {
    help: 'Work the value out elsewhere, or replace it by + - * / %.',
  });
  return place;
}
