import * as make from '../../ir/make.ts';
import type { Body, Branch, Expression, Statement } from '../../ir/model.ts';
import { mapBodyExpressions } from '../../ir/rewrite.ts';

/**
 * Of the code for errors, what decides to answer with the object that is out of date: its conditions and nothing else, for the
 * response of the origin. Empty where nothing does.
 */
export function staleSlice(body: Body): Body {
  return mapBodyExpressions(slice(body), (expression): Expression => {
    if (expression.kind === 'header' && expression.message === 'obj') return { ...expression, message: 'beresp' };
    if (expression.kind !== 'variable' || !expression.name.startsWith('obj.')) return expression;
    return { ...expression, name: expression.name.replace(/^obj\./, 'beresp.') };
  });
}

function slice(body: Body): Body {
  const result: Statement[] = [];
  for (const statement of body) {
    const kept = sliceOf(statement);
    if (kept !== null) result.push(kept);
    if (statement.kind === 'transition') break;
  }
  return result;
}

function sliceOf(statement: Statement): Statement | null {
  switch (statement.kind) {
    case 'transition':
      return statement.action === 'deliver-stale' ? { ...statement, leading: [], trailing: [] } : null;
    case 'nested': {
      const inner = slice(statement.body);
      return inner.length === 0 ? null : { ...statement, body: inner };
    }
    case 'if': {
      const branches = statement.branches.map((branch): Branch => ({
        condition: branch.condition,
        body: slice(branch.body),
      }));
      const otherwise = statement.otherwise === null ? null : slice(statement.otherwise);
      const last = branches.findLastIndex((branch) => branch.body.length > 0);
      if (otherwise !== null && otherwise.length > 0) return { ...statement, branches, otherwise };
      if (last === -1) return null;
      // Branches before the one that decides keep it from being reached.
      return {
        ...make.when(make.boolean(true), []),
        ...statement,
        branches: branches.slice(0, last + 1),
        otherwise: null,
      };
    }
    default:
      return null;
  }
}
