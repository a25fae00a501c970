import * as make from '../../ir/make.ts';
import type { Expression } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';
import { vclExpression } from './vcl.ts';

export interface Weighted {
  readonly backend: Expression;
  readonly weight: number;
}

/**
 * A condition: enough of a director's members are healthy, by their weight. `null` where that is so as soon as one is, which
 * directors of the target ask for by themselves.
 */
export function quorumOf(members: readonly Weighted[], percent: number, context: PassContext): Expression | null {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  const least = (total * percent) / 100;
  if (members.every(({ weight }) => weight >= least)) return null;
  const healthy = (backend: Expression): Expression =>
    vclExpression(context.target, 'std.healthy(_backend_)', { backend });
  // Each of them is needed.
  if (members.every(({ weight }) => total - weight < least))
    return make.logical(
      '&&',
      members.map(({ backend }) => healthy(backend)),
    );
  const shared = members.reduce((divisor, { weight }) => greatestDivisor(divisor, weight), 0);
  const votes = members.map(({ backend, weight }): Expression => {
    const vote = vclExpression(context.target, 'std.integer(bool=_healthy_)', { healthy: healthy(backend) });
    return weight === shared ? vote : make.binary(vote, '*', make.integer(weight / shared));
  });
  const sum = votes.reduce((left, right) => make.binary(left, '+', right));
  return make.binary(sum, '>=', make.integer(Math.ceil(least / shared)));
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
