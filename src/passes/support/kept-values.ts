import type { KeptType, Storage } from '../../dialects/storage.ts';
import * as make from '../../ir/make.ts';
import type { Binary, Body, Expression } from '../../ir/model.ts';
import { mapOperands, mapSame, rewriteBody } from '../../ir/rewrite.ts';
import { kinds, mapWhere } from '../../ir/kinds.ts';
import { negated, plainNot } from './negate.ts';

/** Where storage keeps a value. */
export interface Slot {
  readonly key: string;
  readonly type: KeptType;
}

/**
 * Puts values of a kind that storage keeps into a body. `find` tells where an expression is kept, or what else stands for it; `null` for
 * any other. A value that reads as an empty text while it is not set is asked for where that makes a difference: in conditions,
 * and where it is compared.
 */
export function withKeptValues(
  body: Body,
  storage: Storage,
  kind: 'local' | 'carrier',
  find: (expression: Expression) => Slot | Expression | null,
): Body {
  const kept = new Map<Expression, Slot>();
  const isText = (expression: Expression): Slot | undefined =>
    expression.setWhen === undefined ? undefined : kept.get(expression);
  const condition = (expression: Expression): Expression => {
    const slot = isText(expression);
    return slot === undefined ? expression : { ...storage.isSet(slot.key, slot.type), origin: expression.origin };
  };
  const read = (expression: Expression, slot: Slot): Expression => {
    const value = { ...storage.read(slot.key, slot.type), origin: expression.origin };
    kept.set(value, slot);
    return value;
  };
  const stored = mapWhere(body, kinds(kind, 'not'), (expression) => {
    const found = find(expression);
    if (found !== null) return 'kind' in found ? found : read(expression, found);
    switch (expression.kind) {
      case 'logical':
        return mapOperands(expression, condition);
      case 'not': {
        const { operand } = expression;
        const isBoolean = kept.has(operand) && operand.kind === 'binary';
        return isBoolean ? negated(operand) : plainNot(mapOperands(expression, condition));
      }
      case 'binary':
        return compared(expression, storage, isText);
      default:
        return expression;
    }
  });
  if (kept.size === 0) return stored;
  return rewriteBody(stored, (statement) => {
    if (statement.kind !== 'if') return [statement];
    const branches = mapSame(statement.branches, (branch) => {
      const asked = condition(branch.condition);
      return asked === branch.condition ? branch : { ...branch, condition: asked };
    });
    return branches === statement.branches ? [statement] : [{ ...statement, branches }];
  });
}

/** What is not set is equal to nothing, not even to the empty text. */
function compared(expression: Binary, storage: Storage, isText: (side: Expression) => Slot | undefined): Expression {
  const { operator, left, right, origin } = expression;
  if (operator !== '==' && operator !== '!=') return expression;
  const slot = isText(left);
  if (slot !== undefined && right.kind === 'string') {
    const equal = { ...storage.equals(slot.key, slot.type, right), origin };
    return operator === '==' ? equal : negated(equal);
  }
  const asked = [left, right].flatMap((side) => {
    const own = isText(side);
    return own === undefined ? [] : [storage.isSet(own.key, own.type)];
  });
  if (asked.length === 0) return expression;
  const made =
    operator === '=='
      ? make.logical('&&', [...asked, expression])
      : make.logical('||', [...asked.map((one) => make.not(one)), expression]);
  return { ...made, origin };
}
