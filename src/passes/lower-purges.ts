import * as make from '../ir/make.ts';
import type { Body, Expression, Item, Program, Statement } from '../ir/model.ts';
import { flatMapSame, mapBodies, mapExpression, mapStatement } from '../ir/rewrite.ts';
import { visitExpression } from '../ir/visit.ts';
import type { State } from '../ir/states.ts';
import { hasTransition, isCode, stateOf } from './support/code.ts';
import { asBlock, originalAsComments } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V6: purging and piping belong to the platform. The platform turns a request to purge into one that only finds out the cache
 * key; the code that decides who may purge stays. A connection that is handed through is passed, or upgraded where it is meant
 * for that.
 */
export const lowerPurges: Pass = {
  name: 'lower-purges',
  description: 'Nothing is purged or piped by the code.',
  needed: ({ source, target }) =>
    target.dialect.traits.purgeMethod !== null && source.dialect.traits.purgeMethod === null,
  run(program, context) {
    const items = flatMapSame(program.items, (item): readonly Item[] => {
      const state = isCode(item) ? stateOf(item) : null;
      return state === 'purge' || state === 'pipe' ? withoutState(item, state, context) : [item];
    });
    return mapBodies({ ...program, items } satisfies Program, (body) => lower(body, context, false));
  },
};

/** Code of the user's own is kept as a comment. */
function withoutState(item: Item, state: State, context: PassContext): readonly Item[] {
  if (item.origin === null || item.kind === 'subroutine') return [];
  const code = state === 'purge' ? 'VCP2060' : 'VCP2061';
  const message =
    state === 'purge'
      ? 'the platform answers requests to purge itself'
      : 'no code runs for connections that are handed through';
  context.reporter.report(code, item.origin, message);
  const leading = 'leading' in item ? (item.leading ?? []) : [];
  return [
    {
      kind: 'remark',
      comments: asBlock([...leading, ...originalAsComments(context.sourceText(item.origin), code)]),
      origin: item.origin,
    },
  ];
}

function lower(body: Body, context: PassContext, upgrade: boolean): Body {
  return flatMapSame(body, (statement): readonly Statement[] => {
    if (statement.kind === 'if') {
      // What the source does by itself with unusual methods is said once; what follows passes them.
      if (statement.origin === null && isPipe(statement.branches[0]?.body ?? [])) {
        context.reporter.report('VCP3060', null, 'requests with unusual methods are passed');
        return make.inPlaceOf(statement, []);
      }
      return [lowerIf(statement, context, upgrade)];
    }
    if (statement.kind !== 'transition')
      return [mapStatement(statement, { body: (inner) => lower(inner, context, upgrade) })];
    if (statement.action === 'purge') {
      context.reporter.report(
        'VCP5020',
        statement.origin,
        'the platform purges by itself, after the cache key is known',
        {
          help: 'Purge with `curl -X PURGE URL` or the API: POST /service/ID/purge/KEY for a surrogate key, POST /service/ID/purge_all for everything.',
        },
      );
      return [{ ...statement, action: 'lookup', arguments: [] }];
    }
    if (statement.action !== 'pipe') return [statement];
    if (upgrade) {
      context.reporter.report('VCP5021', statement.origin, 'WebSockets have to be enabled for the service');
      return [{ ...statement, action: 'upgrade', arguments: [] }];
    }
    context.reporter.report(
      'VCP3060',
      statement.origin,
      'this is passed: its response goes through the code for responses',
    );
    return [{ ...statement, action: 'pass', arguments: [] }];
  });
}

function lowerIf(statement: Extract<Statement, { kind: 'if' }>, context: PassContext, upgrade: boolean): Statement {
  const branches = statement.branches.map((branch) => ({
    ...branch,
    condition: mapExpression(branch.condition, (inner) =>
      withMethod(inner, hasTransition(branch.body, 'purge'), context),
    ),
    body: lower(branch.body, context, upgrade || asksToUpgrade(branch.condition)),
  }));
  const otherwise = statement.otherwise === null ? null : lower(statement.otherwise, context, upgrade);
  return { ...statement, branches, otherwise };
}

function isPipe(body: Body): boolean {
  const [only] = body;
  return body.length === 1 && only?.kind === 'transition' && only.action === 'pipe';
}

function isMethod(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'req.method';
}

/** Tests for the method of clients are those for the method that the platform makes of it, where purging follows. */
function withMethod(expression: Expression, purging: boolean, context: PassContext): Expression {
  if (expression.kind !== 'binary' || !isMethod(expression.left) || expression.right.kind !== 'string')
    return expression;
  if (expression.right.value !== 'PURGE') return expression;
  if (expression.operator === '==' && !purging) {
    context.reporter.report(
      'VCP5020',
      expression.origin,
      'requests with the method PURGE never get here: the platform purges by itself',
    );
    return expression;
  }
  return {
    ...expression,
    right: make.string(context.target.dialect.traits.purgeMethod ?? 'PURGE', expression.right.origin),
  };
}

function asksToUpgrade(condition: Expression): boolean {
  let asks = false;
  visitExpression(condition, (inner) => {
    asks ||= inner.kind === 'header' && inner.message === 'req' && inner.name.toLowerCase() === 'upgrade';
  });
  return asks;
}
