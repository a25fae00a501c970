import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type * as Api from '../../src/index.ts';

test('the API needs nothing of Node', async () => {
  const result = await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const [bundle] = result.outputFiles;
  const module = `data:text/javascript;base64,${Buffer.from(bundle?.text ?? '').toString('base64')}`;
  const { translate } = (await import(/* @vite-ignore */ module)) as typeof Api;
  expect(
    translate('backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv { set req.backend = F_a; error 403; }').code,
  ).toContain('synth(403');
});
