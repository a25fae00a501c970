// What the cache of the machine does with time, variants, waiting requests and purges (reference: fastly.md 2.5 to 2.7).

import { gunzipSync, gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { Desk, type FakeAnswer } from './fake.ts';

const backend = 'backend F { .host = "192.0.2.80"; }';
const plain = `${backend} sub vcl_recv { #FASTLY recv\n return(lookup); }`;

/** Numbers its answers. */
function counting(headers: FakeAnswer['headers'], more: FakeAnswer = {}): () => FakeAnswer {
  let count = 0;
  return () => {
    count += 1;
    return { headers: headers ?? {}, body: String(count), ...more };
  };
}

describe('lifetimes', () => {
  test.each([
    [{ 'Surrogate-Control': 'max-age=10', 'Cache-Control': 's-maxage=20, max-age=30' }, 10],
    [{ 'Cache-Control': 's-maxage=20, max-age=30' }, 20],
    [{ 'Cache-Control': 'private, max-age=30' }, 30],
    [{ 'Cache-Control': 'max-age="40"' }, 40],
    [{ Expires: new Date(1_800_000_050_000).toUTCString(), Date: new Date(1_800_000_000_000).toUTCString() }, 50],
    [{ Expires: new Date(1_800_000_050_000).toUTCString() }, 50],
    [{ 'Cache-Control': 'max-age=30', Age: '10' }, 20],
    [{}, 120],
  ])('%j lives for %d s', async (headers, seconds) => {
    const desk = new Desk(plain, counting(headers));
    await desk.get('/');
    desk.now += seconds - 0.5;
    expect((await desk.get('/')).body).toBe('1');
    desk.now += 1;
    expect((await desk.get('/')).body).toBe('2');
  });

  test.each([
    ['0', 120],
    ['600', 600],
    ['86400', 3600],
  ])('a marker of a response with max-age=%s lives for %d s', async (age, seconds) => {
    const vcl = `${plain} sub vcl_fetch { #FASTLY fetch\n return(pass); }`;
    const desk = new Desk(vcl, counting({ 'Cache-Control': `max-age=${age}` }));
    await desk.get('/');
    expect(desk.way()).toBe('recv hash miss fetch deliver log');
    desk.now += seconds - 1;
    await desk.get('/');
    expect(desk.way()).toBe('recv hash pass fetch deliver log');
    desk.now += 2;
    await desk.get('/');
    expect(desk.way()).toBe('recv hash miss fetch deliver log');
  });

  test('obj.ttl set in vcl_hit ends an object', async () => {
    const vcl = `${plain} sub vcl_hit { #FASTLY hit\n if (req.http.X-End) { set obj.ttl = 0s; } return(deliver); }`;
    const desk = new Desk(vcl, counting({ 'Cache-Control': 'max-age=60' }));
    await desk.get('/');
    expect((await desk.get('/', { 'X-End': '1' })).body).toBe('1');
    expect((await desk.get('/')).body).toBe('2');
  });

  test('Age counts on', async () => {
    const desk = new Desk(plain, counting({ 'Cache-Control': 'max-age=3600', Age: '100' }));
    expect((await desk.get('/')).header('Age')).toBe('100');
    desk.now += 1000;
    expect((await desk.get('/')).header('Age')).toBe('1100');
  });
});

describe('stale objects', () => {
  const directives = { 'Cache-Control': 'max-age=60, stale-while-revalidate=60, stale-if-error=3600' };

  test('within stale-while-revalidate the old one comes, and a new one is fetched once', async () => {
    const desk = new Desk(plain, counting(directives));
    await desk.get('/');
    desk.now += 61;
    const both = await Promise.all([desk.get('/'), desk.get('/')]);
    expect(both.map(({ body }) => body)).toEqual(['1', '1']);
    await desk.machine.settled();
    expect(desk.fetches).toHaveLength(2);
    expect((await desk.get('/')).body).toBe('2');
    expect(desk.way('background')).toBe('recv hash miss fetch');
  });

  test('vcl_recv sees that a fetch is in the background', async () => {
    const vcl = `${backend} sub vcl_recv { #FASTLY recv\n log "recv " req.is_background_fetch; return(lookup); }`;
    const desk = new Desk(vcl, counting(directives));
    await desk.get('/');
    desk.now += 61;
    await desk.get('/');
    await desk.machine.settled();
    expect(desk.logs).toEqual(['recv 0', 'recv 0', 'recv 1']);
  });

  test('a failing fetch in the background leaves the old object', async () => {
    let fails = false;
    const desk = new Desk(plain, () =>
      fails ? { failure: 'Connection refused' } : { headers: directives, body: 'old' },
    );
    await desk.get('/');
    fails = true;
    desk.now += 61;
    expect((await desk.get('/')).body).toBe('old');
    await desk.machine.settled();
    expect((await desk.get('/')).body).toBe('old');
    await desk.machine.settled();
  });

  test('within stale-if-error it comes when the backend is sick, and no longer', async () => {
    const probe = '.probe = { .url = "/"; .window = 2; .threshold = 1; .initial = 2; }';
    const vcl = `backend F { .host = "192.0.2.80"; ${probe} } sub vcl_recv { #FASTLY recv\n return(lookup); }
      sub vcl_deliver { #FASTLY deliver\n set resp.http.X-Stale = resp.stale "," resp.stale.is_error; }`;
    const desk = new Desk(vcl, counting({ 'Cache-Control': 'max-age=60, stale-if-error=3600' }));
    await desk.get('/');
    desk.now += 1000;
    for (const _ of [1, 2]) desk.machine.noteProbe('F', false);
    const stale = await desk.get('/');
    expect([stale.body, stale.header('X-Stale')]).toEqual(['1', '1,1']);
    desk.now += 3000;
    expect((await desk.get('/')).status).toBe(503);
    desk.machine.noteProbe('F', true);
    const fresh = await desk.get('/');
    expect([fresh.body, fresh.header('X-Stale')]).toEqual(['2', '0,0']);
  });

  test('what req.hash_always_miss or req.hash_ignore_busy asks for is never stale', async () => {
    for (const flag of ['hash_always_miss', 'hash_ignore_busy']) {
      const vcl = `${backend} sub vcl_recv { #FASTLY recv\n if (req.http.X-Flag) { set req.${flag} = true; } return(lookup); }`;
      const desk = new Desk(vcl, counting(directives));
      await desk.get('/');
      desk.now += 61;
      expect((await desk.get('/', { 'X-Flag': '1' })).body).toBe('2');
    }
  });

  test.each([
    ['ETag', '"v1"', 'If-None-Match'],
    ['Last-Modified', 'Thu, 01 Jan 2015 00:00:00 GMT', 'If-Modified-Since'],
  ])('an object with %s is asked after, and lives on by the 304', async (header, value, condition) => {
    const desk = new Desk(plain, ({ headers }) => {
      const asked = headers.find(([name]) => name === condition)?.[1];
      const all = { 'Cache-Control': 'max-age=60', [header]: value };
      return asked === value ? { status: 304, headers: { ...all, 'X-New': '1' } } : { headers: all, body: 'page' };
    });
    await desk.get('/');
    desk.now += 100_000;
    const again = await desk.get('/');
    expect([again.status, again.body, again.header('X-New'), again.header('Age')]).toEqual([200, 'page', '1', '0']);
    expect(desk.way()).toBe('recv hash miss deliver log');
    desk.now += 59;
    await desk.get('/');
    expect(desk.fetches).toHaveLength(2);
  });
});

describe('variants', () => {
  const vary = { Vary: 'X-Kind, Accept-Encoding', 'Cache-Control': 'max-age=60' };

  test('Vary makes variants by the headers of the request', async () => {
    const desk = new Desk(plain, counting(vary));
    expect((await desk.get('/', { 'X-Kind': 'a' })).body).toBe('1');
    expect((await desk.get('/', { 'X-Kind': 'b' })).body).toBe('2');
    expect((await desk.get('/')).body).toBe('3');
    expect((await desk.get('/', { 'x-kind': 'a' })).body).toBe('1');
    expect((await desk.get('/', { 'X-Kind': 'b', 'Accept-Encoding': 'gzip' })).body).toBe('4');
  });

  test('Vary: * fits nobody', async () => {
    const desk = new Desk(plain, counting({ Vary: '*', 'Cache-Control': 'max-age=60' }));
    await desk.get('/');
    expect((await desk.get('/')).body).toBe('2');
  });
});

describe('requests that wait', () => {
  /** Answers that come when they are let go. */
  function held(headers: FakeAnswer['headers']): { answer: () => FakeAnswer; go: () => void } {
    let go = (): void => undefined;
    const after = new Promise<void>((resolve) => (go = resolve));
    let count = 0;
    return {
      answer: () => {
        count += 1;
        return { headers: headers ?? {}, body: String(count), after };
      },
      go: () => go(),
    };
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('many requests for one object are one fetch', async () => {
    const { answer, go } = held({ 'Cache-Control': 'max-age=60' });
    const desk = new Desk(plain, answer);
    const all = Promise.all(Array.from({ length: 20 }, () => desk.get('/')));
    await turn();
    expect(desk.fetches).toHaveLength(1);
    go();
    expect(new Set((await all).map(({ body }) => body))).toEqual(new Set(['1']));
  });

  test('req.hash_ignore_busy does not wait', async () => {
    const { answer, go } = held({ 'Cache-Control': 'max-age=60' });
    const desk = new Desk(
      `${backend} sub vcl_recv { #FASTLY recv\n set req.hash_ignore_busy = true; return(lookup); }`,
      answer,
    );
    const all = Promise.all([desk.get('/'), desk.get('/')]);
    await turn();
    expect(desk.fetches).toHaveLength(2);
    go();
    await all;
  });

  test('req.hash_always_miss waits, and takes what came', async () => {
    const { answer, go } = held({ 'Cache-Control': 'max-age=60' });
    const desk = new Desk(
      `${backend} sub vcl_recv { #FASTLY recv\n set req.hash_always_miss = true; return(lookup); }`,
      answer,
    );
    const all = Promise.all([desk.get('/'), desk.get('/'), desk.get('/')]);
    await turn();
    expect(desk.fetches).toHaveLength(1);
    go();
    await all;
    expect(desk.fetches).toHaveLength(1);
    await desk.get('/');
    expect(desk.fetches).toHaveLength(2);
  });

  test('a fetch that fails lets the next one try', async () => {
    let count = 0;
    const desk = new Desk(plain, () => {
      count += 1;
      return count === 1
        ? { failure: 'backend read error' }
        : { body: 'page', headers: { 'Cache-Control': 'max-age=60' } };
    });
    const both = await Promise.all([desk.get('/'), desk.get('/'), desk.get('/')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
    expect(desk.fetches).toHaveLength(2);
  });

  test('after a hit-for-pass marker nobody waits', async () => {
    const { answer, go } = held({});
    const desk = new Desk(`${plain} sub vcl_fetch { #FASTLY fetch\n return(pass); }`, answer);
    const first = desk.get('/');
    go();
    await first;
    const before = desk.fetches.length;
    await Promise.all([desk.get('/'), desk.get('/'), desk.get('/')]);
    expect(desk.fetches.length - before).toBe(3);
  });
});

describe('purges', () => {
  const keyed = (): Desk =>
    new Desk(plain, ({ url }) => ({
      headers: { 'Surrogate-Key': `all ${url.slice(1)}`, 'Cache-Control': 'max-age=3600, stale-while-revalidate=600' },
      body: url,
    }));
  const api = { Host: 'api.fastly.com' };

  test('by key', async () => {
    const desk = keyed();
    for (const url of ['/a', '/b', '/c']) await desk.get(url);
    expect((await desk.get('/service/x/purge/a', api, 'POST')).status).toBe(200);
    for (const url of ['/a', '/b', '/c']) await desk.get(url);
    expect(desk.fetches.map(({ url }) => url)).toEqual(['/a', '/b', '/c', '/a']);
    await desk.get('/service/x/purge', { ...api, 'Surrogate-Key': 'b c' }, 'POST');
    for (const url of ['/a', '/b', '/c']) await desk.get(url);
    expect(desk.fetches).toHaveLength(6);
  });

  test('of everything, which raises the generation', async () => {
    const desk = keyed();
    await desk.get('/a');
    expect((await desk.get('/service/x/purge_all', api, 'POST')).body).toBe('{ "status": "ok" }');
    await desk.get('/a');
    expect(desk.fetches).toHaveLength(2);
    expect(desk.machine.generation).toBe(2);
  });

  test('softly: the old object is used while it is fetched anew', async () => {
    const desk = keyed();
    await desk.get('/a');
    await desk.get('/service/x/purge/all', { ...api, 'Fastly-Soft-Purge': '1' }, 'POST');
    await desk.get('/a');
    expect(desk.way()).toBe('recv hash hit deliver log');
    await desk.machine.settled();
    expect(desk.fetches).toHaveLength(2);
  });

  test('of all variants of a URL', async () => {
    const desk = new Desk(plain, counting({ Vary: 'X-Kind', 'Cache-Control': 'max-age=60' }));
    await desk.get('/', { 'X-Kind': 'a' });
    await desk.get('/', { 'X-Kind': 'b' });
    await desk.get('/', {}, 'PURGE');
    expect(desk.way('purge')).toBe('recv hash');
    expect((await desk.get('/', { 'X-Kind': 'a' })).body).toBe('3');
    expect((await desk.get('/', { 'X-Kind': 'b' })).body).toBe('4');
  });
});

describe('on the way out', () => {
  const page = { 'Cache-Control': 'max-age=60', ETag: '"v1"', 'Content-Type': 'text/plain' };

  test('who has the page gets a 304', async () => {
    const desk = new Desk(plain, () => ({ headers: page, body: 'page' }));
    const seen = await desk.get('/', { 'If-None-Match': 'W/"v0", "v1"' });
    expect([seen.status, seen.body, seen.header('ETag'), seen.header('Content-Length')]).toEqual([
      304,
      '',
      '"v1"',
      null,
    ]);
    expect((await desk.get('/', { 'If-None-Match': '"v2"' })).status).toBe(200);
    // The cache asks for all of it.
    expect(desk.fetches[0]?.headers.some(([name]) => /^if-/i.test(name))).toBe(false);
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-100', 206, '56789', 'bytes 5-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('Range: %s', async (range, status, body, contentRange) => {
    const desk = new Desk(plain, () => ({ headers: page, body: '0123456789' }));
    const seen = await desk.get('/', { Range: range });
    expect([seen.status, seen.body, seen.header('Content-Range')]).toEqual([status, body, contentRange]);
    expect(desk.fetches[0]?.headers.some(([name]) => name === 'Range')).toBe(false);
  });

  test('vcl_deliver sees the length, and the time of the delivery', async () => {
    const vcl = `${plain} sub vcl_deliver { #FASTLY deliver\n set resp.http.X-Seen = resp.http.Content-Length " " resp.http.Date; }`;
    const desk = new Desk(vcl, () => ({ headers: { ...page, Date: 'Thu, 01 Jan 2015 00:00:00 GMT' }, body: 'page' }));
    await desk.get('/');
    desk.now += 30;
    expect((await desk.get('/')).header('X-Seen')).toBe(`4 ${new Date(desk.now * 1000).toUTCString()}`);
  });

  test('HEAD has the headers of the page, from one object', async () => {
    const desk = new Desk(plain, () => ({ headers: page, body: 'page' }));
    const head = await desk.get('/', {}, 'HEAD');
    expect([head.body, head.header('Content-Length')]).toEqual(['', '4']);
    expect((await desk.get('/')).body).toBe('page');
    expect(desk.fetches.map(({ method }) => method)).toEqual(['GET']);
  });

  test('beresp.gzip stores compressed, unless it is', async () => {
    const vcl = `${plain} sub vcl_fetch { #FASTLY fetch\n set beresp.gzip = true; }`;
    const desk = new Desk(vcl, ({ url }) =>
      url === '/done' ? { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('page') } : { body: 'page' },
    );
    for (const url of ['/text', '/done', '/text']) {
      const seen = await desk.get(url);
      expect(seen.header('Content-Encoding')).toBe('gzip');
      expect(gunzipSync(seen.bytes).toString()).toBe('page');
    }
  });

  test('X-Compress-Hint compresses for those who take it', async () => {
    const vcl = `${plain} sub vcl_deliver { #FASTLY deliver\n set resp.http.X-Compress-Hint = "on"; }`;
    const desk = new Desk(vcl, () => ({ body: 'page' }));
    const zipped = await desk.get('/', { 'Accept-Encoding': 'gzip, deflate' });
    expect([zipped.header('Content-Encoding'), zipped.header('X-Compress-Hint')]).toEqual(['gzip', null]);
    expect((await desk.get('/')).body).toBe('page');
  });
});

describe('fragments', () => {
  const vcl = `${plain} sub vcl_fetch { #FASTLY fetch\n esi; }`;

  test('are nested five deep', async () => {
    const desk = new Desk(vcl, ({ url }) => ({ body: `${url}<esi:include src="${url}x"/>` }));
    expect((await desk.get('/')).body).toBe('//x/xx/xxx/xxxx/xxxxx');
  });

  test('are 256 at most on all levels, and others have their turn between them', async () => {
    let fetched = 0;
    const desk = new Desk(vcl, ({ url }) => {
      fetched += 1;
      return {
        headers: { 'Cache-Control': 'max-age=60' },
        body: url === '/plain' ? 'plain' : '<esi:include src="/"/>'.repeat(14),
      };
    });
    let isDone = false;
    const page = desk.get('/').then(() => (isDone = true));
    expect((await desk.get('/plain')).body).toBe('plain');
    expect(isDone).toBe(false);
    await page;
    expect(fetched).toBe(2);
  });

  test('are 256 at most', async () => {
    const desk = new Desk(vcl, ({ url }) => ({ body: url === '/' ? '<esi:include src="/a"/>'.repeat(300) : 'a' }));
    expect((await desk.get('/')).body).toBe('a'.repeat(256));
  });

  test('by relative paths, other hosts and with entities', async () => {
    const page = `<esi:include src="b?x=1&amp;y=2"/>|<esi:include src='https://other.example.com/c'/>|<esi:include src="ftp://x/y"/>`;
    const desk = new Desk(vcl, ({ url, headers }) => ({
      body: url === '/a/page' ? page : `${headers.find(([name]) => name === 'Host')?.[1]}${url}`,
    }));
    expect((await desk.get('/a/page')).body).toBe('www.example.com/a/b?x=1&y=2|other.example.com/c|');
  });
});

describe('two places', () => {
  const vcl = `${backend}
    sub vcl_recv { #FASTLY recv\n if (req.http.X-Pass) { return(pass); } return(lookup); }
    sub vcl_fetch { #FASTLY fetch\n set req.http.X-Note = "fetch"; if (beresp.status == 500) { restart; } }
    sub vcl_deliver { #FASTLY deliver\n set resp.http.X-Note = if(req.http.X-Note, req.http.X-Note, "none"); }`;

  test('what vcl_fetch writes to req is not seen in vcl_deliver', async () => {
    expect((await new Desk(vcl).get('/')).header('X-Note')).toBe('none');
    expect((await new Desk(vcl, undefined, { clustering: false }).get('/')).header('X-Note')).toBe('fetch');
  });

  test('but after a pass, after a restart, and for other methods', async () => {
    expect((await new Desk(vcl).get('/', { 'X-Pass': '1' })).header('X-Note')).toBe('fetch');
    expect((await new Desk(vcl).get('/', {}, 'POST')).header('X-Note')).toBe('fetch');
    let count = 0;
    const desk = new Desk(vcl, () => ({ status: (count += 1) === 1 ? 500 : 200 }));
    expect((await desk.get('/')).header('X-Note')).toBe('fetch');
  });
});

test('the cache holds as much as it may', async () => {
  const desk = new Desk(plain, () => ({ body: 'x'.repeat(10_000), headers: { 'Cache-Control': 'max-age=600' } }), {
    cacheLimit: 100_000,
  });
  for (let at = 0; at < 50; at += 1) await desk.get(`/${at}`);
  expect(desk.machine.cache.size).toBeLessThanOrEqual(100_000);
  await desk.get('/49');
  expect(desk.fetches).toHaveLength(50);
  await desk.get('/0');
  expect(desk.fetches).toHaveLength(51);
});

test('the cache holds as much as it may of the variants of one URL', async () => {
  const headers = { 'Cache-Control': 'max-age=600', Vary: 'X-Kind' };
  const desk = new Desk(plain, () => ({ body: 'x'.repeat(10_000), headers }), { cacheLimit: 100_000 });
  for (let at = 0; at < 50; at += 1) await desk.get('/', { 'X-Kind': String(at) });
  expect(desk.machine.cache.size).toBeLessThanOrEqual(100_000);
  await desk.get('/', { 'X-Kind': '49' });
  expect(desk.fetches).toHaveLength(50);
});

test('the body of a request survives a restart, and goes out with what is passed', async () => {
  const vcl = `${backend} sub vcl_recv { #FASTLY recv\n set req.http.X-Body = req.body; return(pass); }
    sub vcl_fetch { #FASTLY fetch\n if (req.restarts == 0) { restart; } }`;
  const desk = new Desk(vcl);
  await desk.get('/', {}, 'POST', 'body');
  expect(desk.fetches.map(({ body }) => body.toString())).toEqual(['body', 'body']);
  expect(desk.fetches[1]?.headers).toContainEqual(['X-Body', 'body']);
  expect(desk.fetches[1]?.headers).toContainEqual(['Content-Length', '4']);
});

test('variants are by the headers that the lookup saw', async () => {
  const vcl = `${plain} sub vcl_miss { #FASTLY miss\n set req.http.X-Kind = "changed"; }`;
  const desk = new Desk(vcl, counting({ Vary: 'X-Kind', 'Cache-Control': 'max-age=60' }));
  await desk.get('/', { 'X-Kind': 'a' });
  expect((await desk.get('/', { 'X-Kind': 'a' })).body).toBe('1');
  expect((await desk.get('/', { 'X-Kind': 'changed' })).body).toBe('2');
});

test('a fragment that comes compressed is unpacked', async () => {
  const vcl = `${plain} sub vcl_fetch { #FASTLY fetch\n if (req.url == "/") { esi; } }`;
  const desk = new Desk(vcl, ({ url }) =>
    url === '/'
      ? { body: '<esi:include src="/part"/>' }
      : { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('part') },
  );
  expect((await desk.get('/', { 'Accept-Encoding': 'gzip' })).body).toBe('part');
});

test('the fourth restart is a 503, wherever it comes from', async () => {
  for (const state of ['recv', 'fetch', 'error', 'deliver']) {
    const error = state === 'error' ? 'error 601;' : 'return(lookup);';
    const vcl = `${backend} ${['recv', 'fetch', 'error', 'deliver']
      .map(
        (one) =>
          `sub vcl_${one} { #FASTLY ${one}\n log "${one} " req.restarts; ${one === state ? 'restart;' : ''} ${one === 'recv' && state !== 'recv' ? error : ''} }`,
      )
      .join('\n')}`;
    const desk = new Desk(vcl);
    const { status, reason } = await desk.get('/');
    expect([state, status, reason]).toEqual([state, 503, 'Max restarts limit reached']);
    expect(desk.logs.filter((line) => line === `${state} 3`).length).toBeGreaterThan(0);
    expect(desk.logs.some((line) => line.endsWith(' 4'))).toBe(false);
  }
});

test('a fault of the machine is a response, and is said', async () => {
  const vcl = `${backend} sub vcl_recv { #FASTLY recv
    if (req.url == "/jump") { goto nowhere; }
    error 601; }`;
  const desk = new Desk(vcl);
  expect((await desk.get('/jump')).status).toBe(503);
  expect((await desk.get('/')).status).toBe(601);
  expect(desk.trouble.join()).toContain("no label 'nowhere'");
});
