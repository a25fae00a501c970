import { describe, expect, test } from 'vitest';
import { tables } from '../../src/generated/tables.ts';
import { functions } from '../../src/verify/fastly-machine/functions/index.ts';

const facts = tables.find(({ dialect }) => dialect === 'fastly')?.functions ?? {};

describe('the functions of the table', () => {
  test('each has one here, and there are no others', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(facts).sort());
  });
});
