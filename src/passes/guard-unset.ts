import * as make from '../ir/make.ts';
import type { Body, Concat, Expression, Statement } from '../ir/model.ts';
import { keyOf, writtenPlace } from '../ir/places.ts';
import { mapBodies, mapOperands, mapStatement } from '../ir/rewrite.ts';
import { setness, type Setness } from '../ir/setness.ts';
import { visitStatements } from '../ir/visit.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * In a text for a header or a log the target prints "(null)" for an operand that is not set, the source nothing. The operand
 * becomes a choice, unless it is certainly set at that place. A header that is set from such a value alone is removed instead of
 * left empty, which is said.
 */
export const guardUnset: Pass = {
  name: 'guard-unset',
  description: 'Operands that are not set print nothing.',
  needed: ({ source, target }) => source.dialect.traits.unsetText === '' && target.dialect.traits.unsetText !== '',
  run: (program, context) => mapBodies(program, (body) => guard(body, new Set(), context)),
};

type Known = ReadonlySet<string>;

/** Goes through a body with what is certainly set. */
function guard(body: Body, before: Known, context: PassContext): Body {
  const known = new Set(before);
  return body.map((statement): Statement => {
    if (statement.kind === 'if') {
      const branches = statement.branches.map((branch) => ({
        ...branch,
        body: guard(branch.body, new Set([...known, ...impliedBy(branch.condition)]), context),
      }));
      const otherwise = statement.otherwise === null ? null : guard(statement.otherwise, known, context);
      const guarded: Statement = { ...statement, branches, otherwise };
      forget([guarded], known);
      return guarded;
    }
    const inner = mapStatement(statement, { body: (nested) => guard(nested, known, context) });
    const guarded = prints(inner)
      ? mapStatement(inner, { expression: (expression) => choose(expression, known) })
      : inner;
    reportRemoved(guarded, known, context);
    forget([guarded], known);
    const place = writtenPlace(guarded);
    if (guarded.kind === 'assign' && place !== null && (isKnown(guarded.value) === true || isSet(guarded.value, known)))
      known.add(keyOf(place) ?? '');
    return guarded;
  });
}

/** Functions of the target that may have no value. */
const mayBeNothing: ReadonlySet<string> = new Set(['subfield', 'std.strstr', 'std.strrev', 'substr']);

function isKnown(value: Expression): Setness {
  return value.kind === 'call' && mayBeNothing.has(value.name) ? value : setness(value);
}

/** Statements whose text prints what is not set. */
function prints(statement: Statement): boolean {
  switch (statement.kind) {
    case 'assign':
      return statement.target.kind === 'header' || statement.target.kind === 'variable';
    case 'append':
    case 'log':
    case 'set-body':
    case 'transition':
      return true;
    default:
      return false;
  }
}

function choose(expression: Expression, known: Known): Expression {
  if (expression.kind === 'concat') return expression.unset === '' ? chooseParts(expression, known) : expression;
  if (expression.kind !== 'conditional') return expression;
  return mapOperands(expression, (operand) => choose(operand, known));
}

function chooseParts(text: Concat, known: Known): Concat {
  const parts = text.parts.map((part): Expression => {
    const set = isKnown(part);
    if (set === true || isSet(part, known)) return part;
    if (set === false) return make.string('', part.origin);
    return { kind: 'conditional', condition: set, consequent: part, alternate: make.string(''), origin: part.origin };
  });
  return { ...text, parts };
}

function isSet(value: Expression, known: Known): boolean {
  return known.has(keyOf(value) ?? '');
}

function reportRemoved(statement: Statement, known: Known, { reporter }: PassContext): void {
  if (statement.kind !== 'assign' || statement.ifUnset !== 'empty' || statement.origin === null) return;
  const { value } = statement;
  if (value.kind === 'concat' || value.kind === 'conditional' || isKnown(value) === true || isSet(value, known)) return;
  reporter.report(
    'VCP3066',
    statement.origin,
    'where the value is not set, the header is removed instead of left empty',
  );
}

/** What code may have removed. */
function forget(body: Body, known: Set<string>): void {
  visitStatements(body, (statement) => {
    if (statement.kind === 'call-subroutine' || statement.kind === 'evaluate') known.clear();
    if (statement.kind === 'remove' || statement.kind === 'assign') known.delete(keyOf(statement.target) ?? '');
  });
}

/** Headers that are set where a condition holds. */
function impliedBy(condition: Expression): readonly string[] {
  switch (condition.kind) {
    case 'header':
      return [keyOf(condition) ?? ''];
    case 'logical':
      return condition.operator === '&&' ? condition.operands.flatMap(impliedBy) : [];
    case 'binary':
      return condition.operator === '==' && condition.left.kind === 'header' ? [keyOf(condition.left) ?? ''] : [];
    default:
      return [];
  }
}
