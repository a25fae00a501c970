import * as make from '../ir/make.ts';
import type { Assign, Expression, Statement } from '../ir/model.ts';
import { mapBodies, rewriteBody } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F26: the target hands a division on to its processor, which stops the whole server where an integer is divided by zero. What
 * may be zero is asked first. Remainders are known of integers only.
 */
export const guardDivisions: Pass = {
  name: 'guard-divisions',
  description: 'Nothing is divided by zero.',
  needed: ({ source, target }) => source.dialect.traits.locals && !target.dialect.traits.locals,
  run: (program, context) =>
    mapBodies(program, (body) =>
      rewriteBody(body, (statement): readonly Statement[] => {
        const divisor = statement.kind === 'assign' ? divisorOf(statement) : null;
        if (statement.kind !== 'assign' || divisor === null) return [statement];
        const divided = typeOf(statement.target) === 'float' ? remainder(statement, context) : statement;
        return make.inPlaceOf(statement, guarded(divided, divisor, context));
      }),
    ),
};

/** What an integer is divided by, and a fraction taken the remainder of. */
function divisorOf({ target, operator, value }: Assign): Expression | null {
  const type = typeOf(target);
  if (operator === '%=' && (type === 'integer' || type === 'float')) return value;
  if (type !== 'integer') return null;
  if (operator === '/=') return value;
  return operator === '=' && value.kind === 'binary' && (value.operator === '/' || value.operator === '%')
    ? value.right
    : null;
}

function remainder(statement: Assign, context: PassContext): Assign {
  const { target: place, value } = statement;
  const whole = '_place_ - _value_ * std.real(integer = std.integer(real = _place_ / _value_))';
  return { ...statement, operator: '=', value: vclExpression(context.target, whole, { place, value }) };
}

function guarded(statement: Assign, divisor: Expression, context: PassContext): readonly Statement[] {
  const known = divisor.kind === 'number' ? Number(divisor.text) : null;
  if (known !== null && known !== 0) return [statement];
  context.reporter.report('VCP3001', statement.origin, 'a division by zero leaves the value as it is');
  if (known === 0) return [];
  const zero: Expression =
    typeOf(divisor) === 'float' ? { kind: 'number', type: 'float', text: '0.0', origin: null } : make.integer(0);
  return [make.when(make.binary(divisor, '!=', zero), [statement], null, statement.origin)];
}
