import type { Dialect } from '../dialects/dialect.ts';
import { own, type DialectTable } from '../mappings/table.ts';

/** Which extensions may be used: `preferred` ones first, `any` only where nothing else does; `only` these and no other. */
export type VmodPolicy =
  | { readonly kind: 'preferred'; readonly vmods: ReadonlySet<string> }
  | { readonly kind: 'only'; readonly vmods: ReadonlySet<string> };

/** What a translation is for: a dialect, a version of it, and what is installed there. */
export interface Target {
  readonly dialect: Dialect;
  readonly table: DialectTable;
  readonly vmods: VmodPolicy;
}

/** Whether an extension is certainly there. */
export function hasVmod(target: Target, vmod: string): boolean {
  return own(target.table.packages, vmod) === 'bundled' || target.vmods.vmods.has(vmod);
}

/** Whether an extension may be used where nothing else does. */
export function allowsVmod(target: Target, vmod: string): boolean {
  return hasVmod(target, vmod) || target.vmods.kind === 'preferred';
}
