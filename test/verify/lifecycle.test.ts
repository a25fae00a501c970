// Each state, each way out of it, in the first round, after a restart and in a fragment of a page: the way that the request takes.
// The ways are those of Fastly's documentation (reference: fastly.md 2.1, the table of states and returns; 2.4; 2.6).

import { describe, expect, test } from 'vitest';

import { tables } from '../../src/generated/tables.ts';
import { Desk, type FakeAnswer } from './fake.ts';

interface Cell {
  readonly state: string;
  /** The statement; empty for falling off the end. */
  readonly leave: string;
  /** From vcl_recv of the round that it is about. */
  readonly way: string;
  readonly status?: number;
  readonly method?: 'POST';
  /** What there is of the URL before. */
  readonly cache?: 'fresh' | 'stale';
  /** How vcl_recv is left on the way there. */
  readonly recv?: string;
  readonly answer?: FakeAnswer;
}

const miss = 'recv hash miss fetch deliver log';
const pass = 'recv hash pass fetch deliver log';
const hit = 'recv hash hit deliver log';
const failed = 'recv hash error deliver log';
const gone: FakeAnswer = { failure: 'Connection refused' };

const cells: readonly Cell[] = [
  { state: 'recv', leave: '', way: miss },
  { state: 'recv', leave: '', method: 'POST', way: pass },
  { state: 'recv', leave: 'return(lookup);', way: miss },
  { state: 'recv', leave: 'return(lookup);', cache: 'fresh', way: hit },
  { state: 'recv', leave: 'return(lookup);', method: 'POST', way: miss },
  { state: 'recv', leave: 'return(pass);', way: pass },
  { state: 'recv', leave: 'return(pass);', cache: 'fresh', way: pass },
  { state: 'recv', leave: 'return(error);', way: failed, status: 503 },
  { state: 'recv', leave: 'error 601 "x";', way: failed, status: 601 },
  { state: 'recv', leave: 'return(restart);', way: `recv ${miss}` },
  { state: 'recv', leave: 'restart;', way: `recv ${miss}` },
  // No more states; the origin that nobody reaches is an error.
  { state: 'recv', leave: 'return(upgrade);', way: 'recv error deliver log', status: 503 },
  { state: 'recv', leave: 'return(pipe);', way: 'recv error deliver log', status: 503 },
  { state: 'recv', leave: 'return(challenge);', way: miss },

  { state: 'hash', leave: '', way: miss },
  { state: 'hash', leave: 'return(hash);', way: miss },
  { state: 'hash', leave: 'return(hash);', recv: 'return(pass);', way: pass },
  { state: 'hash', leave: 'return(hash);', recv: 'error 601;', way: failed, status: 601 },

  { state: 'hit', leave: '', cache: 'fresh', way: hit },
  { state: 'hit', leave: 'return(deliver);', cache: 'fresh', way: hit },
  { state: 'hit', leave: 'return(pass);', cache: 'fresh', way: 'recv hash hit pass fetch deliver log' },
  { state: 'hit', leave: 'return(error);', cache: 'fresh', way: 'recv hash hit error deliver log', status: 503 },
  { state: 'hit', leave: 'error 601;', cache: 'fresh', way: 'recv hash hit error deliver log', status: 601 },
  { state: 'hit', leave: 'return(restart);', cache: 'fresh', way: `recv hash hit ${hit}` },
  { state: 'hit', leave: 'restart;', cache: 'fresh', way: `recv hash hit ${hit}` },

  { state: 'miss', leave: '', way: miss },
  { state: 'miss', leave: '', answer: gone, way: 'recv hash miss error deliver log', status: 503 },
  { state: 'miss', leave: 'return(fetch);', way: miss },
  { state: 'miss', leave: 'return(fetch);', cache: 'stale', way: miss },
  { state: 'miss', leave: 'return(pass);', way: 'recv hash miss pass fetch deliver log' },
  { state: 'miss', leave: 'return(deliver_stale);', cache: 'stale', way: 'recv hash miss deliver log' },
  { state: 'miss', leave: 'return(deliver_stale);', way: 'recv hash miss error deliver log', status: 503 },
  { state: 'miss', leave: 'return(error);', way: 'recv hash miss error deliver log', status: 503 },
  { state: 'miss', leave: 'error 601;', way: 'recv hash miss error deliver log', status: 601 },

  { state: 'pass', leave: '', recv: 'return(pass);', way: pass },
  {
    state: 'pass',
    leave: '',
    recv: 'return(pass);',
    answer: gone,
    way: 'recv hash pass error deliver log',
    status: 503,
  },
  { state: 'pass', leave: 'return(pass);', recv: 'return(pass);', way: pass },
  {
    state: 'pass',
    leave: 'return(error);',
    recv: 'return(pass);',
    way: 'recv hash pass error deliver log',
    status: 503,
  },
  { state: 'pass', leave: 'error 601;', recv: 'return(pass);', way: 'recv hash pass error deliver log', status: 601 },

  ...(['return(lookup);', 'return(pass);'] as const).flatMap((recv): readonly Cell[] => {
    const begin = recv === 'return(pass);' ? 'recv hash pass fetch' : 'recv hash miss fetch';
    return [
      { state: 'fetch', recv, leave: '', way: `${begin} deliver log` },
      { state: 'fetch', recv, leave: '', answer: { status: 500 }, way: `${begin} deliver log`, status: 500 },
      { state: 'fetch', recv, leave: 'return(deliver);', way: `${begin} deliver log` },
      { state: 'fetch', recv, leave: 'return(pass);', way: `${begin} deliver log` },
      { state: 'fetch', recv, leave: 'return(hit_for_pass);', way: `${begin} deliver log` },
      { state: 'fetch', recv, leave: 'return(deliver_stale);', way: `${begin} error deliver log`, status: 503 },
      { state: 'fetch', recv, leave: 'return(error);', way: `${begin} error deliver log`, status: 503 },
      { state: 'fetch', recv, leave: 'error 601;', way: `${begin} error deliver log`, status: 601 },
      { state: 'fetch', recv, leave: 'return(restart);', way: `${begin} ${miss}` },
      { state: 'fetch', recv, leave: 'restart;', way: `${begin} ${miss}` },
    ];
  }),
  { state: 'fetch', leave: 'return(deliver_stale);', cache: 'stale', way: 'recv hash miss fetch deliver log' },

  { state: 'error', leave: '', recv: 'error 601;', way: failed, status: 601 },
  { state: 'error', leave: 'return(deliver);', recv: 'error 601;', way: failed, status: 601 },
  { state: 'error', leave: 'return(restart);', recv: 'error 601;', way: `recv hash error ${miss}` },
  { state: 'error', leave: 'restart;', recv: 'error 601;', way: `recv hash error ${miss}` },
  { state: 'error', leave: 'return(deliver_stale);', recv: 'error 601;', way: failed, status: 503 },
  { state: 'error', leave: 'return(deliver);', answer: gone, way: 'recv hash miss error deliver log', status: 503 },
  {
    state: 'error',
    leave: 'return(deliver_stale);',
    answer: gone,
    cache: 'stale',
    way: 'recv hash miss error deliver log',
  },
  {
    state: 'error',
    leave: 'return(deliver_stale);',
    answer: gone,
    way: 'recv hash miss error deliver log',
    status: 503,
  },

  { state: 'deliver', leave: '', way: miss },
  { state: 'deliver', leave: 'return(deliver);', way: miss },
  { state: 'deliver', leave: 'return(restart);', way: `recv hash miss fetch deliver ${hit}` },
  { state: 'deliver', leave: 'restart;', way: `recv hash miss fetch deliver ${hit}` },
  { state: 'deliver', leave: 'restart;', recv: 'error 601;', way: `recv hash error deliver ${miss}` },

  { state: 'log', leave: '', way: miss },
  { state: 'log', leave: 'return(deliver);', way: miss },
];

