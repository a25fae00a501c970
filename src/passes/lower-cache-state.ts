import * as make from '../ir/make.ts';
import type { Body, Expression, Program, Statement } from '../ir/model.ts';
import { flatMapSame, mapBodies, mapBodyExpressions, mapStatement } from '../ir/rewrite.ts';
import { backendStates, type State } from '../ir/states.ts';
import { visitBodyReads } from '../ir/visit.ts';
import { mayHold, named } from '../ir/kinds.ts';
import { codesOf, isCode, mapStates, stateOf } from './support/code.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

const name = 'fastly_info.state';
const values = ['NONE', 'HIT', 'HIT-STALE', 'MISS', 'PASS', 'HIT-SYNTH', 'ERROR'];

/**
 * F27: how a response came about. Every state that decides it notes it down; what nothing in the configuration can tell apart
 * is not told apart.
 */
export const lowerCacheState: Pass = {
  name: 'lower-cache-state',
  description: 'The states of a request note down which they are, where the code asks for it.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run(program, context) {
    const uses = usesOf(program);
    if (uses.length === 0) return program;
    report(uses, context);
    const isRead = (...states: readonly State[]): boolean =>
      uses.some((use) => use.state !== null && states.includes(use.state));
    const carrier = make.carrier('cache_state', 'string', isRead(...backendStates) ? 'to-backend' : 'client');
    const note = (text: string): Statement => make.assign(carrier, make.string(text));
    const told = (a: string, b: string): boolean => uses.some(({ holds }) => holds === null || holds(a) !== holds(b));
    let result: Program = mapBodies(program, (body) =>
      mapBodyExpressions(body, (expression) =>
        isState(expression) ? { ...carrier, origin: expression.origin, setWhen: true } : expression,
      ),
    );
    const hit = told('HIT', 'HIT-STALE')
      ? choice(context, 'obj.ttl <= 0s', note('HIT-STALE'), note('HIT'))
      : [note('HIT')];
    result = first(result, 'hit', hit);
    result = first(result, 'miss', [note('MISS')]);
    result = first(result, 'pass', [note('PASS')]);
    if (isRead('receive', 'hash'))
      result = first(result, 'receive', choice(context, 'req.restarts == 0', note('NONE')));
    if (isRead('synth')) result = first(result, 'synth', [note('ERROR')]);
    const made = told('HIT-SYNTH', 'ERROR')
      ? choice(context, 'resp.status < 400', note('HIT-SYNTH'), note('ERROR'))
      : [note('HIT-SYNTH')];
    return mapStates(result, ['synth'], (body) => beforeDelivery(body, made));
  },
};

interface Use {
  readonly state: State | null;
  readonly expression: Expression;
  /** Whether what is asked for holds for a value; `null`: the value itself is used. */
  readonly holds: ((value: string) => boolean) | null;
}

function isState(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === name;
}

function usesOf(program: Program): readonly Use[] {
  const uses: Use[] = [];
  for (const item of program.items) {
    if (!isCode(item) || !mayHold(item.body, named(name))) continue;
    const state = stateOf(item);
    const judged = new Set<Expression>();
    visitBodyReads(item.body, (expression) => {
      const holds = predicate(expression);
      if (holds !== null && (expression.kind === 'match' || expression.kind === 'binary')) {
        const subject = expression.kind === 'match' ? expression.subject : expression.left;
        judged.add(subject);
        uses.push({ state, expression: subject, holds });
      } else if (isState(expression) && !judged.has(expression)) uses.push({ state, expression, holds: null });
    });
  }
  return uses;
}

/** A comparison of the state with something known. */
function predicate(expression: Expression): ((value: string) => boolean) | null {
  if (expression.kind === 'match' && isState(expression.subject) && expression.pattern.kind === 'string') {
    const pattern = asRegExp(expression.pattern.value);
    return pattern === null ? null : (value) => pattern.test(value) !== expression.negated;
  }
  if (expression.kind !== 'binary' || !isState(expression.left) || expression.right.kind !== 'string') return null;
  const { operator, right } = expression;
  return (value) => (value === right.value) === (operator === '==');
}

function asRegExp(pattern: string): RegExp | null {
  const insensitive = pattern.startsWith('(?i)');
  const text = (insensitive ? pattern.slice(4) : pattern).replaceAll(/\\[zZ]/g, '$').replaceAll('\\A', '^');
  try {
    return new RegExp(text, insensitive ? 'i' : '');
  } catch {
    return null;
  }
}

/** The source adds how requests moved about inside its platform. Most questions do not care. */
function report(uses: readonly Use[], context: PassContext): void {
  const sensitive = uses.find(
    ({ holds }) =>
      holds === null || values.some((value) => suffixes.some((suffix) => holds(value) !== holds(value + suffix))),
  );
  if (sensitive === undefined) return;
  context.reporter.report(
    'VCP3001',
    sensitive.expression.origin,
    `${name} is HIT, HIT-STALE, MISS, PASS, HIT-SYNTH or ERROR here, without suffixes`,
    {
      help: 'Suffixes such as -CLUSTER, -WAIT and -REFRESH tell what happened inside the platform. Match only how the text begins: `~ "^HIT"`.',
    },
  );
}

const suffixes = ['-CLUSTER', '-WAIT', '-REFRESH'];

function choice(
  context: PassContext,
  condition: string,
  then: Statement,
  otherwise: Statement | null = null,
): readonly Statement[] {
  return [make.when(vclExpression(context.target, condition), [then], otherwise === null ? null : [otherwise])];
}

function first(program: Program, state: State, statements: readonly Statement[]): Program {
  return codesOf(program, [state]).length === 0
    ? program
    : mapStates(program, [state], (body, code) => (code.kind === 'state' ? [...statements, ...body] : body));
}

/** The response is as it will be: right before the code for delivery, or for the log, runs. */
function beforeDelivery(body: Body, statements: readonly Statement[]): Body {
  let before = false;
  return flatMapSame(body, (statement): readonly Statement[] => {
    if (statement.kind === 'call-subroutine' && /^(deliver|log)_response@helper$/.test(statement.name)) {
      const again = before;
      before = true;
      return again ? [statement] : [...statements, statement];
    }
    return [mapStatement(statement, { body: (inner) => beforeDelivery(inner, statements) })];
  });
}
