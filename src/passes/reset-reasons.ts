import * as make from '../ir/make.ts';
import type { Assign, Body, Expression, Statement } from '../ir/model.ts';
import { flatMapSame, mapBodies, mapStatement } from '../ir/rewrite.ts';
import { visitReads } from '../ir/visit.ts';
import { isCommon, reasonOf } from './support/reasons.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V5: a new status takes its standard reason with it in the source, in the target the old one stays. It is set beside the
 * status, unless the code does so itself. Errors of unusual statuses get the reason that the source gives them.
 */
export const resetReasons: Pass = {
  name: 'reset-reasons',
  description: 'A new status has the reason that belongs to it.',
  needed: ({ source, target }) => source.dialect.traits.statusResetsReason && !target.dialect.traits.statusResetsReason,
  run: (program, context) => mapBodies(program, (body) => reset(body, context)),
};

function reset(body: Body, context: PassContext): Body {
  let at = -1;
  return flatMapSame(body, (statement): readonly Statement[] => {
    at += 1;
    if (statement.kind === 'transition' && (statement.action === 'synth' || statement.action === 'backend-error'))
      return [named(statement, context)];
    if (statement.kind !== 'assign') return [mapStatement(statement, { body: (inner) => reset(inner, context) })];
    const reason = reasonPlace(statement);
    if (reason === null || isSetLater(body.slice(at + 1), reason.name)) return [statement];
    const { value, origin } = statement;
    if (value.kind !== 'number') {
      context.reporter.report('VCP3069', origin, 'the reason of the old status stays');
      return [statement];
    }
    return [statement, make.assign(reason, make.string(reasonOf(Number(value.text))), origin)];
  });
}

function reasonPlace({ target, operator }: Assign): Extract<Expression, { kind: 'variable' }> | null {
  if (operator !== '=' || target.kind !== 'variable' || target.vocabulary !== 'core') return null;
  const message = /^(obj|resp|beresp)\.status$/.exec(target.name)?.[1];
  return message === undefined ? null : make.core(`${message}.reason`, 'string');
}

/** Whether the code sets a reason before anything can see the one that is there. */
function isSetLater(rest: Body, reason: string): boolean {
  for (const statement of rest) {
    let seen = false;
    visitReads(statement, (expression) => {
      seen ||= expression.kind === 'variable' && expression.name === reason;
    });
    if (seen) return false;
    if (statement.kind === 'assign' && statement.target.kind === 'variable' && statement.target.name === reason)
      return true;
    if (!plain.has(statement.kind)) return false;
  }
  return false;
}

const plain: ReadonlySet<Statement['kind']> = new Set(['assign', 'remove', 'append', 'set-body', 'log', 'remark']);

function named(statement: Extract<Statement, { kind: 'transition' }>, context: PassContext): Statement {
  const [status = null, reason = null] = statement.arguments;
  if (status?.kind !== 'number') return statement;
  const code = Number(status.text);
  if (code >= 700 && code < 1000)
    context.reporter.report('VCP6020', statement.origin, `the platform keeps the status ${code} for itself`);
  if (code >= 1000)
    context.reporter.report(
      'VCP9011',
      statement.origin,
      `statuses end at 999 on the target: ${code} has to be another one`,
    );
  return reason !== null || isCommon(code)
    ? statement
    : { ...statement, arguments: [status, make.string(reasonOf(code))] };
}
