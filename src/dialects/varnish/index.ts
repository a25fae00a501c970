import { tables } from '../../generated/tables.ts';
import type { DialectTable } from '../../mappings/table.ts';
import { varnishSyntax } from '../../syntax/grammar.ts';
import type { Dialect } from '../dialect.ts';
import { liftVarnish } from './lift.ts';
import { lowerVarnish } from './lower.ts';
import { varnishMachine } from './machine.ts';

export const varnish: Dialect = {
  id: 'varnish',
  syntax: varnishSyntax,
  table: (version) =>
    tables.find((table) => table.dialect === 'varnish' && (version === undefined || table.version === version)) as DialectTable,
  machine: varnishMachine,
  lift: liftVarnish,
  lower: lowerVarnish,
};
