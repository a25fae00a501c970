import * as make from '../ir/make.ts';
import type { Body, Expression, Statement } from '../ir/model.ts';
import { mapBodies, mapOperands, mapStatement } from '../ir/rewrite.ts';
import { named, rewriteWhere } from '../ir/kinds.ts';
import { typeOf } from '../ir/type-of.ts';
import type { Pass, PassContext } from './pass.ts';

/** F11: `stale.exists` is documented as set or not set, and no more: what it says as a text is a choice of ours, and said. */
export const spellStale: Pass = {
  name: 'spell-stale',
  description: 'Whether there is an object out of date is a question; as a text it is 1, or not set.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run: (program, context) => mapBodies(program, (body) => mapTexts(body, (use) => textOf(use, context))),
};

function textOf(use: Expression, { reporter }: PassContext): Expression {
  const { origin } = use;
  reporter.report('VCP3001', origin, "the text of stale.exists is not documented: it is '1' here");
  const alternate: Expression = { kind: 'unset', origin: null };
  return { kind: 'conditional', condition: use, consequent: make.string('1'), alternate, origin };
}

/** Replaces every use that is no question. */
function mapTexts(body: Body, f: (use: Expression) => Expression): Body {
  const text = (expression: Expression): Expression => {
    if (isStale(expression)) return f(expression);
    return isQuestion(expression) ? question(expression) : mapOperands(expression, text);
  };
  const question = (expression: Expression): Expression => {
    if (isStale(expression)) return expression;
    if (expression.kind === 'conditional') {
      const [consequent, alternate] = [text(expression.consequent), text(expression.alternate)];
      return { ...expression, condition: question(expression.condition), consequent, alternate };
    }
    return isQuestion(expression) ? mapOperands(expression, question) : text(expression);
  };
  const asks = (statement: Statement): boolean =>
    statement.kind === 'if' || (statement.kind === 'assign' && typeOf(statement.target) === 'boolean');
  return rewriteWhere(body, named('stale.exists'), (statement) => [
    mapStatement(statement, { expression: asks(statement) ? question : text }),
  ]);
}

function isStale(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'stale.exists';
}

function isQuestion({ kind }: Expression): boolean {
  return kind === 'logical' || kind === 'not' || kind === 'conditional';
}
