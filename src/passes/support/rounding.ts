import type { Storage } from '../../dialects/storage.ts';
import type { Expression, Local, Origin } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';

/** Says where a number loses decimals by being kept. A literal has no more than the target reads. */
export function reportRounding(
  storage: Storage,
  target: Local,
  value: Expression,
  origin: Origin,
  context: PassContext,
): void {
  const { name, type } = target;
  if (!storage.rounds.has(type) || value.kind === 'number' || value.kind === 'negate') return;
  context.reporter.report('VCP3039', origin, `'var.${name}' is kept with three decimals`, {
    help: 'Allow vmod var (varnish-modules), which keeps all of them.',
  });
}
