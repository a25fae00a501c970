// `serve` as a person uses it: a file, an address, and what can be given with them.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { main } from '../../src/cli/main.ts';
import { plain } from '../../src/diagnostics/code-frame.ts';
import { Workplace } from './command.ts';

vi.setConfig({ testTimeout: 20_000 });

const fastly = `
backend F_web { .host = "web.invalid"; .port = "443"; .ssl = true; }
table moved { "/old": "/new" }
table weights INTEGER { "a": 1 }
acl office { "192.0.2.0"/24; }
sub vcl_recv {
  #FASTLY recv
  log "syslog " req.service_id " access :: " req.url;
  if (req.url == "/city") { error 600 client.geo.city; }
  if (req.url == "/weight") { declare local var.w INTEGER; set var.w = table.lookup_integer(weights, "a", 0); error 600 "w" var.w; }
  if (req.url == "/who") { error 600 if(client.ip ~ office, "office", "other"); }
  if (table.contains(moved, req.url)) { error 600 table.lookup(moved, req.url); }
  return(lookup);
}
sub vcl_error {
  #FASTLY error
  set obj.status = 200;
  synthetic obj.response;
  return(deliver);
}`;

const varnish = `vcl 4.1;
backend web { .host = "web.invalid"; .port = "80"; .first_byte_timeout = 5s; }
acl office { "192.0.2.0"/24; }
sub vcl_recv { if (req.url == "/who") { return (synth(200, "x")); } }
sub vcl_synth { if (client.ip ~ office) { set resp.body = "office"; } else { set resp.body = "other"; } return (deliver); }`;

