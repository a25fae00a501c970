import { own } from '../../mappings/table.ts';
import { allowsVmod } from '../target.ts';
import type { PassContext } from '../pass.ts';
import type { Loss } from './losses.ts';

/** What is lost where extensions are needed that the options do not allow; `null` where all of them may be used. */
export function lossWithout(vmods: readonly string[], what: string, { target }: PassContext): Loss | null {
  const missing = vmods.find((vmod) => !allowsVmod(target, vmod));
  if (missing === undefined) return null;
  return {
    code: 'VCP2034',
    message: `${what} needs vmod ${missing}, which the options do not allow`,
    help: `Allow it with --vmods; it comes with the package ${own(target.table.packages, missing) ?? missing}.`,
  };
}
