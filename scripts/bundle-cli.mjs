// Bundles the command line to dist/: `cli.cjs` has everything, `bin.cjs` starts it, `cli.cache` is what V8 made of it.
import { build } from 'esbuild';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = (name) => join(root, 'dist', name);
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
  absWorkingDir: root,
};

await build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  outfile: dist('cli.cjs'),
  minify: true,
  legalComments: 'linked',
});
await build({ ...common, entryPoints: ['src/bin.ts'], outfile: dist('bin.cjs'), minifyWhitespace: true });
rmSync(dist('cli.cache'), { force: true });

// A translation is run first, so that the functions it needs are compiled in the cache, not only the outermost ones.
const wrapped = `(function (exports, require, module) {${readFileSync(dist('cli.cjs'), 'utf8')}\n})`;
const script = new Script(wrapped, { filename: dist('cli.cjs') });
const cli = { exports: {} };
script.runInThisContext()(cli.exports, createRequire(dist('cli.cjs')), cli);
const plain = (_style, text) => text;
const nowhere = {
  cwd: root,
  readStdin: () => '',
  out() {},
  err() {},
  paintOut: plain,
  paintErr: plain,
  interactive: false,
};
for (const args of [['--version'], ['fastly-to-varnish', 'examples/shop/main.vcl', '--fail-on', 'never']]) {
  const code = await cli.exports.main(args, nowhere);
  if (code !== 0) throw new Error(`vcl-port ${args.join(' ')} ended with ${code}`);
}
writeFileSync(dist('cli.cache'), script.createCachedData());
