import { own, type DialectTable } from '../../mappings/table.ts';

/** Whether backends of a dialect have a property. */
export function backendHas(table: DialectTable, property: string): boolean {
  const known = own(table.properties, 'backend');
  return typeof known === 'object' && known !== null && Object.hasOwn(known, property);
}
