/**
 * Speed and memory, with sizes and ratios: `npm run bench`. Absolute numbers depend on the machine; the ratios beside them are
 * what to compare.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { fastly } from '../src/dialects/fastly/index.ts';
import { format, translate } from '../src/index.ts';
import { Reporter } from '../src/diagnostics/reporter.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { parse } from '../src/syntax/parse.ts';
import { service } from './inputs.ts';

const sizes = [30_000, 250_000, 500_000, 1_000_000, 2_000_000];
const tasks: Readonly<Record<string, (text: string) => unknown>> = {
  lex: (text) => fastly.syntax.lexer.tokenize(text),
  parse: (text) => parse(new SourceFile('bench.vcl', text), 0, fastly.syntax, new Reporter()),
  format: (text) => format(text, { dialect: 'fastly' }),
  translate: (text) => translate(text, { from: 'fastly', to: 'varnish@7.1' }),
};

const seconds = new Map<string, number>();
for (const size of sizes) {
  const text = service(size);
  for (const [name, task] of Object.entries(tasks)) {
    const bench = new Bench({ time: 1000, warmupTime: 300, iterations: 3, warmupIterations: 2 });
    bench.add(name, () => {
      task(text);
    });
    await bench.run();
    const [{ result }] = bench.tasks as unknown as readonly [{ result: { latency: { p50: number } } }];
    const { latency } = result;
    seconds.set(`${name} ${size}`, latency.p50 / 1000);
    const rate = text.length / 1e6 / (latency.p50 / 1000);
    console.log(
      `${name.padEnd(10)} ${(text.length / 1e6).toFixed(2).padStart(5)} MB  ${(latency.p50 / 1000).toFixed(3).padStart(7)} s  ${rate.toFixed(2).padStart(7)} MB/s`,
    );
  }
}
for (const name of Object.keys(tasks)) {
  const ratio = (seconds.get(`${name} 2000000`) ?? 0) / (seconds.get(`${name} 1000000`) ?? 1);
  console.log(`${name.padEnd(10)} t(2 MB) / t(1 MB) = ${ratio.toFixed(2)}`);
}

const before = process.memoryUsage().heapUsed;
const held = translate(service(1_000_000), { from: 'fastly' });
console.log(
  `memory     heap for the result of 1 MB: ${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0)} MB, output ${(held.code.length / 1e6).toFixed(2)} MB`,
);

coldStart();
loading();

/** The command as a whole process, beside a Node that does nothing. */
function coldStart(): void {
  const bin = join(process.cwd(), 'dist/bin.cjs');
  if (!existsSync(bin)) {
    console.log('CLI        not built: npm run build');
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'vcl-port-bench-'));
  const file = join(directory, 'main.vcl');
  writeFileSync(file, service(30_000));
  const bare = median(() => spawnSync(process.execPath, ['-e', '0']));
  const version = median(() => spawnSync(process.execPath, [bin, '--version']));
  const whole = median(() =>
    spawnSync(process.execPath, [
      bin,
      'fastly-to-varnish',
      file,
      '-o',
      join(directory, 'out.vcl'),
      '--fail-on',
      'never',
    ]),
  );
  console.log(
    `CLI        node -e 0: ${bare.toFixed(0)} ms, --version: ${version.toFixed(0)} ms (${(version / bare).toFixed(2)} x), 30 KB: ${whole.toFixed(0)} ms (${(whole / bare).toFixed(2)} x)`,
  );
  rmSync(directory, { recursive: true });
}

/** How long the target's compiler takes for the output, beside plain VCL of the same size. */
function loading(): void {
  if (spawnSync('varnishd', ['-V']).status !== 0) {
    console.log('varnishd   not installed');
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'vcl-port-bench-'));
  const output = join(directory, 'out.vcl');
  const plain = join(directory, 'plain.vcl');
  const { code } = translate(service(30_000), { from: 'fastly' });
  writeFileSync(output, code);
  writeFileSync(plain, plainVcl(code.length));
  const time = (file: string): number => {
    const start = performance.now();
    execFileSync('varnishd', ['-j', 'none', '-C', '-n', join(directory, 'n'), '-f', file], { stdio: 'ignore' });
    return performance.now() - start;
  };
  const [ours, theirs] = [time(output), time(plain)];
  console.log(
    `varnishd   -C of ${(code.length / 1e3).toFixed(0)} KB of output: ${(ours / 1000).toFixed(2)} s, plain VCL of the size: ${(theirs / 1000).toFixed(2)} s (${(ours / theirs).toFixed(2)} x)`,
  );
  rmSync(directory, { recursive: true });
}

function plainVcl(bytes: number): string {
  const parts = ['vcl 4.1;\nbackend default { .host = "127.0.0.1"; }\nsub vcl_recv {'];
  for (let size = 0, n = 0; size < bytes; n += 1) {
    const part = `    if (req.url ~ "^/path-${n}/") {\n        set req.http.X-Part = "part ${n}";\n        unset req.http.Cookie;\n    }`;
    parts.push(part);
    size += part.length;
  }
  return `${parts.join('\n')}\n    return (hash);\n}\n`;
}

function median(run: () => unknown): number {
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[7] as number;
}
