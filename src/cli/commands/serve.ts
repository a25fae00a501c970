import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AclDeclaration, TableDeclaration } from '../../syntax/ast.ts';
import { detect } from '../../syntax/detect.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { convert } from '../../verify/fastly-machine/convert.ts';
import { durationLiteral } from '../../verify/fastly-machine/literals.ts';
import { link, type Configuration } from '../../verify/fastly-machine/link.ts';
import { Machine } from '../../verify/fastly-machine/machine.ts';
import { NetworkOrigins } from '../../verify/fastly-machine/origins.ts';
import { deskPlatform } from '../../verify/fastly-machine/platform.ts';
import { MachineServer } from '../../verify/fastly-machine/server.ts';
import { traceJson, traceText } from '../../verify/fastly-machine/trace.ts';
import { float, integer, rtime, string, bool, type Value } from '../../verify/fastly-machine/value.ts';
import { factOf, isConstant } from '../../verify/fastly-machine/variables/index.ts';
import { entryPoints, readInputs, type Input } from '../inputs.ts';
import type { Io } from '../io.ts';
import { printDiagnostics } from '../print-diagnostics.ts';
import {
  aclDeclaration,
  type Address,
  knownName,
  parseAddress,
  parsePairs,
  readText,
  type ServeFlags,
  tableDeclaration,
} from '../serve-options.ts';
import { serveVarnish } from '../serve-varnish.ts';
import { untilStopped } from '../stop.ts';
import { reasonOf, UsageError } from '../usage-error.ts';

const traceFormats = ['text', 'json'];

/** `serve`: runs a configuration on this machine until it is told to stop. */
export async function runServe(name: string, flags: ServeFlags, io: Io): Promise<number> {
  const listen = parseAddress(flags.listen, '--listen');
  if (flags.trace !== undefined && !traceFormats.includes(flags.trace))
    throw new UsageError(`--trace takes text or json; '${flags.trace}' is neither`);
  const [input, ...others] = entryPoints(readInputs([name], flags.include ?? [], io), [name], null);
  if (input === undefined || others.length > 0) {
    const names = [input, ...others].map((one) => one?.name).join(', ');
    throw new UsageError(`serve runs one configuration, and there are several in '${name}': ${names}`);
  }
  return detect(input.text).dialect === 'varnish'
    ? serveVarnish(input, listen, flags, io)
    : serveFastly(input, listen, flags, io);
}

async function serveFastly(input: Input, listen: Address, flags: ServeFlags, io: Io): Promise<number> {
  const configuration = configure(input, flags, io);
  const { diagnostics, linked, files } = configuration;
  const sources = new Map(files.map((file): [string, SourceFile] => [file.name, file]));
  const shown = diagnostics.filter(({ severity }) => severity !== 'info');
  io.err(printDiagnostics(shown, (file, line) => sources.get(file)?.line(line) ?? null, io.paintErr));
  if (diagnostics.some(({ severity }) => severity === 'error')) return 1;

  const backends = new Map<string, Address>();
  for (const [name, text] of parsePairs(flags.backend, '--backend')) {
    knownName(name, [...linked.backends.keys()], 'backend');
    backends.set(name, parseAddress(text, '--backend'));
  }
  const set = new Map([...parsePairs(flags.set, '--set')].map(([name, text]) => [name, parseValue(name, text)]));
  const trace = flags.trace;
  const machine = new Machine(configuration, {
    platform: deskPlatform(set),
    origins: new NetworkOrigins(),
    backends,
    log: logger(flags, io),
    trouble: (message) => io.err(`${io.paintErr('red', 'vcl-port')}: ${message}${hintFor(message)}\n`),
    ...(trace === undefined
      ? {}
      : { trace: (way) => io.out(`${trace === 'json' ? traceJson(way) : traceText(way)}\n`) }),
  });
  const server = new MachineServer(machine, { ...listen, proxyProtocol: flags.proxyProtocol === true });
  const stop = (io.stopped ?? untilStopped)();
  try {
    const address = await server.listen();
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    io.out(`listening on http://${host}:${address.port}\n`);
  } catch (error) {
    machine.close();
    throw new UsageError(`${flags.listen} cannot be listened on: ${listenReason(error)}`);
  }
  await stop;
  await server.close();
  return 0;
}

