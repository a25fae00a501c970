#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import type * as Cli from './cli/main.ts';

/**
 * Starts the command line. Most of a short command's time goes into compiling code, so the build keeps what the engine made
 * of it (`cli.cache`). An engine of another version takes no notice of that and compiles anew.
 */
const filename = join(__dirname, 'cli.cjs');
const script = new Script(`(function (exports, require, module) {${readFileSync(filename, 'utf8')}\n})`, {
  filename,
  ...cache(),
});
// A short run ends before optimized code pays for itself; this way only a long one has its code optimized. After the cache was
// taken, which is for an engine with the same flags.
setFlagsFromString('--interrupt-budget=1000000');
const loaded: { exports: Partial<typeof Cli> } = { exports: {} };
script.runInThisContext()(loaded.exports, require, loaded);
void start(loaded.exports as typeof Cli);

async function start({ main, processIo }: typeof Cli): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo());
}

function cache(): { readonly cachedData?: Buffer } {
  try {
    return { cachedData: readFileSync(join(__dirname, 'cli.cache')) };
  } catch {
    return {};
  }
}
