import { parseAddress } from './address.ts';
import { aclMatches } from './acl.ts';
import { matchAndCapture } from './captures.ts';
import type { Context } from './context.ts';
import { convert, textOf } from './convert.ts';
import { MachineError } from './machine-error.ts';
import { isNotSet, type Value } from './value.ts';

/** `==`: the left side says as what both are compared; what is not set equals nothing, not even itself. */
export function equals(left: Value, right: Value): boolean {
  if (isNotSet(left) || isNotSet(right)) return false;
  switch (left.type) {
    case 'STRING':
      return left.value === textOf(right);
    case 'IP': {
      const other = right.type === 'STRING' ? parseAddress(right.value as string) : right.value;
      return left.value === other;
    }
    case 'BOOL':
    case 'BACKEND':
    case 'ACL':
    case 'ID':
    case 'REGEX':
      return left.value === right.value;
    default:
      return order(left, right) === 0;
  }
}

/** Numbers and times: below zero, zero or above; NaN when one of them is not a number. */
export function order(left: Value, right: Value): number {
  if (left.type === 'INTEGER' && right.type === 'INTEGER')
    return Number(left.value > right.value) - Number(left.value < right.value);
  const a = asNumber(left);
  // An INTEGER beside a time is compared in whole seconds.
  const b = left.type === 'INTEGER' ? Math.trunc(asNumber(right)) : asNumber(right);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  return Number(a > b) - Number(a < b);
}

function asNumber(value: Value): number {
  const float = convert(value, 'FLOAT');
  return float.value as number;
}

/** `~`: a pattern, or an ACL. A subject that is not set is matched as an empty one (decision `matchNotSet`). */
export function matches(left: Value, right: Value, context: Context): boolean {
  if (right.type === 'ACL' || right.type === 'ID') {
    const acl = context.linked.acls.get(right.value);
    if (acl === undefined) throw new MachineError(`there is no ACL ${right.value}`);
    return aclMatches(acl, left.type === 'STRING' && left.value !== null ? parseAddress(left.value) : textOf(left));
  }
  if (right.type !== 'STRING' && right.type !== 'REGEX') throw new MachineError(`${right.type} is no pattern`);
  return matchAndCapture(textOf(left) ?? '', right.value ?? '', context);
}
