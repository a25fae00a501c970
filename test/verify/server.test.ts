// The machine behind a port: what a client may send, and what becomes of what it may not.

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, test } from 'vitest';

import { deskPlatform } from '../../src/verify/fastly-machine/platform.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { Machine } from '../../src/verify/fastly-machine/machine.ts';
import { NetworkOrigins } from '../../src/verify/fastly-machine/origins.ts';
import { MachineServer, type ServerOptions } from '../../src/verify/fastly-machine/server.ts';

const synthetic = `
  sub vcl_recv { #FASTLY recv
    error 600 client.ip; }
  sub vcl_error { #FASTLY error
    set obj.status = 200; set obj.response = "OK";
    synthetic req.method " " req.url " " obj.http.X " " client.ip ":" client.port " " req.is_ssl " " req.body;
    return(deliver); }`;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(
  vcl: string,
  options: Partial<ServerOptions> = {},
): Promise<{ port: number; server: MachineServer; trouble: string[] }> {
  const trouble: string[] = [];
  const configuration = link({ name: 'main.vcl', text: `backend F { .host = "127.0.0.1"; .port = "1"; }\n${vcl}` });
  const machine = new Machine(configuration, {
    platform: deskPlatform(),
    origins: new NetworkOrigins(),
    nullText: '',
    trouble: (message) => trouble.push(message),
  });
  const server = new MachineServer(machine, { host: '127.0.0.1', port: 0, ...options });
  const { port } = await server.listen();
  closers.push(() => server.close());
  return { port, server, trouble };
}

