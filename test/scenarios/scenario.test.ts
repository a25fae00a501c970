import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { headerDifferences, logDifferences } from './compare.ts';
import { loadScenario, parseScenario } from './scenario.ts';

const valid = `
rule: F2
title: t
source: s
trap: t
vcl: 'backend F_main { .host = "127.0.0.1"; .port = "@main"; }'
origins: { main: [] }
steps:
  - request: { url: "/a" }
    expect: { headers: { Age: 0, X-Absent: null, Set-Cookie: [a=1, "/^b/"] } }
`;

describe('the scenarios', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  test.each(files.filter((file) => file.endsWith('.yaml')))('%s can be read', (file) => {
    expect(() => loadScenario(join(import.meta.dirname, file))).not.toThrow();
  });
});

describe('the format', () => {
  test('reads patterns, absent headers and defaults', () => {
    const [step] = parseScenario(valid, 'x.yaml').steps;
    expect(step).toMatchObject({
      kind: 'request',
      parallel: 1,
      request: { method: 'GET', url: '/a', host: 'www.example.com', client: '127.0.0.1' },
      expect: { headers: { Age: '0', 'X-Absent': null, 'Set-Cookie': ['a=1', /^b/] } },
    });
  });

  test.each([
    [
      'expect: {',
      'expect: { fetchez: 1, ',
      'x.yaml.steps[0].expect: unknown key "fetchez"; known keys: status, reason',
    ],
    ['title: t', '', 'x.yaml.title: expected a string, found nothing'],
    ['url: "/a"', 'url: [1]', 'x.yaml.steps[0].request.url: expected a string, found [1]'],
    ['"@main"', '"@other"', 'vcl names the origin "other", which origins lacks'],
    ['- request', '- down: other\n  - request', 'steps[0] names the origin "other"'],
    ['- request', '- sleep: 1\n  - request', 'a step is one of request, pause, down, up'],
    ['main: []', 'main: [{ url: /a/ }]', '/a/ could be a path'],
    ['main: []', 'main: [{ url: "/^(/" }]', 'Invalid regular expression'],
    ['title: t', 'title: t\ntitle: u', 'Map keys must be unique'],
  ])('%s turned into %s', (from, to, message) => {
    expect(() => parseScenario(valid.replace(from, to), 'x.yaml')).toThrow(message);
  });
});

describe('the comparison', () => {
  test('wants the lines of a header in their order', () => {
    const seen = [
      ['set-cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ] as const;
    expect(headerDifferences(seen, { 'Set-Cookie': ['a=1', /^b/] })).toEqual([]);
    expect(headerDifferences(seen, { 'Set-Cookie': 'a=1' })).toEqual([
      'header Set-Cookie: expected "a=1", saw "a=1", "b=2"',
    ]);
    expect(headerDifferences(seen, { 'Set-Cookie': null, Age: '0' })).toHaveLength(2);
  });

  test('keeps the order of log lines within a side only', () => {
    const seen = [
      { side: 'client', text: 'recv' },
      { side: 'client', text: 'deliver' },
      { side: 'backend', text: 'fetch' },
    ] as const;
    expect(logDifferences(seen, ['recv', 'fetch', 'deliver'])).toEqual([]);
    expect(logDifferences(seen, ['deliver', 'fetch', 'recv'])).toHaveLength(1);
    expect(logDifferences(seen, ['recv', 'fetch'])).toHaveLength(1);
  });
});
