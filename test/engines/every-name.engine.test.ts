// What every name of Fastly becomes is accepted by varnishd. Skipped where varnishd is missing.

import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translate } from '../../src/index.ts';
import { everyName } from '../support/every-name.ts';
import { VclChecker } from '../support/vcl-checker.ts';

const required = process.env['VCL_PORT_REQUIRE_ENGINES'] === '1';
const missing = spawnSync('varnishd', ['-V']).error !== undefined && !required;

describe.skipIf(missing)('every name of Fastly, as varnishd sees it', () => {
  let checker: VclChecker;
  beforeAll(() => {
    checker = new VclChecker();
  });
  afterAll(() => checker.close());

  for (const { name, source } of everyName()) {
    test(name, () => {
      expect(checker.refusalOf(translate(source, { from: 'fastly', to: 'varnish@7.1' }).code)).toBeNull();
    });
  }
});