/** An origin of one's own, by connection. */
async function origin(serveOne: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serveOne(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

/** Sends bytes and gives back all that comes until the end. */
async function talk(port: number, ...parts: readonly (string | number | Buffer)[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  for (const part of parts) {
    if (typeof part === 'number') await sleep(part);
    else socket.write(part);
  }
  await Promise.race([closed, sleep(5000)]);
  socket.destroy();
  return answer;
}

/** All connections end, if not at once. */
async function gone(server: MachineServer): Promise<void> {
  for (let waited = 0; server.connections > 0 && waited < 100; waited += 1) await sleep(50);
  expect(server.connections).toBe(0);
}

const status = (answer: string): string => answer.slice(9, 12);
const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${more}\r\n`;

describe('requests', () => {
  test('one after the other on one connection, bodies of both kinds', async () => {
    const { port } = await serve(synthetic);
    const answer = await talk(
      port,
      'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz',
      'PUT /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n',
      10,
      '2\r\nde\r\n0\r\nX: y\r\n\r\n',
      get('/c'),
    );
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(answer).toMatch(/POST \/a .* xyz/);
    expect(answer).toMatch(/PUT \/b .* abcde/);
    expect(answer).toMatch(/GET \/c /);
  });

  test('byte by byte', async () => {
    const { port } = await serve(synthetic);
    const answer = await talk(port, ...[...get('/slow')].flatMap((byte) => [byte, 1]));
    expect(status(answer)).toBe('200');
  });

  test('header lines go back as they were written', async () => {
    const { port } = await serve(`sub vcl_recv { #FASTLY recv\n error 600; }
      sub vcl_error { #FASTLY error\n set obj.status = 200; set obj.http.X-MiXed = "1"; add obj.http.Set-Cookie = "a=1"; add obj.http.Set-Cookie = "b=2"; synthetic ""; }`);
    expect(await talk(port, get('/'))).toMatch(/\r\nX-MiXed: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
  });

  test('HTTP/1.0, the absolute form, 100-continue', async () => {
    const { port } = await serve(synthetic);
    expect(status(await talk(port, 'GET / HTTP/1.0\r\n\r\n'))).toBe('200');
    expect(await talk(port, 'GET http://h/x?y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toContain(
      'GET /x?y ',
    );
    const answer = await talk(
      port,
      'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\n',
      30,
      'x',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test('nothing that a configuration writes begins a line of its own', async () => {
    const { port } = await serve(`sub vcl_recv { #FASTLY recv\n error 600 req.url.path "%0d%0aX-A: 1"; }
      sub vcl_error { #FASTLY error\n set obj.http.X-B = "b%0d%0aX-C: 2"; synthetic "x"; }`);
    const answer = await talk(port, get('/'));
    expect(answer).not.toMatch(/^X-[AC]:/m);
    expect(answer).toMatch(/^X-B: b\r$/m);
  });
});

describe('the PROXY protocol', () => {
  const v2 = (family: number, addresses: readonly number[], ports: readonly number[]): Buffer => {
    const block = Buffer.alloc(addresses.length + 4);
    block.set(addresses);
    block.writeUInt16BE(ports[0] as number, addresses.length);
    block.writeUInt16BE(ports[1] as number, addresses.length + 2);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(block.length);
    return Buffer.concat([Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'), Buffer.from([0x21, family]), length, block]);
  };

  test('version 1 and version 2 say who the client is', async () => {
    const { port } = await serve(synthetic, { proxyProtocol: true });
    expect(await talk(port, 'PROXY TCP4 192.0.2.7 10.0.0.1 5000 443\r\n', get('/'))).toContain('192.0.2.7:5000 1 ');
    expect(await talk(port, 'PROXY TCP6 2001:db8::7 ::1 5000 80\r\n', get('/'))).toContain('2001:db8::7:5000 0 ');
    expect(await talk(port, 'PROXY UNKNOWN\r\n', get('/'))).toContain('127.0.0.1:');
    expect(await talk(port, v2(0x11, [192, 0, 2, 9, 10, 0, 0, 1], [6000, 443]), get('/'))).toContain(
      '192.0.2.9:6000 1 ',
    );
    const six = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    expect(await talk(port, v2(0x21, [...six, ...six], [6000, 80]), get('/'))).toContain('2001:db8::7:6000 0 ');
  });

  test('without its header there is no request', async () => {
    const { port } = await serve(synthetic, { proxyProtocol: true });
    expect(status(await talk(port, get('/')))).toBe('400');
    expect(status(await talk(port, 'PROXY TCP4 nobody\r\n', get('/')))).toBe('400');
    expect(status(await talk(port, `PROXY ${'x'.repeat(5000)}\r\n`, get('/')))).toBe('400');
    expect(status(await talk(port, '\r\n\r\n\0\r\nQUIX\n!!!!!!!!'))).toBe('400');
  });
});

describe('hostile requests', () => {
  test.each([
    ['no request', 'hello\r\n\r\n', '400'],
    ['a head without an end', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(100_000)}`, '431'],
    ['too many header lines', get('/', 'X: y\r\n'.repeat(300)), '431'],
    ['a long URL', get(`/${'x'.repeat(9000)}`), '414'],
    ['a folded line', get('/', 'X: a\r\n b\r\n'), '400'],
    ['a space before the colon', get('/', 'X : a\r\n'), '400'],
    ['a bare CR in a value', get('/', 'X: a\rb\r\n'), '400'],
    ['a NUL in a value', get('/', 'X: a\0b\r\n'), '400'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400'],
    ['two Hosts', get('/', 'Host: other\r\n'), '400'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '505'],
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: h\r\n\r\n', '405'],
    ['CONNECT', 'CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n', '405'],
    ['two lengths', get('/', 'Content-Length: 1\r\nContent-Length: 2\r\n'), '400'],
    ['a length that is none', get('/', 'Content-Length: +1\r\n'), '400'],
    ['a negative length', get('/', 'Content-Length: -1\r\n'), '400'],
    ['a huge length', get('/', 'Content-Length: 99999999999\r\n'), '413'],
    ['length and chunks', get('/', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'), '400'],
    ['another transfer coding', get('/', 'Transfer-Encoding: gzip, chunked\r\n'), '501'],
    ['a chunk without a size', get('/', 'Transfer-Encoding: chunked\r\n') + 'xyz\r\n', '400'],
    ['a chunk of a huge size', get('/', 'Transfer-Encoding: chunked\r\n') + 'ffffffff\r\n', '413'],
    ['a chunk longer than it says', get('/', 'Transfer-Encoding: chunked\r\n') + '1\r\nabc\r\n', '400'],
    ['a chunk line without an end', get('/', 'Transfer-Encoding: chunked\r\n') + '1'.repeat(5000), '400'],
  ])('%s', async (_, bytes, expected) => {
    const { port, server, trouble } = await serve(synthetic);
    expect(status(await talk(port, bytes))).toBe(expected);
    expect(status(await talk(port, get('/')))).toBe('200');
    await sleep(10);
    expect(trouble).toEqual([]);
    expect(server.connections).toBeLessThanOrEqual(1);
  });

  test('a body that is too long without saying so', async () => {
    const { port } = await serve(synthetic, { limits: { body: 100_000 } });
    const chunk = `2710\r\n${'x'.repeat(10_000)}\r\n`;
    expect(status(await talk(port, get('/', 'Transfer-Encoding: chunked\r\n'), chunk.repeat(20)))).toBe('413');
  });

  test('heads and bodies that never come are given up', async () => {
    const { port, server } = await serve(synthetic, { limits: { head: 0.2, stall: 0.2, idle: 0.2 } });
    await Promise.all([
      talk(port, ''),
      talk(port, 'GET / HT'),
      talk(port, 'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc'),
      talk(port, 'GET / HTTP/1.1\r\nHost: h\r\nX: ', ...Array.from({ length: 50 }, () => ['x', 10]).flat()),
      talk(port, get('/').replace('close', 'keep-alive')),
    ]);
    await gone(server);
  });

  test('a client that does not take its response is given up', async () => {
    const { port, server } = await serve(
      `sub vcl_recv { #FASTLY recv\n error 600; }
      sub vcl_error { #FASTLY error\n synthetic std.strrep("0123456789", 3000000); }`.replace(
        'std.strrep("0123456789", 3000000)',
        `{"${'x'.repeat(8_000_000)}"}`,
      ),
      { limits: { stall: 0.3 } },
    );
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.pause();
    socket.write(get('/'));
    await gone(server);
    socket.destroy();
  });

  test('a client that takes its response slowly gets all of it', async () => {
    const size = 3_000_000;
    const { port } = await serve(
      `sub vcl_recv { #FASTLY recv\n error 600; }
      sub vcl_error { #FASTLY error\n synthetic {"${'x'.repeat(size)}"}; }`,
      { limits: { stall: 0.4 } },
    );
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.write(get('/'));
    let taken = 0;
    socket.pause();
    // A quarter of a megabyte each tenth of a second: longer than the server would wait for nothing.
    const reading = setInterval(() => {
      for (let slice = 0; slice < 4; slice += 1)
        taken += (socket.read(65_536) ?? socket.read() ?? Buffer.alloc(0)).length;
    }, 100);
    await Promise.race([once(socket, 'end'), sleep(8000)]);
    clearInterval(reading);
    socket.destroy();
    expect(taken).toBeGreaterThan(size);
  });

  test('clients that go away in the middle', async () => {
    const { port, server, trouble } = await serve(synthetic);
    for (let at = 0; at < 200; at += 1) {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(get('/').slice(0, at % 40));
      if (at % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
    }
    await gone(server);
    expect(trouble).toEqual([]);
  });

  test('no more connections than there may be', async () => {
    const { port, server } = await serve(synthetic, { limits: { connections: 20 } });
    const sockets = Array.from({ length: 60 }, () => connect({ port, host: '127.0.0.1' }));
    for (const socket of sockets) socket.on('error', () => undefined);
    await sleep(200);
    expect(server.connections).toBeLessThanOrEqual(20);
    for (const socket of sockets) socket.destroy();
    await sleep(50);
    expect(status(await talk(port, get('/')))).toBe('200');
  });

  test('10,000 in a row, each of another URL, and memory stays bounded', async () => {
    const originPort = await origin((socket) => {
      socket.on('data', () =>
        socket.write(
          `HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(1000)}`,
        ),
      );
    });
    const configuration = link({
      name: 'main.vcl',
      text: `backend F { .host = "127.0.0.1"; .port = "${originPort}"; } sub vcl_recv { #FASTLY recv\n return(lookup); }`,
    });
    const machine = new Machine(configuration, {
      platform: deskPlatform(),
      origins: new NetworkOrigins(),
      cacheLimit: 2_000_000,
    });
    const server = new MachineServer(machine, { host: '127.0.0.1', port: 0 });
    const { port } = await server.listen();
    closers.push(() => server.close());
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    let bytes = 0;
    let ok = 0;
    let tail = '';
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      const text = tail + chunk.toString('latin1');
      ok += text.split('HTTP/1.1 200 OK').length - 1;
      tail = text.slice(-14);
    });
    const arrived = async (count: number): Promise<void> => {
      for (let waited = 0; waited < 5000; waited += 1) {
        if (ok >= count) return;
        await sleep(1);
      }
    };
    for (let at = 1; at <= 10_000; at += 1) {
      socket.write(`GET /${at} HTTP/1.1\r\nHost: h\r\n\r\n`);
      if (at % 50 === 0) await arrived(at);
    }
    expect(ok).toBe(10_000);
    expect(bytes).toBeGreaterThan(10_000_000);
    expect(machine.cache.size).toBeLessThanOrEqual(2_000_000);
    socket.destroy();
    await gone(server);
  }, 60_000);
});

describe('origins that misbehave', () => {
  const vcl = (
    port: number,
  ): string => `backend O { .host = "127.0.0.1"; .port = "${port}"; .first_byte_timeout = 300ms; .between_bytes_timeout = 300ms; }
    sub vcl_recv { #FASTLY recv\n set req.backend = O; return(pass); }
    sub vcl_error { #FASTLY error\n synthetic obj.response; }`;

  test.each([
    ['nothing', '', 'first byte timeout'],
    ['no HTTP', 'hello\r\n\r\n', 'backend read error'],
    ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}`, 'backend read error'],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'between bytes timeout'],
    ['bad chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'backend read error'],
  ])('%s', async (_, bytes, reason) => {
    const port = await origin((socket) => socket.on('data', () => socket.write(bytes)));
    const served = await serve(vcl(port));
    const answer = await talk(served.port, get('/'));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 503 ${reason}\r\n[^]*${reason}$`));
    expect(served.trouble).toEqual([]);
  });

  test('a body up to the end of the connection, informational responses, chunks', async () => {
    const answers = [
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.0 200 Fine\r\n\r\nto the end',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nin two\r\n6\r\n parts\r\n0\r\n\r\n',
    ];
    let at = 0;
    const port = await origin((socket) =>
      socket.on('data', () => {
        socket.end(answers[at] ?? '');
        at += 1;
      }),
    );
    const served = await serve(vcl(port));
    expect(await talk(served.port, get('/'))).toMatch(
      /^HTTP\/1\.1 200 Fine\r\n[^]*Content-Length: 10\r\n[^]*to the end$/,
    );
    expect(await talk(served.port, get('/'))).toMatch(/Content-Length: 12\r\n[^]*in two parts$/);
  });

  test('a connection that is handed over works both ways', async () => {
    const port = await origin((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
        socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
      });
    });
    const served = await serve(vcl(port).replace('return(pass)', 'return(upgrade)'));
    const answer = talk(
      served.port,
      'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
      100,
      'hello',
      100,
      'again',
      50,
    );
    await sleep(600);
    for (const close of closers.splice(0).toReversed()) await close();
    expect(await answer).toMatch(/^HTTP\/1\.1 101 [^]*HELLOAGAIN$/);
  });
});
