import { describe, expect, test } from 'vitest';
import { translate } from '../../src/index.ts';
import { missingEngine } from '../scenarios/varnishd.ts';
import { fastlyToVarnish } from '../support/goldens.ts';
import { refusalOf } from '../support/varnishd-compiles.ts';

const missing = missingEngine();

/** Their holes are filled in before an engine sees them. */
const templates = new Set(['templates']);

describe('varnishd accepts the cases of our own', () => {
  const { options, cases } = fastlyToVarnish;
  test.for(cases.filter(({ name }) => !templates.has(name)))('$name', ({ input }, context) => {
    if (missing !== undefined) {
      if (process.env['VCL_PORT_REQUIRE_ENGINES'] === '1') throw new Error(`${missing} is not installed`);
      context.skip(`${missing} is not installed`);
    }
    expect(refusalOf(translate(input, options).code)).toBeNull();
  });
});
