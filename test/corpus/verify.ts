// The complete Fastly programs of the corpus through `verify`: `npm run verify:corpus -- [--budget SECONDS] [--jobs N] [--out DIR]`.
// Prints a line for each, and what nobody announced; ends with 1 when there is such a difference.

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Roots } from '../../src/cli/roots.ts';
import { reportText } from '../../src/verify/report-text.ts';
import { countsOf, unannounced } from '../../src/verify/summary.ts';
import { SourceError, type Verification, verify } from '../../src/verify/verify.ts';
import { corpus, corpusPath } from '../support/corpus.ts';

const { values } = parseArgs({
  options: {
    budget: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});

const programs = corpus().filter(
  ({ dialect, kind, template }) => dialect === 'fastly' && kind === 'program' && !template,
);
const sum = { programs: 0, branches: 0, reached: 0, requests: 0, announced: 0, unannounced: 0 };
let next = 0;

async function worker(): Promise<void> {
  for (let at = next++; at < programs.length; at = next++) {
    const { path, text } = programs[at] as (typeof programs)[number];
    const name = corpusPath(path);
    try {
      const verification = await verify(
        { name, text },
        {
          include: new Roots('/', dirname(name), []).resolve,
          budget: Number(values.budget),
          seed: Number(values.seed),
        },
      );
      tell(path, verification);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      console.log(`${path}: not played: ${error.diagnostics[0]?.message}`);
    }
  }
}

function tell(path: string, verification: Verification): void {
  const { branches, reached, refused, trouble } = verification;
  const counts = countsOf(verification);
  sum.programs += 1;
  sum.branches += branches.length;
  sum.reached += reached.size;
  sum.requests += counts.requests;
  sum.announced += counts.announced;
  sum.unannounced += counts.unannounced;
  const more = [refused === null ? '' : ', REFUSED', trouble.length === 0 ? '' : `, ${trouble.join('; ')}`].join('');
  console.log(
    `${path}: ${reached.size} of ${branches.length} branches, ${counts.requests} requests, ${counts.announced} announced, ${counts.unannounced} not${more}`,
  );
  for (const { steps } of verification.played) {
    for (const { request, findings } of steps) {
      for (const { aspect, fastly, varnish } of unannounced(findings))
        console.log(
          `  ${request.method} ${request.url}: ${aspect}: ${JSON.stringify(fastly)} / ${JSON.stringify(varnish)}`,
        );
    }
  }
  if (values.out === undefined) return;
  mkdirSync(values.out, { recursive: true });
  const file = `${basename(dirname(path))}-${basename(path)}.txt`;
  writeFileSync(join(values.out, file), reportText(verification, path));
}

await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
console.log(
  `${sum.programs} programs: ${sum.reached} of ${sum.branches} branches, ${sum.requests} requests, ${sum.announced} with announced differences, ${sum.unannounced} with others`,
);
process.exit(sum.unannounced === 0 ? 0 : 1);
