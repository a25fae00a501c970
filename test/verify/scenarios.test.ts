// The source of every Fastly scenario, played on the Fastly machine: what the documentation says of it is what must be seen.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { loadScenario } from '../scenarios/scenario.ts';
import { playOnMachine } from './play.ts';

const root = join(import.meta.dirname, '../scenarios');

vi.setConfig({ testTimeout: 30_000, maxConcurrency: 6 });

describe.concurrent('scenarios on the machine', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  for (const file of files.toSorted()) {
    const scenario = loadScenario(join(root, file));
    if (scenario.from === 'varnish') continue;
    test(file, async () => {
      expect(await playOnMachine(scenario)).toEqual([]);
    });
  }
});