/** Leaves the states as the cell says, once: in the round that counts. */
function configuration({ state, leave, recv }: Cell, round: number): string {
  const now = `req.http.X-Cell && req.restarts == ${round}`;
  const states = ['recv', 'hash', 'hit', 'miss', 'pass', 'fetch', 'error', 'deliver', 'log'];
  const subroutines = states.map((one) => {
    const lines = [`#FASTLY ${one}`];
    if (one === 'recv' && round > 0) lines.push(`if (req.http.X-Cell && req.restarts < ${round}) { restart; }`);
    if (one === 'hash') lines.push('set req.hash += req.url;');
    if (one === state && leave !== '') lines.push(`if (${now}) { ${leave} }`);
    else if (one === 'recv' && recv !== undefined) lines.push(`if (${now}) { ${recv} }`);
    if (one === 'fetch') lines.push('if (req.url == "/page") { esi; }', 'set beresp.stale_if_error = 1h;');
    return `sub vcl_${one} {\n${lines.join('\n')}\n}`;
  });
  return `backend F { .host = "192.0.2.80"; }\n${subroutines.join('\n')}`;
}

async function take(
  cell: Cell,
  round: number,
  fragment: boolean,
): Promise<{ way: string; status: number | undefined }> {
  const answer = (url: string): FakeAnswer => {
    if (url === '/page') return { body: '<esi:include src="/cell"/>', headers: { 'Cache-Control': 'max-age=0' } };
    return prepared ? (cell.answer ?? {}) : { headers: { 'Cache-Control': 'max-age=60' } };
  };
  let prepared = false;
  const desk = new Desk(configuration(cell, round), ({ url }) => answer(url));
  if (cell.cache !== undefined) await desk.get('/cell');
  if (cell.cache === 'stale') desk.now += 61;
  prepared = true;
  desk.traces.length = 0;
  if (fragment) {
    // Of the page, too, the way would be changed: the header comes with the fragment only.
    const page = new Desk(configuration(cell, round).replaceAll('req.http.X-Cell', 'req.is_esi_subreq'), ({ url }) =>
      answer(url),
    );
    if (cell.cache !== undefined) {
      prepared = false;
      await page.get('/cell');
      prepared = true;
    }
    if (cell.cache === 'stale') page.now += 61;
    page.traces.length = 0;
    await page.get('/page');
    expect(page.trouble).toEqual([]);
    const trace = page.traces.find(({ kind }) => kind === 'fragment');
    return { way: page.way('fragment'), status: trace?.status };
  }
  const { status } = await desk.get('/cell', { 'X-Cell': '1' }, cell.method ?? 'GET');
  expect(desk.trouble).toEqual([]);
  return { way: desk.way(), status };
}