interface Running {
  readonly port: number;
  out(): string;
  err(): string;
  end(): Promise<number>;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function workplace(files: Readonly<Record<string, string>>): Workplace {
  const place = new Workplace(files);
  closers.push(() => place.remove());
  return place;
}

async function serve(place: Workplace, args: readonly string[]): Promise<Running> {
  let out = '';
  let err = '';
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const ended = main(['serve', ...args, '--listen', '127.0.0.1:0'], {
    cwd: place.path,
    readStdin: () => fastly,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    paintOut: plain,
    paintErr: plain,
    interactive: false,
    stopped: () => stopped,
  });
  const state = { over: false };
  void ended.then(() => (state.over = true));
  for (let waited = 0; !out.includes('listening on') && !state.over && waited < 1500; waited += 1)
    await new Promise((r) => setTimeout(r, 10));
  const port = Number(/:(\d+)\n/.exec(out)?.[1]);
  const end = (): Promise<number> => {
    stop();
    return ended;
  };
  closers.push(end);
  return { port, out: () => out, err: () => err, end };
}

function get(
  port: number,
  path: string,
  method = 'GET',
): Promise<{ status: number | undefined; body: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, path, method, host: '127.0.0.1', headers: { Host: 'h', Connection: 'close' } },
      (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

async function origin(): Promise<{ address: string; server: Server }> {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.setHeader('Cache-Control', 'max-age=60');
    response.end(`page ${count}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a Fastly file', () => {
  test('with another origin, tables, access lists and values', async () => {
    const place = workplace({
      'main.vcl': fastly,
      'moved.json': '{"/a": "/b", "/quote": "say \\"hi\\"}"}',
      'weights.json': '[{"item_key": "a", "item_value": "7"}]',
      'office.txt': '# here\n127.0.0.0/8\n!127.0.0.2\n',
    });
    const { address } = await origin();
    const { port, out, end } = await serve(place, [
      'main.vcl', '--backend', `F_web=${address}`, '--table', 'moved=moved.json', '--table', 'weights=weights.json',
      '--acl', 'office=office.txt', '--set', 'client.geo.city=Ålesund', '--trace', 'text',
    ]); // prettier-ignore
    expect((await get(port, '/page')).body).toBe('page 1');
    expect((await get(port, '/page')).body).toBe('page 1');
    expect((await get(port, '/page', 'PURGE')).status).toBe(200);
    expect((await get(port, '/page')).body).toBe('page 2');
    expect((await get(port, '/old')).body).not.toBe('/new');
    expect((await get(port, '/a')).body).toBe('/b');
    expect((await get(port, '/quote')).body).toBe('say "hi"}');
    expect((await get(port, '/weight')).body).toBe('w7');
    expect((await get(port, '/who')).body).toBe('office');
    expect((await get(port, '/city')).body).toBe('Ålesund');
    expect(await end()).toBe(0);
    expect(out()).toMatch(
      /^listening on http:\/\/127\.0\.0\.1:\d+\nlog access: \/page\nGET \/page → 200\n {2}recv +return\(lookup\) +main\.vcl:13\n/,
    );
  });

  test('traces and log lines as JSON, log lines in a file', async () => {
    const place = workplace({ 'main.vcl': fastly });
    const { port, out, end } = await serve(place, ['main.vcl', '--trace', 'json', '--log', 'log.txt']);
    await get(port, '/who');
    await end();
    const [, line = ''] = out().split('\n');
    expect(JSON.parse(line)).toMatchObject({ method: 'GET', url: '/who', kind: 'request', status: 200 });
    expect(JSON.parse(readFileSync(join(place.path, 'log.txt'), 'utf8'))).toEqual({ log: '/who', endpoint: 'access' });
  });

  test('from the standard input; includes are found', async () => {
    const place = workplace({ 'main.vcl': 'include "part";\nsub vcl_log {\n  #FASTLY log\n}\n', 'part.vcl': fastly });
    const one = await serve(place, ['-']);
    expect((await get(one.port, '/who')).body).toBe('other');
    const two = await serve(place, ['.', '--set', 'client.geo.city=Oslo']);
    expect((await get(two.port, '/city')).body).toBe('Oslo');
  });

  test('an origin that is down, and back', async () => {
    const place = workplace({ 'main.vcl': fastly });
    const { address, server } = await origin();
    const { port } = await serve(place, ['main.vcl', '--backend', `F_web=${address}`]);
    expect((await get(port, '/1')).body).toBe('page 1');
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    expect((await get(port, '/2')).body).toBe('Connection refused');
    await new Promise<void>((resolve) => server.listen(Number(address.split(':')[1]), '127.0.0.1', resolve));
    expect((await get(port, '/2')).body).toBe('page 2');
  });

  test.each([
    [['--listen', 'nowhere'], "--listen takes HOST:PORT, for instance 127.0.0.1:8080; 'nowhere' is none"],
    [['--backend', 'F_wep=h:1'], "there is no backend 'F_wep'; did you mean 'F_web'?"],
    [['--backend', 'F_web=h'], '--backend takes HOST:PORT'],
    [['--table', 'moved'], "--table takes NAME=…; 'moved' has no name"],
    [['--table', 'moved=none.json'], "'none.json' cannot be read: there is no such file"],
    [['--table', 'moved=main.vcl'], "'main.vcl' is no JSON"],
    [['--acl', 'office=main.vcl'], 'is no address and no network'],
    [['--set', 'req.url=/x'], "--set: 'req.url' comes with each request"],
    [['--set', 'no.such=1'], "--set: there is no variable 'no.such'"],
    [['--set', 'client.geo.latitude=north'], "'client.geo.latitude' is FLOAT; 'north' is none"],
    [['--trace', 'xml'], "--trace takes text or json; 'xml' is neither"],
  ])('%j is explained', async (args, message) => {
    const place = workplace({ 'main.vcl': fastly });
    const listen = args[0] === '--listen' ? [] : ['--listen', '127.0.0.1:0'];
    const { code, err } = await place.run(['serve', 'main.vcl', ...args, ...listen]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test('a port that is taken, a file that is not there, a file with an error', async () => {
    const place = workplace({ 'main.vcl': fastly, 'bad.vcl': `${fastly}\nsub vcl_hash { set = 1; }` });
    const { port } = await serve(place, ['main.vcl']);
    const taken = await place.run(['serve', 'main.vcl', '--listen', `127.0.0.1:${port}`]);
    expect([taken.code, taken.err]).toEqual([2, expect.stringContaining('something listens there already')]);
    expect((await place.run(['serve', 'none.vcl', '--listen', ':0'])).code).toBe(2);
    const bad = await place.run(['serve', 'bad.vcl', '--listen', ':0']);
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('VCP1001')]);
  });
});

describe('a Varnish file', () => {
  const installed = spawnSync('varnishd', ['-V']).error === undefined;

  test.skipIf(!installed)(
    'runs on varnishd, with the same options',
    async () => {
      const place = workplace({ 'main.vcl': varnish });
      const { address } = await origin();
      writeFileSync(join(place.path, 'office.txt'), '127.0.0.1\n');
      const { port, out, err, end } = await serve(place, [
        'main.vcl',
        '--backend',
        `web=${address}`,
        '--acl',
        'office=office.txt',
        '--trace',
        'text',
      ]);
      expect(err()).toBe('');
      expect((await get(port, '/page')).body).toBe('page 1');
      expect((await get(port, '/page')).body).toBe('page 1');
      expect((await get(port, '/who')).body).toBe('office');
      for (let waited = 0; !out().includes('GET /who') && waited < 1200; waited += 1)
        await new Promise((r) => setTimeout(r, 10));
      expect(out()).toMatch(/GET \/who → 200\n {2}recv +return\(synth\)\n/);
      expect(await end()).toBe(0);
    },
    30_000,
  );

  test('has no tables', async () => {
    const place = workplace({ 'main.vcl': varnish });
    const { code, err } = await place.run(['serve', 'main.vcl', '--listen', ':0', '--table', 'a=b']);
    expect([code, err]).toEqual([2, expect.stringContaining('Varnish has no tables')]);
  });

  test('needs varnishd, and says how to get it', async () => {
    const place = workplace({ 'main.vcl': varnish });
    const { PATH } = process.env;
    process.env['PATH'] = '/nowhere';
    closers.push(() => (process.env['PATH'] = PATH));
    const { code, err } = await place.run(['serve', 'main.vcl', '--listen', ':0']);
    expect([code, err]).toEqual([2, expect.stringContaining('apt-get install varnish')]);
  });
});
