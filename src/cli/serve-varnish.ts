import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reporter } from '../diagnostics/reporter.ts';
import { SourceFile } from '../source/source-file.ts';
import type { AclDeclaration, BackendDeclaration } from '../syntax/ast.ts';
import { varnishSyntax } from '../syntax/grammar.ts';
import { parse } from '../syntax/parse.ts';
import type { Input } from './inputs.ts';
import type { Io } from './io.ts';
import {
  aclDeclaration,
  type Address,
  knownName,
  parseAddress,
  parsePairs,
  readText,
  type ServeFlags,
} from './serve-options.ts';
import { untilStopped } from './stop.ts';
import { UsageError } from './usage-error.ts';
import { VarnishTraces } from './varnish-traces.ts';

const startSeconds = 30;

/** Runs a Varnish configuration on varnishd, with the options that have a meaning there. */
export async function serveVarnish(input: Input, listen: Address, flags: ServeFlags, io: Io): Promise<number> {
  if (flags.table !== undefined) throw new UsageError('--table is for Fastly files: Varnish has no tables');
  if (flags.set !== undefined) throw new UsageError('--set is for Fastly files: varnishd gets its own values');
  const vcl = edited(input, flags, io);
  const port = listen.port === 0 ? await freePort(listen.host) : listen.port;
  const directory = mkdtempSync(join(tmpdir(), 'vcl-port-serve-'));
  const stopped = (io.stopped ?? untilStopped)();
  let traces: VarnishTraces | null = null;
  let child: ChildProcess | null = null;
  try {
    const file = join(directory, 'main.vcl');
    writeFileSync(file, vcl);
    const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
    const address = `${host}:${port}${flags.proxyProtocol === true ? ',PROXY' : ''}`;
    const include =
      input.path === null ? [] : ['-p', `vcl_path=${join(input.path, '..')}:/etc/varnish:/usr/share/varnish/vcl`];
    const options = [
      '-F',
      '-j',
      'none',
      '-n',
      directory,
      '-a',
      `http=${address}`,
      '-s',
      'malloc,256m',
      ...include,
      '-f',
      file,
    ];
    child = await start(options, io);
    await reachable({ host: listen.host, port });
    traces = flags.trace === undefined ? null : new VarnishTraces(directory, flags.trace === 'json', io);
    await traces?.ready(() => connects({ host: listen.host, port }));
    io.out(`listening on http://${host}:${port}\n`);
    const ended = new Promise<number>((resolve) => child?.once('exit', (code) => resolve(code ?? 1)));
    const code = await Promise.race([stopped.then(() => null), ended]);
    if (code !== null) io.err(`${io.paintErr('red', 'vcl-port')}: varnishd has ended\n`);
    return code === null ? 0 : 1;
  } finally {
    traces?.stop();
    await end(child);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** The text with other addresses and access lists in place of its own. */
function edited(input: Input, flags: ServeFlags, io: Io): string {
  const program = parse(new SourceFile(input.name, input.text), 0, varnishSyntax, new Reporter());
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const backends = new Map(
    program.items.filter((item) => item.kind === 'BackendDeclaration').map((item) => [item.name.name, item]),
  );
  for (const [name, text] of parsePairs(flags.backend, '--backend')) {
    knownName(name, [...backends.keys()], 'backend');
    const { host, port } = parseAddress(text, '--backend');
    edits.push(...withAddress(backends.get(name) as BackendDeclaration, host, port));
  }
  const acls = new Map(
    program.items.filter((item) => item.kind === 'AclDeclaration').map((item) => [item.name.name, item]),
  );
  for (const [name, file] of parsePairs(flags.acl, '--acl')) {
    knownName(name, [...acls.keys()], 'ACL');
    const { start, end } = acls.get(name) as AclDeclaration;
    edits.push({ start, end, text: aclDeclaration(name, readText(file, '--acl', io), file) });
  }
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), input.text);
}

function withAddress({ name, start, end, properties }: BackendDeclaration, host: string, port: number) {
  const kept = properties.filter(
    (item) => item.kind === 'Property' && item.name !== 'host' && item.name !== 'port' && item.name !== 'path',
  );
  const first = kept[0];
  const last = kept.at(-1);
  if (first === undefined || last === undefined)
    return [{ start, end, text: `backend ${name.name} { .host = "${host}"; .port = "${port}"; }` }];
  return properties.flatMap((item) => {
    if (item.kind !== 'Property' || kept.includes(item)) {
      return item === first
        ? [{ start: item.start, end: item.start, text: `.host = "${host}"; .port = "${port}"; ` }]
        : [];
    }
    return [{ start: item.start, end: item.end, text: '' }];
  });
}

/** Starts varnishd; it serves when this comes back. */
function start(options: readonly string[], io: Io): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn('varnishd', options, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const fail = (message: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new UsageError(message));
    };
    const timer = setTimeout(() => fail(`varnishd did not start:\n${said}`), startSeconds * 1000);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!/Child .* Started|Child launched OK/.test(said)) return;
      clearTimeout(timer);
      child.stdout.off('data', hear);
      child.stderr.off('data', hear);
      child.stdout.resume();
      child.stderr.on('data', (more: Buffer) => io.err(troubleIn(more.toString())));
      resolve(child);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'ENOENT'
          ? 'a Varnish file needs varnishd, which is not installed here: apt-get install varnish varnish-modules, or https://varnish-cache.org/releases/'
          : `varnishd cannot be started: ${error.message}`,
      ),
    );
    child.once('exit', () => fail(`varnishd did not start:\n${said}`));
  });
}

/** varnishd says that it is up a moment before it listens. */
async function reachable(address: Address, tries = 500): Promise<void> {
  if ((await connects(address)) || tries === 0) return;
  await sleep(20);
  await reachable(address, tries - 1);
}

function connects({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** What varnishd says without being asked, less what is no news. */
function troubleIn(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !/^(?:Info|Debug): |^Child /.test(line));
  return lines.map((line) => `${line}\n`).join('');
}

async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // What it says about being ended is no news.
    child.stderr?.removeAllListeners('data').resume();
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
