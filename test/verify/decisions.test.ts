// What no source says for certain stands in one list, and what the code calls a decision is in it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { decisions as ofTheMachine } from '../../src/verify/fastly-machine/decisions.ts';
import { valueDecisions } from '../../src/verify/fastly-machine/decisions-values.ts';

const decisions = { ...ofTheMachine, ...valueDecisions };

const root = join(import.meta.dirname, '../../src/verify/fastly-machine');
const named = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/[Dd]ecision `([^`]+)`/g)])
  .map(([, name = '']) => name);

test('every decision that the code names is in the list', () => {
  expect([...new Set(named)].filter((name) => !(name in decisions))).toEqual([]);
});

test('every decision says what it is about', () => {
  for (const [name, { question, decided, reason, source }] of Object.entries(decisions)) {
    expect(question, name).toMatch(/\?$/);
    for (const text of [decided, reason, source]) expect(text, name).not.toBe('');
  }
});
