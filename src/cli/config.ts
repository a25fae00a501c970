import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Io } from './io.ts';
import { reasonOf, UsageError } from './usage-error.ts';

/** The name that is looked for in the directory where the command runs. */
export const configName = '.vclportrc.json';

type Kind = 'text' | 'flag' | 'list' | 'path' | 'paths';

/** Options that a file may set, by their names on the command line. */
const settings: Readonly<Record<string, Kind>> = {
  target: 'text',
  include: 'paths',
  vmods: 'list',
  unsupported: 'text',
  output: 'path',
  report: 'path',
  'report-format': 'text',
  'fail-on': 'text',
  'null-text': 'flag',
};

export type ConfigValue = string | boolean | readonly string[];

/** The options of a configuration file, by their names in the program. Paths in it begin at its directory. */
export function readConfig(named: string | undefined, io: Io): Readonly<Record<string, ConfigValue>> {
  const path = resolve(io.cwd, named ?? configName);
  if (named === undefined && !existsSync(path)) return {};
  const shown = named ?? configName;
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? `it is not JSON: ${error.message}` : reasonOf(error);
    throw new UsageError(`the configuration '${shown}' cannot be read: ${reason}`);
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new UsageError(`the configuration '${shown}' is not an object with options`);
  }
  const found: Record<string, ConfigValue> = {};
  for (const [name, value] of Object.entries(parsed)) {
    const kind = Object.hasOwn(settings, name) ? (settings[name] as Kind) : null;
    if (kind === null) {
      throw new UsageError(
        `the configuration '${shown}' has an option '${name}', which there is not; there are ${Object.keys(settings).join(', ')}`,
      );
    }
    const problem = problemOf(kind, value);
    if (problem !== null) throw new UsageError(`the configuration '${shown}': '${name}' is to be ${problem}`);
    found[camelCase(name)] = resolved(kind, value as ConfigValue, dirname(path));
  }
  return found;
}

function problemOf(kind: Kind, value: unknown): string | null {
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  switch (kind) {
    case 'flag':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'list':
      return typeof value === 'string' || isList ? null : 'a text or a list of texts';
    case 'paths':
      return isList ? null : 'a list of directories';
    default:
      return typeof value === 'string' ? null : 'a text';
  }
}

function resolved(kind: Kind, value: ConfigValue, directory: string): ConfigValue {
  if (kind === 'path') return join(directory, value as string);
  return kind === 'paths' ? (value as readonly string[]).map((one) => join(directory, one)) : value;
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
