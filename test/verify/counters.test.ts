// Rate counters and penalty boxes (reference: fastly.md 5, rate-limiting).

import { expect, test } from 'vitest';

import { CounterStore } from '../../src/verify/fastly-machine/counters.ts';

function store(): { counters: CounterStore; pass: (seconds: number) => void } {
  let now = 1_000_000;
  return { counters: new CounterStore(() => now), pass: (seconds) => (now += seconds) };
}

test('events count for as long as the window is', () => {
  const { counters, pass } = store();
  counters.increment('c', 'a', 3);
  counters.increment('c', 'b', 1);
  pass(5);
  counters.increment('c', 'a', 2);
  expect([1, 10, 60].map((window) => counters.count('c', 'a', window))).toEqual([2, 5, 5]);
  expect(counters.count('other', 'a', 60)).toBe(0);
  pass(6);
  expect([1, 10, 60].map((window) => counters.count('c', 'a', window))).toEqual([0, 2, 5]);
  expect(counters.countBetween('c', 'a', 10, 20)).toBe(3);
  pass(60);
  expect(counters.count('c', 'a', 60)).toBe(0);
});

test('penalties end', () => {
  const { counters, pass } = store();
  counters.penalize('p', 'a', 120);
  expect([counters.isPenalized('p', 'a'), counters.isPenalized('p', 'b'), counters.isPenalized('q', 'a')]).toEqual([
    true,
    false,
    false,
  ]);
  pass(121);
  expect(counters.isPenalized('p', 'a')).toBe(false);
});

test('a flood of keys is held within bounds, and the newest are kept', () => {
  const { counters } = store();
  for (let at = 0; at < 250_000; at += 1) {
    counters.increment('c', String(at), 1);
    counters.penalize('p', String(at), 60);
  }
  expect(counters.count('c', '249999', 10)).toBe(1);
  expect(counters.count('c', '0', 10)).toBe(0);
  expect(counters.isPenalized('p', '249999')).toBe(true);
  expect(counters.isPenalized('p', '0')).toBe(false);
});
