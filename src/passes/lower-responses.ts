import * as make from '../ir/make.ts';
import type { Assign, Body, Branch, Expression, Program, Statement, Transition } from '../ir/model.ts';
import { mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { codesOf, hasTransition, mapStates } from './support/code.ts';
import { joinsThreads } from './support/one-thread.ts';
import { cacheableIn, isCacheable, lowerUncacheable } from './support/uncacheable.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V4: what the code for responses of the origin decides. A response that is not to be stored is passed, a fetch that is
 * repeated is a request that begins again, one that is given up an error, or what there is of an older object.
 */
export const lowerResponses: Pass = {
  name: 'lower-responses',
  description: 'Decisions about responses of the origin are those of the target.',
  needed: joinsThreads,
  run(program, context) {
    const retries = codesOf(program, ['backend-response', 'backend-error']).some((code) =>
      hasTransition(code.body, 'retry'),
    );
    const lowered = mapStates(
      program,
      ['backend-request', 'backend-response', 'backend-error'],
      (body, code, state) => {
        const renamed = mapBodyExpressions(body, (expression) => requestOf(expression, context));
        const written =
          state === 'backend-response' && retries
            ? rewriteBody(renamed, (statement) => [keptForRetry(statement)])
            : renamed;
        const decided = rewriteBody(written, (statement) => lower(statement, state, context));
        return state === 'backend-response' ? lowerUncacheable(decided, code.kind === 'state', context) : decided;
      },
    );
    return mapStates(lowered, ['receive', 'hit', 'miss', 'pass'], (body) =>
      rewriteBody(body, (statement) => [failed(statement)]),
    ) satisfies Program;
  },
};

/** Values of the fetch that are those of the request. */
function requestOf(expression: Expression, { target }: PassContext): Expression {
  if (expression.kind !== 'variable') return expression;
  switch (expression.name) {
    case 'bereq.backend':
      return { ...expression, name: 'req.backend' };
    case 'bereq.retries':
      return { ...expression, name: 'req.restarts' };
    case 'bereq.is_bgfetch':
      return { ...expression, vocabulary: target.dialect.id, name: 'req.is_background_fetch' };
    case 'beresp.was_304':
      // The code does not run then.
      return { ...make.boolean(false), origin: null };
    default:
      return expression;
  }
}

/** What is changed for the next try has to last until then. */
function keptForRetry(statement: Statement): Statement {
  if (statement.kind !== 'assign' && statement.kind !== 'remove' && statement.kind !== 'append') return statement;
  const { target } = statement;
  if (target.kind === 'header' && target.message === 'bereq')
    return { ...statement, target: { ...target, message: 'req' } };
  if (target.kind !== 'variable' || !/^bereq\.(url|method)$/.test(target.name)) return statement;
  return { ...statement, target: { ...target, name: target.name.replace(/^bereq/, 'req') } } as Statement;
}

function lower(statement: Statement, state: State, context: PassContext): readonly Statement[] {
  if (statement.kind === 'if') return [{ ...statement, branches: statement.branches.map(withoutNeedless) }];
  if (statement.kind === 'transition') return lowerTransition(statement, state, context);
  if (statement.kind !== 'assign' || statement.target.kind !== 'variable') return [statement];
  if (statement.target.name === 'beresp.do_esi' && statement.value.kind === 'boolean') {
    const { leading, trailing, blankBefore, origin, value } = statement;
    const comments = {
      ...(leading && { leading }),
      ...(trailing && { trailing }),
      ...(blankBefore && { blankBefore }),
    };
    return value.value ? [{ kind: 'enable-esi', ...comments, origin }] : make.inPlaceOf(statement, []);
  }
  return state === 'backend-response' ? stored(statement, context) : [statement];
}

/** With a lifetime, a response of any status is stored. */
function stored(statement: Assign, context: PassContext): readonly Statement[] {
  const { target, value, origin } = statement;
  if (target.kind !== 'variable' || target.name !== 'beresp.ttl' || origin === null) return [statement];
  if (value.kind === 'number' && Number.parseFloat(value.text) <= 0) return [statement];
  return [statement, make.assign(cacheableIn(context), make.boolean(true), origin)];
}

const storedStatuses: ReadonlySet<string> = new Set(['200', '203', '300', '301', '302', '404', '410']);

/** Whether a condition holds for statuses only that the target stores by itself. */
function isStored(condition: Expression): boolean {
  if (condition.kind === 'logical') {
    return condition.operator === '&&' ? condition.operands.some(isStored) : condition.operands.every(isStored);
  }
  if (condition.kind !== 'binary' || condition.operator !== '==' || condition.left.kind !== 'variable') return false;
  return (
    condition.left.name === 'beresp.status' &&
    condition.right.kind === 'number' &&
    storedStatuses.has(condition.right.text)
  );
}

function withoutNeedless(branch: Branch): Branch {
  return isStored(branch.condition)
    ? { ...branch, body: branch.body.filter((statement) => !isCacheable(statement)) }
    : branch;
}

function lowerTransition(transition: Transition, state: State, context: PassContext): readonly Statement[] {
  const { action, origin } = transition;
  const [first = null, second = null] = transition.arguments;
  const instead = (...statements: Statement[]): readonly Statement[] => make.inPlaceOf(transition, statements);
  switch (action) {
    case 'retry':
      context.reporter.report('VCP3065', origin, 'the request begins again, not the fetch alone');
      return instead(make.transition('restart', [], origin));
    case 'abandon': {
      context.reporter.report('VCP3064', origin, 'an object that is out of date is delivered, or an error 503');
      const end =
        state === 'backend-error' ? make.transition('deliver', [], origin) : unavailable('Service Unavailable', origin);
      return state === 'backend-request' ? instead(end) : instead(...staleInstead(context), end);
    }
    case 'fail':
      return state === 'backend-error'
        ? instead(make.transition('deliver', [], origin))
        : instead(unavailable('VCL failed', origin));
    case 'backend-error':
      return [{ ...transition, arguments: [first ?? make.integer(503), second] }];
    case 'pass': {
      if (first === null || state !== 'backend-response') return [transition];
      const { kind } = first;
      const seconds =
        kind === 'number'
          ? Number.parseFloat(first.text) * (secondsIn[/[a-z]+$/.exec(first.text)?.[0] ?? ''] ?? 0)
          : null;
      if (seconds === null || seconds < 120 || seconds > 3600) {
        context.reporter.report('VCP3063', origin, 'the mark is kept for two minutes at least, for an hour at most');
      }
      return instead(make.assign(make.core('beresp.ttl', 'duration'), first, origin), {
        ...make.transition('pass', [], origin),
      });
    }
    default:
      return [transition];
  }
}

function failed(statement: Statement): Statement {
  if (statement.kind !== 'transition' || statement.action !== 'fail') return statement;
  return { ...statement, action: 'synth', arguments: [make.integer(503), make.string('VCL failed')] };
}

const secondsIn: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  y: 31536000,
};

function unavailable(reason: string, origin: Statement['origin']): Statement {
  return make.transition('synth', [make.integer(503), make.string(reason)], origin);
}

function staleInstead(context: PassContext): Body {
  return vclStatements(context.target, 'if (stale.exists) { return (deliver_stale); }');
}
