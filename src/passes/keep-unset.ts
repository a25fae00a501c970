import * as make from '../ir/make.ts';
import type { Assign, Body, Expression, Statement } from '../ir/model.ts';
import { keyOf, writtenPlace } from '../ir/places.ts';
import { mapExpression, mapStatement, mapBodies } from '../ir/rewrite.ts';
import { setness } from '../ir/setness.ts';
import type { Pass } from './pass.ts';

/**
 * F14: a header that is set from a value that is not set is removed in the source, and left there empty by the target. It
 * becomes a choice, unless the value is certainly set at that place. Tests for being set ask for it where the value itself
 * can no longer tell.
 */
export const keepUnset: Pass = {
  name: 'keep-unset',
  description: 'What is not set stays not set.',
  needed: ({ source, target }) =>
    source.dialect.traits.ifUnset === 'remove' && target.dialect.traits.ifUnset === 'empty',
  run: (program) => mapBodies(program, (body) => keep(body, new Set())),
};

type Known = ReadonlySet<string>;

/** Goes through a body with the headers that are certainly set. */
function keep(body: Body, before: Known): Body {
  const known = new Set(before);
  const result: Statement[] = [];
  for (const statement of body) {
    if (statement.kind === 'if') {
      result.push(keepIf(statement, known));
      forget(statement, known);
      continue;
    }
    const inner = mapStatement(statement, {
      body: (nested) => keep(nested, known),
      expression: (expression) => testExpression(expression),
    });
    if (inner.kind === 'assign' && inner.ifUnset === 'remove') result.push(...keepAssign(inner, known));
    else result.push(inner);
    learn(inner, known);
  }
  return result;
}

function keepIf(statement: Extract<Statement, { kind: 'if' }>, known: Known): Statement {
  const branches = statement.branches.map((branch) => ({
    ...branch,
    condition: testCondition(branch.condition),
    body: keep(branch.body, new Set([...known, ...impliedBy(branch.condition)])),
  }));
  return { ...statement, branches, otherwise: statement.otherwise === null ? null : keep(statement.otherwise, known) };
}

function keepAssign(statement: Assign, known: Known): readonly Statement[] {
  const { ifUnset: _handled, ...plain } = statement;
  const set = known.has(keyOf(statement.value) ?? '') ? true : setness(statement.value);
  if (set === true) return [plain];
  if (set === false) return make.inPlaceOf(statement, [make.remove(statement.target, statement.origin)]);
  const bareAssign = make.assign(plain.target, plain.value, plain.origin);
  return make.inPlaceOf(statement, [
    make.when(testCondition(set), [bareAssign], [make.remove(plain.target, plain.origin)], plain.origin),
  ]);
}

function learn(statement: Statement, known: Set<string>): void {
  if (statement.kind === 'call-subroutine' || statement.kind === 'nested' || statement.kind === 'evaluate') {
    known.clear();
    return;
  }
  const place = writtenPlace(statement);
  const key = place === null ? null : keyOf(place);
  if (key === null) return;
  if (statement.kind === 'assign' && setness(statement.value) === true) known.add(key);
  else if (statement.kind !== 'append') known.delete(key);
}

/** After a choice, only what no branch touches is still known. */
function forget(statement: Statement, known: Set<string>): void {
  mapStatement(statement, {
    body: (body) => {
      for (const inner of body) {
        const place = writtenPlace(inner);
        const key = place === null ? null : keyOf(place);
        if (key !== null) known.delete(key);
        if (inner.kind === 'call-subroutine' || inner.kind === 'evaluate') known.clear();
        forget(inner, known);
      }
      return body;
    },
  });
}

/** Headers that are set when a condition holds. */
function impliedBy(condition: Expression): readonly string[] {
  switch (condition.kind) {
    case 'header':
      return [keyOf(condition) ?? ''];
    case 'logical':
      return condition.operator === '&&' ? condition.operands.flatMap(impliedBy) : [];
    case 'binary':
      return condition.operator === '==' && condition.left.kind === 'header' ? [keyOf(condition.left) ?? ''] : [];
    case 'match':
      return !condition.negated && condition.subject.kind === 'header' && !matchesNothing(condition.pattern)
        ? [keyOf(condition.subject) ?? '']
        : [];
    default:
      return [];
  }
}

function matchesNothing(pattern: Expression): boolean {
  if (pattern.kind !== 'string') return false;
  try {
    return new RegExp(pattern.value.replace(/^\(\?[a-z]+\)/, '')).test('');
  } catch {
    return true;
  }
}

/** Conditions inside an expression. */
function testExpression(expression: Expression): Expression {
  return mapExpression(expression, (inner) =>
    inner.kind === 'logical' || inner.kind === 'not' || inner.kind === 'binary' ? testCondition(inner) : inner,
  );
}

/** A text as a condition asks whether it is set. */
function testCondition(condition: Expression): Expression {
  switch (condition.kind) {
    case 'logical':
      return { ...condition, operands: condition.operands.map(testCondition) };
    case 'not':
      return { ...condition, operand: testCondition(condition.operand) };
    case 'binary':
      return testComparison(condition);
    default: {
      if (condition.setWhen === undefined) return condition;
      return condition.setWhen === true ? make.boolean(true) : { ...condition.setWhen, origin: condition.origin };
    }
  }
}

/** What is not set is equal to nothing, not even to the empty text. */
function testComparison(comparison: Extract<Expression, { kind: 'binary' }>): Expression {
  const { left, right, operator } = comparison;
  const empty = right.kind === 'string' && right.value === '';
  if (!empty || left.setWhen === undefined || left.setWhen === true) return comparison;
  if (operator === '==') return make.logical('&&', [left.setWhen, comparison]);
  return operator === '!=' ? make.logical('||', [make.not(left.setWhen), comparison]) : comparison;
}
