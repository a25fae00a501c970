// Every scenario in the folders beside this file, played on varnishd.
//
// VCL_PORT_SCENARIOS=DIR       other scenarios than those beside this file
// VCL_PORT_KEEP=DIR            keeps the VCL and the log of each scenario that fails
// VCL_PORT_REQUIRE_ENGINES=1   fails, instead of skipping, where varnishd is missing

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, test, vi } from 'vitest';

import { playScenario } from './runner.ts';
import { loadScenario } from './scenario.ts';
import { missingEngine } from './varnishd.ts';

const { VCL_PORT_SCENARIOS, VCL_PORT_KEEP, VCL_PORT_REQUIRE_ENGINES } = process.env;
const root = VCL_PORT_SCENARIOS ?? import.meta.dirname;
const missing = missingEngine();

vi.setConfig({ testTimeout: 30_000, maxConcurrency: 2 });
if (missing !== undefined) console.warn(`The scenarios are not played: ${missing} is not installed`);

describe.concurrent('scenarios', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  for (const file of files.toSorted()) {
    test(file, async (context) => {
      const scenario = loadScenario(join(root, file));
      if (missing !== undefined) {
        const note = `${missing} is not installed`;
        if (VCL_PORT_REQUIRE_ENGINES === '1') throw new Error(note);
        context.skip(note);
      }
      await playScenario(scenario, file, VCL_PORT_KEEP);
    });
  }
});
