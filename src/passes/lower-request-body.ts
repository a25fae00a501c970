import * as make from '../ir/make.ts';
import type { Body, Expression, Program, Statement } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { mayHold, named } from '../ir/kinds.ts';
import { carrierOf } from './support/carriers.ts';
import { isCode, stateOf } from './support/code.ts';
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
    return kept ? firstIn(lowered, 'receive', keepBody(context)) : lowered;
  },
};

const bodies = named('req.body', 'req.postbody');

function isBody(expression: Expression): boolean {
  return expression.kind === 'variable' && (expression.name === 'req.body' || expression.name === 'req.postbody');
}

function isKept(): Expression {
  return carrierOf('body_kept');
}

/** A larger body stays where it is: the engine fails a request whose body it cannot keep. */
function keepBody(context: PassContext): Body {
  const [statement] = vclStatements(
    context.target,
    `if (std.integer(req.http.Content-Length, 0) > 0 && std.integer(req.http.Content-Length, 0) <= 8192 &&
        std.cache_req_body(8KB)) { set carrier.body_kept = true; }`,
  );
  return statement === undefined ? [] : [make.remarked(statement, 'A body of up to 8 KB can be looked at')];
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