/** Tables and access lists are often kept by the platform, and not in the files. */
function hintFor(message: string): string {
  const table = /^there is no table '?([\w-]+)/.exec(message)?.[1];
  if (table !== undefined) return ` in the file: give it with --table ${table}=FILE`;
  const name = /^there is no variable '?(\w+)'?$/.exec(message)?.[1];
  return name === undefined ? '' : `: if it is an access list, give it with --acl ${name}=FILE`;
}

/** The configuration with tables and access lists of `--table` and `--acl` in place of its own. */
function configure(input: Input, flags: ServeFlags, io: Io): Configuration {
  const configuration = link({ name: input.name, text: input.text }, input.roots.resolve);
  const { linked } = configuration;
  const tables = new Map(linked.tables);
  for (const [name, file] of parsePairs(flags.table, '--table')) {
    const type = linked.tables.get(name)?.type?.name ?? 'STRING';
    const text = tableDeclaration(name, type, readText(file, '--table', io), file);
    tables.set(name, declared(text, file).linked.tables.get(name) as TableDeclaration);
  }
  const acls = new Map(linked.acls);
  for (const [name, file] of parsePairs(flags.acl, '--acl')) {
    const text = aclDeclaration(name, readText(file, '--acl', io), file);
    acls.set(name, declared(text, file).linked.acls.get(name) as AclDeclaration);
  }
  return { ...configuration, linked: { ...linked, tables, acls } };
}

function declared(text: string, file: string): Configuration {
  const configuration = link({ name: file, text });
  const [error] = configuration.diagnostics;
  if (error !== undefined) throw new UsageError(`'${file}' does not fit: ${error.message}`);
  return configuration;
}

/** A value for a variable that a desk has no way to know, in the type of the variable. */
export function parseValue(name: string, text: string): Value {
  const fact = factOf(name);
  if (fact === undefined) throw new UsageError(`--set: there is no variable '${name}'`);
  if (!isConstant(name)) throw new UsageError(`--set: '${name}' comes with each request and cannot be set`);
  try {
    switch (fact.type) {
      case 'BOOL':
        if (!/^(?:true|false|1|0)$/.test(text)) break;
        return bool(text === 'true' || text === '1');
      case 'INTEGER':
        return integer(BigInt(text));
      case 'FLOAT':
        if (text.trim() === '' || Number.isNaN(Number(text))) break;
        return float(Number(text));
      case 'RTIME':
        return rtime(durationLiteral(text));
      case 'IP': {
        const value = convert(string(text), 'IP');
        if (value.value === null) break;
        return value;
      }
      default:
        return string(Buffer.from(text, 'utf8').toString('latin1'));
    }
  } catch {
    // said below
  }
  throw new UsageError(`--set: '${name}' is ${fact.type}; '${text}' is none`);
}

/** Lines of `log` statements, by endpoint where they name one. */
function logger({ log, trace }: ServeFlags, io: Io): (text: string) => void {
  if (log !== undefined) {
    try {
      appendFileSync(resolve(io.cwd, log), '');
    } catch (error) {
      throw new UsageError(`--log: '${log}' cannot be written: ${reasonOf(error)}`);
    }
  }
  const write = (line: string): void => {
    if (log === undefined) io.out(`${line}\n`);
    else appendFileSync(resolve(io.cwd, log), `${line}\n`);
  };
  return (text) => {
    const [, endpoint, message] = /^syslog\s+\S+\s+(.+?)\s+::\s?([^]*)$/.exec(text) ?? [];
    if (trace === 'json') {
      write(
        JSON.stringify({
          log: readable(message ?? text),
          endpoint: endpoint === undefined ? null : readable(endpoint),
        }),
      );
    } else write(`log ${endpoint === undefined ? '' : `${readable(endpoint)}: `}${readable(message ?? text)}`);
  };
}

/** Texts of the machine are bytes. */
const readable = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

function listenReason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return 'something listens there already';
    case 'EACCES':
      return 'there is no permission for it';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine does not have that address';
    default:
      return (error as Error).message;
  }
}
