import type { Body, Expression, Program } from '../../ir/model.ts';
import { codesOf } from './code.ts';

/**
 * Whether the code for requests looks up requests with other methods than GET and HEAD, too. The target then fetches with GET,
 * whatever the method was.
 */
export function looksUpOthers(program: Program): boolean {
  const codes = codesOf(program, ['receive']);
  const bodies = new Map(
    codes.flatMap((code) => (code.kind === 'subroutine' ? [[code.name, code.body] as const] : [])),
  );
  const entered = new Set<string>();
  const walk = (body: Body, restricted: boolean): boolean => {
    let only = restricted;
    for (const statement of body) {
      if (only) return false;
      if (statement.kind === 'transition') return statement.action === 'lookup' && statement.origin !== null;
      if (statement.kind === 'nested' && walk(statement.body, only)) return true;
      if (statement.kind === 'call-subroutine' && !entered.has(statement.name)) {
        entered.add(statement.name);
        if (walk(bodies.get(statement.name) ?? [], only)) return true;
      }
      if (statement.kind !== 'if') continue;
      for (const { condition, body: inner } of statement.branches) if (walk(inner, isGetOrHead(condition))) return true;
      if (statement.otherwise !== null && walk(statement.otherwise, only)) return true;
      const [first] = statement.branches;
      only = first !== undefined && isOther(first.condition) && first.body.some(({ kind }) => kind === 'transition');
    }
    return false;
  };
  return codes.some((code) => code.kind === 'state' && walk(code.body, false));
}

/** Holds for GET and HEAD only. */
function isGetOrHead(condition: Expression): boolean {
  if (condition.kind === 'logical') {
    return condition.operator === '&&' ? condition.operands.some(isGetOrHead) : condition.operands.every(isGetOrHead);
  }
  return comparesMethod(condition, '==');
}

/** Holds for every method but GET, HEAD and that of a purge. */
function isOther(condition: Expression): boolean {
  return condition.kind === 'logical' && condition.operator === '&&'
    ? condition.operands.every(isOther)
    : comparesMethod(condition, '!=');
}

function comparesMethod(condition: Expression, operator: '==' | '!='): boolean {
  if (condition.kind !== 'binary' || condition.operator !== operator || condition.right.kind !== 'string') return false;
  const { left, right } = condition;
  return left.kind === 'variable' && left.name === 'req.method' && /^(?:GET|HEAD|FASTLYPURGE)$/.test(right.value);
}