describe('the ways through the states', () => {
  for (const cell of cells) {
    const { state, leave, recv, cache, method, answer, way, status = 200 } = cell;
    const notes = [method, cache, answer && 'failing origin', state === 'recv' ? undefined : recv]
      .filter(Boolean)
      .join(', ');
    const name = `vcl_${state}: ${leave || 'falls off its end'}${notes === '' ? '' : ` (${notes})`}`;

    test(`${name}, first round`, async () => {
      expect(await take(cell, 0, false)).toEqual({ way, status });
    });
    test(`${name}, after a restart`, async () => {
      expect(await take(cell, 1, false)).toEqual({ way: `recv ${way}`, status });
    });
    // A fragment is asked for with GET.
    if (method !== undefined) continue;
    test(`${name}, in a fragment`, async () => {
      expect(await take(cell, 0, true)).toEqual({ way, status });
    });
  }
});

test('every return that the platform knows is in the table', () => {
  const facts = tables.find(({ dialect }) => dialect === 'fastly')?.states ?? {};
  for (const [name, { returns, statements }] of Object.entries(facts)) {
    if (name === 'vcl_pipe') continue;
    const leaves = cells.filter(({ state }) => `vcl_${state}` === name).map(({ leave }) => leave);
    for (const word of returns) expect(leaves, name).toContain(`return(${word});`);
    for (const word of statements) {
      if (word === 'restart') expect(leaves, name).toContain('restart;');
      if (word === 'error')
        expect(
          leaves.some((leave) => leave.startsWith('error 601')),
          name,
        ).toBe(true);
    }
    expect(leaves, name).toContain('');
  }
});
