// Scenarios about values that are kept, translated for the vmods that come with Varnish, are taken by varnishd's compiler.

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { translate } from '../../src/index.ts';
import { scenarioSources } from '../support/scenario-sources.ts';
import { refusalOf } from '../support/varnishd-compiles.ts';

const isMissing = spawnSync('varnishd', ['-V']).error !== undefined;
if (isMissing && process.env['VCL_PORT_REQUIRE_ENGINES'] === '1') throw new Error('varnishd is not installed');
if (isMissing) console.warn('SKIPPED: varnishd is not installed');

/** Values not set, captures, locals, expressions, tables. */
const rules = /^F(?:14|17|18|22|23)-/;

describe.skipIf(isMissing)('without vmods of packages', () => {
  test.each(scenarioSources().filter(([file]) => rules.test(file)))('%s', (_file, source) => {
    expect(refusalOf(translate(source, { from: 'fastly', to: 'varnish@7.1', vmods: 'none' }).code)).toBeNull();
  });
});
