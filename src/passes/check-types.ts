import type { Expression, Origin, Program, Statement } from '../ir/model.ts';
import { typeOf } from '../ir/type-of.ts';
import type { Type } from '../ir/types.ts';
import { bodiesOf, visitBodyReads, visitStatements } from '../ir/visit.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * B1: what was converted from the one dialect's rules to the other's has the type that its place takes. What has not is an
 * error of the input, which the compiler of the source refuses as well; it is said rather than left to the target's compiler.
 */
export const checkTypes: Pass = {
  name: 'check-types',
  description: 'Nothing is put where its type does not fit.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program: Program, context: PassContext): Program {
    for (const body of bodiesOf(program)) {
      visitStatements(body, (statement) => checkAssignment(statement, context));
      visitBodyReads(body, (expression) => checkComparison(expression, context));
    }
    return program;
  },
};

function checkAssignment(statement: Statement, context: PassContext): void {
  if (statement.kind !== 'assign' || statement.target.kind !== 'variable') return;
  const place = statement.target.type;
  const value = typeOf(statement.value);
  if (fits(place, value)) return;
  report(statement.origin, `a ${value} cannot be put where a ${place} belongs`, context);
}

function checkComparison(expression: Expression, context: PassContext): void {
  if (expression.kind !== 'binary' || !comparisons.has(expression.operator)) return;
  const left = typeOf(expression.left);
  const right = typeOf(expression.right);
  // A text has no order.
  const ordered = !equality.has(expression.operator) && (left === 'string') !== (right === 'string');
  if (!ordered && (fits(left, right) || fits(right, left))) return;
  report(expression.origin, `a ${left} cannot be compared with a ${right}`, context);
}

const equality: ReadonlySet<string> = new Set(['==', '!=']);
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const strict: ReadonlySet<Type> = new Set(['integer', 'float', 'duration', 'time', 'bytes', 'backend']);
const alike: readonly (readonly Type[])[] = [['integer', 'float', 'bytes']];

function fits(place: Type, value: Type): boolean {
  if (place === value || !strict.has(place) || value === 'unknown' || value === 'name') return true;
  return alike.some((group) => group.includes(place) && group.includes(value));
}

function report(origin: Origin, message: string, { reporter }: PassContext): void {
  // What the translation itself puts there is tested on the engine.
  if (origin === null) return;
  reporter.report('VCP1035', origin, message, {
    help: 'The compiler of the source refuses this, too: convert the value.',
  });
}
