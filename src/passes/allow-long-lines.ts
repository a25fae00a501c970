import type { Expression, Origin, Program } from '../ir/model.ts';
import { typeOf } from '../ir/type-of.ts';
import { statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import { bodiesOf } from '../ir/visit.ts';
import type { Pass } from './pass.ts';

/** F9: lines of the log are as long as they are on the platform, which cuts them at 16 KB. */
export const allowLongLines: Pass = {
  name: 'allow-long-lines',
  description: 'Lines of the log are not cut.',
  needed: ({ source, target }) => source.dialect.traits.logLines === null && target.dialect.traits.logLines !== null,
  run(program, { target, needs, reporter }) {
    const { logLines } = target.dialect.traits;
    if (logLines === null) return program;
    const { usual, most, parameter } = logLines;
    const [first] = longerLines(program, usual);
    if (first === undefined) return program;
    needs.parameters.set(parameter, String(most));
    reporter.report('VCP4035', first, `run varnishd with -p ${parameter}=${most}: it cuts lines after ${usual} bytes`);
    return program;
  },
};

function longerLines(program: Program, usual: number): readonly Origin[] {
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
