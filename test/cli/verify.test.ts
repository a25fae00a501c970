// `verify` before anything is played: what it says about what it was given.

import { afterAll, describe, expect, test } from 'vitest';
import { missingEngine } from '../../src/verify/varnishd.ts';
import { bad, good, Workplace } from './command.ts';

const place = new Workplace({
  'main.vcl': good,
  'bad.vcl': bad,
  'varnish.vcl': 'vcl 4.1;\nbackend default { .host = "192.0.2.1"; }\nsub vcl_backend_response { return (deliver); }\n',
  'wrong.yaml': 'steps: [{ request: { path: / } }]\n',
});
afterAll(() => place.remove());

describe('verify', () => {
  test.each([
    [['missing.vcl'], "'missing.vcl' cannot be read"],
    [['varnish.vcl'], "'varnish.vcl' is Varnish VCL: verify plays a Fastly configuration"],
    [['main.vcl', '--budget', 'long'], "--budget takes a whole number; 'long' is none"],
    [['main.vcl', '--requests', 'missing.yaml'], "'missing.yaml' cannot be read"],
    [['main.vcl', '--requests', 'wrong.yaml'], 'wrong.yaml.steps[0].request: unknown key "path"'],
    [['main.vcl', '--set', 'req.url=/a'], "'req.url' comes with each request"],
    [['main.vcl', 'missing.vcl'], "'missing.vcl' cannot be read"],
  ])('%j', async (args, message) => {
    const { code, err } = await place.run(['verify', ...args]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test('without varnishd it says how to install it', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const { code, err } = await place.run(['verify', 'main.vcl']);
      expect(err).toContain("'varnishd' is not on this machine");
      expect(err).toContain('apt-get install varnish');
      expect(code).toBe(2);
    } finally {
      process.env['PATH'] = before;
    }
  });

  test.skipIf(missingEngine() !== null)('a source with errors is not played', async () => {
    const { code, err } = await place.run(['verify', 'bad.vcl']);
    expect(code).toBe(2);
    expect(err).toContain('VCP1001');
  });
});
