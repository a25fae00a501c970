import type { Expression, Program, Statement } from '../ir/model.ts';
import { keyOf, writtenPlace } from '../ir/places.ts';
import type { State } from '../ir/states.ts';
import { bodiesOf, visitBodyReads, visitStatements } from '../ir/visit.ts';
import { kinds, statementKinds, visitKinds, visitStatementKinds } from '../ir/kinds.ts';
import { codesOf, hasTransition } from './support/code.ts';
import { joinsThreads } from './support/one-thread.ts';
import type { Pass, PassContext } from './pass.ts';

/** What engine and platform do differently around the code, where the code can see it. Nothing is changed. */
export const tellDifferences: Pass = {
  name: 'tell-differences',
  description: 'What engine and platform do differently around the code is said.',
  needed: joinsThreads,
  run(program, context) {
    if (!program.items.some((item) => item.kind === 'state')) return program;
    const [response] = codesOf(program, ['backend-response']);
    context.reporter.report(
      'VCP3061',
      response?.origin ?? null,
      'where the code sets no lifetime, the two engines choose differently',
    );
    tellRestarts(program, context);
    tellForwardedFor(program, context);
    tellLostHeaders(program, context);
    for (const body of bodiesOf(program)) {
      visitStatementKinds(body, statementKinds('log'), ({ origin }) =>
        context.reporter.report('VCP5022', origin, 'this line has no endpoint to go to'),
      );
    }
    return program;
  },
};

function tellRestarts(program: Program, { source, target, reporter }: PassContext): void {
  const { maximumRestarts: most } = target.dialect.traits;
  if (
    most >= source.dialect.traits.maximumRestarts ||
    !bodiesOf(program).some((body) => hasTransition(body, 'restart'))
  )
    return;
  reporter.report('VCP3068', null, `${most} restarts are allowed instead of ${source.dialect.traits.maximumRestarts}`);
}

function tellForwardedFor(program: Program, { reporter }: PassContext): void {
  const isIt = (expression: Expression): boolean => keyOf(expression) === 'req.http.x-forwarded-for';
  const [first] = codesOf(program, ['receive', 'hash', 'hit', 'miss', 'pass', 'synth', 'deliver']).flatMap(
    ({ body }) => {
      const found: Expression[] = [];
      visitBodyReads(body, (expression) => {
        if (isIt(expression)) found.push(expression);
      });
      return found;
    },
  );
  if (first !== undefined)
    reporter.report('VCP3072', first.origin, 'the address of the client is not in X-Forwarded-For yet');
}

const early: readonly State[] = ['hit', 'miss', 'pass', 'backend-response'];

/** Request headers that are set where the cache or the fetch is, and read where the response is delivered. */
function tellLostHeaders(program: Program, { reporter }: PassContext): void {
  const read = new Set<string>();
  for (const { body } of codesOf(program, ['deliver', 'log'])) {
    visitKinds(body, kinds('header'), (expression) => {
      const key = expression.message === 'req' ? keyOf(expression) : null;
      if (key !== null) read.add(key);
    });
  }
  const told = new Set<string>();
  const tell = (statement: Statement): void => {
    const key = keyOf(writtenPlace(statement) ?? { kind: 'unset', origin: null });
    if (key === null || !read.has(key) || told.has(key) || statement.origin === null) return;
    told.add(key);
    reporter.report('VCP3067', statement.origin, `${key} may not be seen in the code for deliveries`);
  };
  for (const { body } of codesOf(program, early)) visitStatements(body, tell);
}
