import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { closest } from './closest.ts';
import type { Io } from './io.ts';
import { reasonOf, UsageError } from './usage-error.ts';

/** What `serve` is asked for, as commander gives it. */
export interface ServeFlags {
  readonly listen: string;
  readonly include?: readonly string[];
  readonly backend?: readonly string[];
  readonly table?: readonly string[];
  readonly acl?: readonly string[];
  readonly set?: readonly string[];
  readonly proxyProtocol?: boolean;
  readonly trace?: string;
  readonly log?: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080`. */
export function parseAddress(text: string, option: string): Address {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new UsageError(`${option} takes HOST:PORT, for instance 127.0.0.1:8080; '${text}' is none`);
  const host = bracketed ?? plain ?? '';
  return { host: host === '' ? '127.0.0.1' : host, port: Number(port) };
}

/** `NAME=VALUE`, each name once. */
export function parsePairs(texts: readonly string[] | undefined, option: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const text of texts ?? []) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`${option} takes NAME=…; '${text}' has no name`);
    const name = text.slice(0, equals);
    if (found.has(name)) throw new UsageError(`${option} has '${name}' twice`);
    found.set(name, text.slice(equals + 1));
  }
  return found;
}

/** Stops at a name that is not there, with the nearest that is. */
export function knownName(name: string, names: readonly string[], what: string): void {
  if (names.includes(name)) return;
  const [near] = closest(name, names);
  const hint = near === undefined ? `there are ${names.join(', ') || 'none'}` : `did you mean '${near}'?`;
  throw new UsageError(`there is no ${what} '${name}'; ${hint}`);
}

export function readText(name: string, option: string, io: Io): string {
  try {
    return readFileSync(resolve(io.cwd, name), 'utf8').replace(/^\u{feff}/u, '');
  } catch (error) {
    throw new UsageError(`${option}: '${name}' cannot be read: ${reasonOf(error)}`);
  }
}

/**
 * A table from a file: a JSON object of keys and values, or the items of a dictionary as the API gives them. `type` is that of the
 * table, which decides how values are written.
 */
export function tableDeclaration(name: string, type: string, text: string, file: string): string {
  const entries = tableEntries(parseJson(text, file), file).map(([key, value]) => {
    const written = type === 'STRING' || type === 'IP' || type === 'REGEX' ? longString(value) : value;
    return `  ${longString(key)}: ${written},`;
  });
  return `table ${name} ${type} {\n${entries.join('\n')}\n}\n`;
}

function tableEntries(content: unknown, file: string): readonly (readonly [string, string])[] {
  if (Array.isArray(content)) {
    return content.map((item: unknown) => {
      const { item_key: key, item_value: value } = (item ?? {}) as { item_key?: unknown; item_value?: unknown };
      if (typeof key !== 'string') throw new UsageError(`'${file}': an item has no item_key`);
      return [key, String(value ?? '')] as const;
    });
  }
  if (typeof content !== 'object' || content === null)
    throw new UsageError(`'${file}' is neither a JSON object of keys and values nor a list of items`);
  return Object.entries(content).map(([key, value]) => [key, String(value)] as const);
}

/** An access list from a file: a line each, `192.0.2.0/24` or `!192.0.2.7`, or its entries as the API gives them. */
export function aclDeclaration(name: string, text: string, file: string): string {
  const lines = /^\s*\[/.test(text)
    ? (parseJson(text, file) as readonly { ip?: unknown; subnet?: unknown; negated?: unknown }[]).map(
        ({ ip, subnet, negated }) =>
          `${String(negated ?? '0') === '1' ? '!' : ''}${String(ip)}${subnet === null || subnet === undefined ? '' : `/${String(subnet)}`}`,
      )
    : text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  const entries = lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, negated, address = '', mask] = /^(!?)\s*"?([^"/\s]+)"?(?:\s*\/\s*(\d{1,3}))?\s*;?$/.exec(line) ?? [];
      if (isIP(address) === 0 && address !== 'localhost')
        throw new UsageError(`'${file}': '${line}' is no address and no network`);
      return `  ${negated ?? ''}"${address}"${mask === undefined ? '' : `/${mask}`};`;
    });
  return `acl ${name} {\n${entries.join('\n')}\n}\n`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`'${file}' is no JSON: ${(error as Error).message}`);
  }
}

/** A long string whose mark is not in the text. */
function longString(text: string): string {
  let mark = 'T';
  while (text.includes(`"${mark}}`)) mark += 'T';
  return `{${mark}"${text}"${mark}}`;
}
