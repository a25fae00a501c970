import * as make from '../ir/make.ts';
import type { Assign, Body, Expression, Statement } from '../ir/model.ts';
import { sameMeaning } from '../ir/equal.ts';
import { flatMapSame, mapBodies, mapExpression, mapOperands, mapSame, mapStatement } from '../ir/rewrite.ts';
import { keyOf } from '../ir/places.ts';
import { typeOf } from '../ir/type-of.ts';
import { setness, type Setness } from '../ir/setness.ts';
import { visitStatements } from '../ir/visit.ts';
import { disturbs, writesOf, type Writes } from './support/effects.ts';
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
  run: (program) => mapBodies(program, (body) => keep(body, { facts: [], asked: askedIn(body) })),
};

/** What holds at a place. */
interface Known {
  /** Headers that are there, and other conditions of a value being set. */
  readonly facts: readonly Expression[];
  /** What the code wants to know: a fact of nothing else is not kept, as there may be one for each statement before. */
  readonly asked: ReadonlySet<string>;
}

function askedIn(body: Body): ReadonlySet<string> {
  const asked = new Set<string>();
  const ask = (condition: Expression): void => {
    asked.add(subjectOf(condition));
    if (condition.kind === 'logical') condition.operands.forEach(ask);
  };
  visitStatements(body, (statement) => {
    if (statement.kind === 'assign') isSet(statement.value).forEach(ask);
  });
  return asked;
}

function subjectOf(condition: Expression): string {
  return keyOf(condition) ?? condition.kind;
}

function also(known: Known, more: readonly Expression[]): Known {
  const wanted = more.filter((fact) => known.asked.has(subjectOf(fact)));
  return wanted.length === 0 ? known : { ...known, facts: [...known.facts, ...wanted] };
}

function keep(body: Body, before: Known): Body {
  let known = before;
  return flatMapSame(body, (statement): readonly Statement[] => {
    if (statement.kind === 'if') {
      const kept = keepIf(statement, known);
      known = without(known, changesOf(statement));
      return [kept];
    }
    const inner = mapStatement(statement, {
      body: (nested) => keep(nested, known),
      expression: (expression) => testExpression(expression),
    });
    const kept = inner.kind === 'assign' && inner.ifUnset === 'remove' ? keepAssign(inner, known) : [inner];
    known = learn(inner, known);
    return kept;
  });
}

function keepIf(statement: Extract<Statement, { kind: 'if' }>, known: Known): Statement {
  const branches = mapSame(statement.branches, (branch) => {
    const condition = testCondition(branch.condition);
    const body = keep(branch.body, also(known, impliedBy(branch.condition)));
    return condition === branch.condition && body === branch.body ? branch : { ...branch, condition, body };
  });
  const otherwise = statement.otherwise === null ? null : keep(statement.otherwise, known);
  const same = branches === statement.branches && otherwise === statement.otherwise;
  return same ? statement : { ...statement, branches, otherwise };
}

function keepAssign(statement: Assign, known: Known): readonly Statement[] {
  const { ifUnset: _handled, ...plain } = statement;
  const set = setnessAt(statement.value, known);
  if (set === true) return [plain];
  if (set === false) return make.inPlaceOf(statement, [make.remove(statement.target, statement.origin)]);
  const bareAssign = make.assign(plain.target, plain.value, plain.origin);
  return make.inPlaceOf(statement, [
    make.when(testCondition(set), [bareAssign], [make.remove(plain.target, plain.origin)], plain.origin),
  ]);
}

/** Whether a value is set, given what is known. */
function setnessAt(value: Expression, known: Known): Setness {
  const set = setness(value);
  if (typeof set === 'boolean') return set;
  const holds = (condition: Expression): boolean =>
    known.facts.some((fact) => sameMeaning(fact, condition)) ||
    (condition.kind === 'logical' && condition.operator === '||' && condition.operands.some(holds));
  return holds(set) ? true : set;
}

function learn(statement: Statement, known: Known): Known {
  const kept = without(known, changesOf(statement));
  if (statement.kind === 'append') return known;
  return statement.kind === 'assign' && setnessAt(statement.value, known) === true
    ? also(kept, isSet(statement.target))
    : kept;
}

/** What is still known after something has changed. */
function without(known: Known, changes: Writes): Known {
  const facts = known.facts.filter((fact) => !disturbs(changes, fact));
  return facts.length === known.facts.length ? known : { ...known, facts };
}

/** What code changes for those that come after it: whoever leaves does not. */
function changesOf(statement: Statement): Writes {
  if (statement.kind === 'transition') return new Set();
  if (statement.kind !== 'if') return writesOf([statement], () => null);
  const bodies = [...statement.branches.map((branch) => branch.body), statement.otherwise ?? []];
  const all = bodies.flat().map(changesOf);
  return all.includes(null) ? null : new Set(all.flatMap((writes) => [...(writes ?? [])]));
}

/** What holds when a condition does: of values, that they are set. */
function impliedBy(condition: Expression): readonly Expression[] {
  switch (condition.kind) {
    case 'logical':
      return condition.operator === '&&' ? condition.operands.flatMap(impliedBy) : [];
    case 'binary':
      return condition.operator === '==' ? isSet(condition.left) : [];
    case 'match':
      return condition.negated || matchesNothing(condition.pattern) ? [] : isSet(condition.subject);
    default:
      return typeOf(condition) === 'boolean' ? [] : isSet(condition);
  }
}

function isSet(value: Expression): readonly Expression[] {
  const set = setness(value);
  return typeof set === 'boolean' ? [] : [set];
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

/** A text as a condition asks whether it is set; a boolean, whether it holds. */
function testCondition(condition: Expression): Expression {
  switch (condition.kind) {
    case 'logical':
    case 'not':
      return mapOperands(condition, testCondition);
    case 'binary':
      return testComparison(condition);
    default: {
      if (condition.setWhen === undefined || typeOf(condition) === 'boolean') return condition;
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
