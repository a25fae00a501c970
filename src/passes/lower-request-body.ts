import * as make from '../ir/make.ts';
import type { Body, Expression, Origin, Program, Statement } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { mayHold, named } from '../ir/kinds.ts';
import { carrierOf } from './support/carriers.ts';
import { codesOf, isCode, stateOf } from './support/code.ts';
import { lossWithout } from './support/extensions.ts';
import { loseWhere } from './support/losses.ts';
import { firstIn } from './lower-fetch.ts';
import { vclExpression, vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F26: the body of a request. The source shows it to its code as a text when it has up to 8 KB. The target can keep it, and
 * then match it with a pattern or add it to the cache key; the text itself stays out of reach.
 */
export const lowerRequestBody: Pass = {
  name: 'lower-request-body',
  description: 'The body of a request is kept, and matched where the code asks for it.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, context) {
    let kept = false;
    const without = lossWithout(['bodyaccess'], 'the body of a request', context);
    const lowered: Program = mapBodies(program, (body, item) => {
      const state = isCode(item) ? stateOf(item) : null;
      const [known, used] = without === null ? translate(body, state, context) : [body, false];
      kept ||= used;
      return loseWhere(known, context, bodies, (expression) => {
        if (!isBody(expression)) return null;
        if (without !== null) return without;
        const message =
          'the body of a request can be matched with a pattern in vcl_recv, and added to the cache key; its text is out of reach';
        return {
          code: 'VCP2052',
          message,
          help: 'Match it in vcl_recv and keep what came out in a request header, or have the origin look at the body.',
        };
      });
    });
    const again = sendsAgain(lowered, context);
    return kept || again ? firstIn(lowered, 'receive', keepBody(kept, context)) : lowered;
  },
};

const bodies = named('req.body', 'req.postbody');

function isBody(expression: Expression): boolean {
  return expression.kind === 'variable' && (expression.name === 'req.body' || expression.name === 'req.postbody');
}

function isKept(): Expression {
  return carrierOf('body_kept');
}

/**
 * Whether a request may begin again after its body went to the origin. The target sends a body once, unless it was kept; an
 * origin that is told of a body that never comes waits for it.
 */
function sendsAgain(program: Program, { reporter, source, target }: PassContext): boolean {
  if (source.dialect.traits.backendThread || !target.dialect.traits.backendThread) return false;
  let again = false;
  for (const code of codesOf(program, ['backend-response', 'backend-error', 'synth', 'deliver'])) {
    visitRestarts(code.body, false, (origin) => {
      again = true;
      reporter.report('VCP3015', origin, 'a request whose body is larger than 8 KB is not sent to the origin again', {
        help: 'Restart only for GET and HEAD, as the boilerplate does: `req.method == "GET" || req.method == "HEAD"`.',
      });
    });
  }
  return again;
}

/** Calls `f` for every restart that requests with a body can come to. */
function visitRestarts(body: Body, bodiless: boolean, f: (origin: Origin) => void): void {
  for (const statement of body) {
    if (statement.kind === 'transition' && statement.action === 'restart' && !bodiless) f(statement.origin);
    if (statement.kind === 'nested') visitRestarts(statement.body, bodiless, f);
    if (statement.kind !== 'if') continue;
    for (const branch of statement.branches) visitRestarts(branch.body, bodiless || isBodiless(branch.condition), f);
    visitRestarts(statement.otherwise ?? [], bodiless, f);
  }
}

/** Whether a condition holds for GET and HEAD only. */
function isBodiless(condition: Expression): boolean {
  if (condition.kind === 'logical') {
    const holds = (operand: Expression): boolean => isBodiless(operand);
    return condition.operator === '&&' ? condition.operands.some(holds) : condition.operands.every(holds);
  }
  if (condition.kind !== 'binary' || condition.operator !== '==' || condition.right.kind !== 'string') return false;
  const { left, right } = condition;
  return left.kind === 'variable' && /^(?:be)?req\.method$/.test(left.name) && /^(?:GET|HEAD)$/.test(right.value);
}

/** A larger body stays where it is: the engine fails a request whose body it cannot keep. */
function keepBody(asks: boolean, context: PassContext): Body {
  const small = 'std.integer(req.http.Content-Length, 0) > 0 && std.integer(req.http.Content-Length, 0) <= 8192';
  const [statement] = vclStatements(
    context.target,
    asks
      ? `if (${small} && std.cache_req_body(8KB)) { set carrier.body_kept = true; }`
      : `if (${small}) { std.cache_req_body(8KB); }`,
  );
  const why = asks ? 'A body of up to 8 KB can be looked at' : 'A body of up to 8 KB is there for a restart, too';
  return statement === undefined ? [] : [make.remarked(statement, why)];
}

function translate(body: Body, state: State | null, context: PassContext): readonly [Body, boolean] {
  if (!mayHold(body, bodies)) return [body, false];
  let used = false;
  const matched =
    state !== 'receive'
      ? body
      : mapBodyExpressions(body, (expression) => {
          if (expression.kind === 'logical' && used)
            return { ...make.logical(expression.operator, expression.operands), origin: expression.origin };
          if (expression.kind !== 'match' || !isBody(expression.subject) || expression.pattern.kind !== 'string')
            return expression;
          used = true;
          context.needs.vmods.set('bodyaccess', 'patterns for the body of a request');
          const found = vclExpression(context.target, 'bodyaccess.rematch_req_body(_pattern_) == 1', {
            pattern: expression.pattern,
          });
          const holds = make.logical('&&', [isKept(), found]);
          return { ...(expression.negated ? make.not(holds) : holds), origin: expression.origin };
        });
  const hashed = rewriteBody(matched, (statement): readonly Statement[] => {
    if (statement.kind !== 'hash-data' || !isBody(bare(statement.value))) return [statement];
    used = true;
    context.needs.vmods.set('bodyaccess', 'the body of a request in the cache key');
    const add = make.call(context.target.dialect.id, 'bodyaccess.hash_req_body', [], 'void');
    return make.inPlaceOf(statement, [
      make.when(isKept(), [{ kind: 'evaluate', expression: add, origin: statement.origin }], null, statement.origin),
    ]);
  });
  return [hashed, used];
}

function bare(value: Expression): Expression {
  const [only] = value.kind === 'concat' && value.parts.length === 1 ? value.parts : [];
  return only ?? value;
}
