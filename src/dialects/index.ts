import type { DialectTable } from '../mappings/table.ts';
import { tables } from '../generated/tables.ts';
import type { Dialect } from './dialect.ts';
import { fastly } from './fastly/index.ts';
import { varnish } from './varnish/index.ts';

export type DialectName = 'fastly' | 'varnish';

/** Every dialect, by its name. */
export const dialects: Readonly<Record<DialectName, Dialect>> = { fastly, varnish };

/** A dialect in one of its versions. */
export interface Profile {
  readonly dialect: Dialect;
  readonly table: DialectTable;
}

/** What a name such as `fastly`, `varnish` or `varnish@7.1` stands for; `null` when it stands for nothing. */
export function profileNamed(name: string): Profile | null {
  const [id = '', version, ...rest] = name.split('@');
  const dialect = Object.hasOwn(dialects, id) ? dialects[id as DialectName] : null;
  if (dialect === null || rest.length > 0) return null;
  if (version === undefined) return { dialect, table: dialect.table() };
  const table = tables.find((one) => one.dialect === id && one.version === version);
  return table === undefined ? null : { dialect, table };
}

/** The name of a dialect in a version, as a user writes it. */
export function profileName({ dialect, version }: DialectTable): string {
  return dialect === 'fastly' ? dialect : `${dialect}@${version}`;
}

/** The names that a user can choose a target by. */
export const profileNames: readonly string[] = tables.map(profileName);

/** What each dialect is translated to when nothing else is said. */
export const usualTarget: Readonly<Record<DialectName, string>> = { fastly: 'varnish@7.1', varnish: 'fastly' };
