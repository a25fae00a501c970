import { canonicalNames } from '../../generated/tables.ts';
import type { Expression } from '../../ir/model.ts';
import type { State } from '../../ir/states.ts';
import { findVariable, own } from '../../mappings/table.ts';
import type { Target } from '../target.ts';

export type Access = 'read' | 'write' | 'unset';

/** The subroutine of the target that has the code of a state. */
export function subroutineFor(state: State, { dialect }: Target): string | null {
  return Object.entries(dialect.machine.subroutines).find(([, states]) => states.includes(state))?.[0] ?? null;
}

/** What a variable or a header is called on the target. */
export function targetName(place: Expression, { dialect }: Target): string {
  if (place.kind === 'header') return `${place.message}.http.${place.name}`;
  if (place.kind !== 'variable') return 'this';
  return place.vocabulary === 'core' ? (own(canonicalNames[dialect.id] ?? {}, place.name) ?? place.name) : place.name;
}

/** Whether the target has a variable or a header, and lets it be used so in a subroutine; without one, in any. */
export function isAvailable(place: Expression, access: Access, subroutine: string | null, target: Target): boolean {
  if (place.kind !== 'variable' && place.kind !== 'header') return true;
  const fact = findVariable(target.table, targetName(place, target));
  if (fact === undefined || subroutine === null) return fact !== undefined;
  return fact[access].includes(subroutine);
}
