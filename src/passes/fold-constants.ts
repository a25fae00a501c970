import * as make from '../ir/make.ts';
import type { Body, Branch, Expression, Logical, Statement } from '../ir/model.ts';
import { typeOf } from '../ir/type-of.ts';
import { plainNot } from './support/negate.ts';
import { flatMapSame, mapBodies, mapExpression, mapOperands, mapSame, mapStatement } from '../ir/rewrite.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * What the tables make a constant of (there is no shield, no second tier) decides at translation time. Code that can then
 * never run is left out, and said; the target would refuse a subroutine or a backend that only it used.
 */
export const foldConstants: Pass = {
  name: 'fold-constants',
  description: 'Conditions that are always true or always false are gone.',
  run: (program, context) => mapBodies(program, (body) => fold(body, context)),
};

function fold(body: Body, context: PassContext): Body {
  return flatMapSame(body, (statement): readonly Statement[] => {
    const folded = mapStatement(statement, { expression: foldExpression, body: (inner) => fold(inner, context) });
    if (folded.kind !== 'if') return [folded];
    const branches = mapSame(folded.branches, asCondition);
    return foldIf(branches === folded.branches ? folded : { ...folded, branches }, context);
  });
}

function foldIf(statement: Extract<Statement, { kind: 'if' }>, context: PassContext): readonly Statement[] {
  if (!statement.branches.some((branch) => branch.condition.kind === 'boolean')) return [statement];
  const branches: Branch[] = [];
  let otherwise = statement.otherwise;
  for (const branch of statement.branches) {
    if (branch.condition.kind !== 'boolean') {
      branches.push(branch);
      continue;
    }
    if (branch.condition.value) {
      otherwise = branch.body;
      break;
    }
    context.reporter.report(
      'VCP3021',
      branch.condition.origin,
      'this is never true here: the code below it is left out',
    );
  }
  const [first, ...rest] = branches;
  if (first === undefined) return make.inPlaceOf(statement, otherwise ?? []);
  return [{ ...statement, branches: [first, ...rest], otherwise }];
}

/** Whether a condition is false whatever happens. */
export function neverHolds(condition: Expression): boolean {
  const folded = tested(foldExpression(condition));
  return folded.kind === 'boolean' && !folded.value;
}

function asCondition(branch: Branch): Branch {
  const condition = tested(branch.condition);
  return condition === branch.condition ? branch : { ...branch, condition };
}

/** What is never set is no condition that holds. */
function tested(condition: Expression): Expression {
  return condition.kind === 'unset' ? { ...make.boolean(false), origin: condition.origin } : condition;
}

function foldExpression(expression: Expression): Expression {
  return mapExpression(expression, (inner) => {
    switch (inner.kind) {
      case 'binary': {
        if (inner.left.kind === 'unset' || inner.right.kind === 'unset')
          return { ...make.boolean(inner.operator === '!='), origin: inner.origin };
        const value = compare(inner.operator, constant(inner.left), constant(inner.right));
        return value === null ? inner : { ...make.boolean(value), origin: inner.origin };
      }
      case 'not': {
        const operand = tested(inner.operand);
        return operand.kind === 'boolean' ? { ...make.boolean(!operand.value), origin: inner.origin } : plainNot(inner);
      }
      case 'concat':
        return inner.parts.some((part) => part.kind === 'concat') ? { ...inner, parts: flat(inner.parts) } : inner;
      case 'logical':
        return foldLogical(mapOperands(inner, tested) as Logical);
      case 'conditional': {
        const condition = tested(inner.condition);
        if (condition.kind !== 'boolean') return inner;
        return condition.value ? inner.consequent : inner.alternate;
      }
      default:
        return inner;
    }
  });
}

/** A text inside a text is a part of it. Behind another one it needs no empty text to be one. */
function flat(parts: readonly Expression[]): readonly Expression[] {
  return parts.flatMap((part, index) => {
    if (part.kind !== 'concat' || (part.setWhen !== undefined && part.setWhen !== true)) return [part];
    if (!parts.slice(0, index).some((before) => typeOf(before) === 'string')) return part.parts;
    return part.parts.filter((inner) => inner.kind !== 'string' || inner.value !== '');
  });
}

function foldLogical(expression: Logical): Expression {
  const neutral = expression.operator === '&&';
  const deciding = expression.operands.findIndex((operand) => operand.kind === 'boolean' && operand.value !== neutral);
  // What stands before it is evaluated, but has no effect of its own.
  if (deciding !== -1) return { ...make.boolean(!neutral), origin: expression.origin };
  const operands = expression.operands.filter((operand) => operand.kind !== 'boolean');
  if (operands.length === expression.operands.length) return expression;
  const [only] = operands;
  if (only === undefined) return { ...make.boolean(neutral), origin: expression.origin };
  return operands.length === 1 ? only : { ...expression, operands };
}

const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };

function constant(expression: Expression): string | number | null {
  if (expression.kind === 'string') return expression.value;
  if (expression.kind === 'negate') {
    const value = constant(expression.operand);
    return typeof value === 'number' ? -value : null;
  }
  if (expression.kind === 'number' && expression.type === 'duration') {
    return Number.parseFloat(expression.text) * (seconds[/[a-z]+$/.exec(expression.text)?.[0] ?? 's'] ?? 1);
  }
  return expression.kind === 'number' && (expression.type === 'integer' || expression.type === 'float')
    ? Number(expression.text)
    : null;
}

function compare(operator: string, left: string | number | null, right: string | number | null): boolean | null {
  if (left === null || right === null || typeof left !== typeof right) return null;
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return null;
  }
}
