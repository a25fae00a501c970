import type { Expression, Origin, Program } from '../ir/model.ts';
import { typeOf } from '../ir/type-of.ts';
import { statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import { bodiesOf } from '../ir/visit.ts';
import type { Pass } from './pass.ts';

/** What varnishd keeps of a line by default (vsl_reclen), and what its buffer for the log has room for (vsl_buffer less 12). */
const usual = 255;
const most = 16_372;

/** F9: lines of the log are as long as they are on the platform, which cuts them at 16 KB. */
export const allowLongLines: Pass = {
  name: 'allow-long-lines',
  description: 'Lines of the log are not cut.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, { needs, reporter }) {
    const [first] = longLines(program);
    if (first === undefined) return program;
    needs.parameters.set('vsl_reclen', String(most));
    reporter.report('VCP4035', first, `run varnishd with -p vsl_reclen=${most}: it cuts lines after ${usual} bytes`);
    return program;
  },
};

function longLines(program: Program): readonly Origin[] {
  const found: Origin[] = [];
  for (const body of bodiesOf(program)) {
    visitStatementKinds(body, statementKinds('log'), ({ value, origin }) => {
      if (lengthOf(value) > usual) found.push(origin);
    });
  }
  return found;
}

/** No number, time or address is longer as a text. */
const longestValue = 64;

/** Bytes that the text of a value may have; of text from elsewhere that is not known. */
function lengthOf(value: Expression): number {
  if (value.kind === 'string') return new TextEncoder().encode(value.value).length;
  if (value.kind === 'concat') return value.parts.reduce((sum, part) => sum + lengthOf(part), 0);
  return value.kind === 'unset' || typeOf(value) !== 'string' ? longestValue : Number.POSITIVE_INFINITY;
}
