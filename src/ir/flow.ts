import type { Body, Statement, Subroutine } from './model.ts';

/** Whether control can reach the end of a body: without a transition or return on every path. */
export function canFallThrough(body: Body, subroutines?: ReadonlyMap<string, Subroutine>): boolean {
  return body.every((statement) => canComplete(statement, subroutines));
}

function canComplete(statement: Statement, subroutines?: ReadonlyMap<string, Subroutine>): boolean {
  switch (statement.kind) {
    case 'transition':
    case 'return':
      return false;
    case 'nested':
      return canFallThrough(statement.body, subroutines);
    case 'if':
      if (statement.otherwise === null || canFallThrough(statement.otherwise, subroutines)) return true;
      return statement.branches.some((branch) => canFallThrough(branch.body, subroutines));
    case 'call-subroutine': {
      const called = subroutines?.get(statement.name);
      return called === undefined || subroutines === undefined || comesBack(called, subroutines);
    }
    default:
      return true;
  }
}

const known = new WeakMap<ReadonlyMap<string, Subroutine>, Map<Subroutine, boolean>>();

/** Asked once for each subroutine, however many calls lead to it; one that calls itself never comes back from there. */
function comesBack(called: Subroutine, subroutines: ReadonlyMap<string, Subroutine>): boolean {
  const answers = known.get(subroutines) ?? new Map<Subroutine, boolean>();
  known.set(subroutines, answers);
  const answer = answers.get(called);
  if (answer !== undefined) return answer;
  answers.set(called, false);
  const found = canReturn(called.body, subroutines);
  answers.set(called, found);
  return found;
}

/** Whether a subroutine can come back to its caller. */
export function canReturn(body: Body, subroutines?: ReadonlyMap<string, Subroutine>): boolean {
  return canFallThrough(body, subroutines) || body.some((statement) => returns(statement));
}

function returns(statement: Statement): boolean {
  switch (statement.kind) {
    case 'return':
      return true;
    case 'nested':
      return statement.body.some(returns);
    case 'if':
      return (
        statement.branches.some((branch) => branch.body.some(returns)) || (statement.otherwise?.some(returns) ?? false)
      );
    case 'switch':
      return statement.cases.some((item) => item.body.some(returns));
    default:
      return false;
  }
}

/** Drops statements that nothing reaches. Their comments stay. */
export function reachable(body: Body): Body {
  const end = body.findIndex((statement) => !canComplete(statement));
  if (end === -1 || end === body.length - 1) return body;
  return body.filter((statement, at) => at <= end || statement.kind === 'remark');
}
