import { tables } from '../../generated/tables.ts';
import type { DialectTable } from '../../mappings/table.ts';
import { fastlySyntax } from '../../syntax/grammar.ts';
import type { Dialect } from '../dialect.ts';
import { liftFastly } from './lift.ts';
import { lowerFastly } from './lower.ts';
import { fastlyMachine } from './machine.ts';

export const fastly: Dialect = {
  id: 'fastly',
  syntax: fastlySyntax,
  table: () => tables.find((table) => table.dialect === 'fastly') as DialectTable,
  machine: fastlyMachine,
  lift: liftFastly,
  lower: lowerFastly,
};
