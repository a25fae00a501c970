// Which member a director chooses (reference: fastly.md 1.3, the table of directors).

import { describe, expect, test } from 'vitest';

import { Directors } from '../../src/verify/fastly-machine/directors.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';

const backends = ['a', 'b', 'c'].map((name) => `backend ${name} { .host = "192.0.2.1"; }`).join('\n');

function chosen(
  declaration: string,
  { sick = [] as readonly string[], digest = 'x', identity = 'y', random = 0 } = {},
): string {
  const directors = new Directors(link({ name: 'main.vcl', text: `${backends}\n${declaration}` }).linked);
  const isHealthy = (name: string): boolean => !sick.includes(name);
  const choice = directors.choose('D', { digest, identity, random: () => random, isHealthy });
  return 'backend' in choice ? [choice.backend, ...choice.others].join(' ') : choice.failure;
}

const members = (...of: readonly string[]): string => of.map((one) => `{ ${one} }`).join(' ');
const weighted = members('.backend = a; .weight = 1;', '.backend = b; .weight = 2;', '.backend = c; .weight = 1;');
const many = Array.from({ length: 400 }, (_, at) => String(at));

/** How many of many keys each member has. */
function shares(declaration: string, key: 'digest' | 'identity', sick: readonly string[] = []): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of many) {
    const name = chosen(declaration, { [key]: one, sick });
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('random', () => {
  const director = `director D random { .retries = 1; ${weighted} }`;

  test('by weight, with others to try', () => {
    expect(chosen(director, { random: 0 })).toBe('a b');
    expect(chosen(director, { random: 0.5 })).toBe('b c');
    expect(chosen(director, { random: 0.99 })).toBe('c b');
    expect(chosen(director, { random: 0.5, sick: ['b'] })).toBe('c a');
  });

  test('quorum is of the weight', () => {
    const quorum = `director D random { .quorum = 75%; ${weighted} }`;
    expect(chosen(quorum, { sick: ['a'] })).toMatch(/^[bc]/);
    expect(chosen(quorum, { sick: ['b'] })).toBe('Quorum weight not reached');
    expect(chosen(quorum, { sick: ['a', 'b', 'c'] })).toBe('All backends failed or unhealthy');
  });
});

test('fallback takes the first that is healthy', () => {
  const director = `director D fallback { ${members('.backend = a;', '.backend = b;')} }`;
  expect(chosen(director)).toBe('a');
  expect(chosen(director, { sick: ['a'] })).toBe('b');
});

describe.each([
  ['hash', 'digest', ''],
  ['client', 'identity', ''],
  ['chash', 'digest', ''],
  ['chash', 'identity', '.key = client;'],
] as const)('%s by %s', (type, key, properties) => {
  const other = key === 'digest' ? 'identity' : 'digest';
  const director = `director D ${type} { ${properties} ${members('.backend = a; .id = "a"; .weight = 1;', '.backend = b; .id = "b"; .weight = 1;')} }`;

  test('the same key goes to the same member, keys go to all', () => {
    const counts = shares(director, key);
    expect(Object.keys(counts).sort()).toEqual(['a', 'b']);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(120);
    expect(chosen(director, { [key]: '1', [other]: '2' })).toBe(chosen(director, { [key]: '1', [other]: '3' }));
  });

  test('with all members sick there is none', () => {
    const text = `All backends failed or unhealthy${type === 'chash' ? ' (chash)' : ''}`;
    expect(chosen(director, { sick: ['a', 'b'] })).toBe(text);
  });

  test('the keys of a sick member go to the other', () => {
    expect(shares(director, key, ['a'])).toEqual({ b: many.length });
  });
});

test('a ring moves few keys when a member comes', () => {
  const ring = (...names: readonly string[]): string =>
    `director D chash { ${members(...names.map((name) => `.backend = ${name}; .id = "${name}";`))} }`;
  const moved = many.filter((digest) => {
    const [before, after] = [chosen(ring('a', 'b'), { digest }), chosen(ring('a', 'b', 'c'), { digest })];
    return before !== after && after !== 'c';
  });
  expect(moved).toEqual([]);
});

test('directors nest', () => {
  const inner = `director I random { { .backend = a; .weight = 1; } }`;
  const outer = `director D fallback { ${members('.backend = I;', '.backend = b;')} }`;
  expect(chosen(`${inner} ${outer}`)).toBe('a');
  expect(chosen(`${inner} ${outer}`, { sick: ['a'] })).toBe('b');
});
