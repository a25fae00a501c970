// Generated programs through `verify`: `npm run fuzz:engines -- --programs N --seed S [--first N] [--jobs N] [--shrink SECONDS] [--out DIR]`.
// A program whose two sides differ is made smaller and printed as a scenario.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    jobs: { type: 'string' },
    shrink: { type: 'string', default: '30' },
    out: { type: 'string' },
  },
});

for (const name of ['programs', 'seed', 'first', 'shrink', 'jobs'] as const) {
  if (values[name] === undefined || /^\d+$/.test(values[name])) continue;
  console.error(`--${name} takes a whole number; '${values[name]}' is none`);
  process.exit(2);
}

const { programs, faults } = await fuzz({
  programs: Number(values.programs),
  seed: Number(values.seed),
  first: Number(values.first),
  shrinkSeconds: Number(values.shrink),
  ...(values.jobs === undefined ? {} : { jobs: Number(values.jobs) }),
  report: (fault, at) => {
    console.log(`\n# program ${at}: ${fault.summary.replaceAll('\n', '\n# ')}\n${fault.scenario}`);
    if (values.out === undefined) return;
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, `${at}.yaml`), `# ${fault.summary.replaceAll('\n', '\n# ')}\n${fault.scenario}`);
  },
  progress: (done) => {
    if (done % 50 === 0) console.log(`${done} programs`);
  },
});
console.log(`${programs} programs, ${faults.length} with a fault`);
process.exit(faults.length === 0 ? 0 : 1);
