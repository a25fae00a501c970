import type { Code } from '../../diagnostics/catalogue.ts';
import * as make from '../../ir/make.ts';
import type { Body, Expression, Origin, Place, Statement } from '../../ir/model.ts';
import { mapExpression, mapOperands, mapPlace, mapStatement } from '../../ir/rewrite.ts';
import { typeOf } from '../../ir/type-of.ts';
import { type Kinds, rewriteWhere } from '../../ir/kinds.ts';
import type { PassContext } from '../pass.ts';
import { neverHolds } from '../fold-constants.ts';
import { partlySupported, unsupported } from './unsupported.ts';

export interface Loss {
  readonly code: Code;
  readonly message: string;
  readonly help?: string | undefined;
}

/** Takes an expression out of the code: it is reported, and what comes back stands in its place. */
export type Lose = (expression: Expression, loss: Loss) => Expression;

interface Translation {
  readonly expression: (expression: Expression) => Expression;
  /** `null`: there is no such place, so there is no such statement. */
  readonly place?: (place: Place) => Place | null;
}

/**
 * Translates a statement of which parts may be lost. It goes on without them, below its original text as a comment; a
 * statement of which nothing is left is only that comment.
 */
export function withLosses(
  statement: Statement,
  context: PassContext,
  translation: (lose: Lose) => Translation,
): readonly Statement[] {
  let code: Code | null = null;
  let whole: Expression | null = null;
  let lostIn: Expression | null = null;
  let lostPlace = false;
  const parts: Origin[] = [];
  const standIns = new Set<Expression>();
  const lose: Lose = (expression, loss) => {
    context.reporter.report(loss.code, expression.origin, loss.message, { help: loss.help });
    code ??= loss.code;
    lostIn ??= whole;
    parts.push(expression.origin);
    const standIn = nothing(expression);
    standIns.add(standIn);
    return standIn;
  };
  const { expression, place } = translation(lose);
  const mapped = mapStatement(statement, {
    expression: (inner) => {
      whole = inner;
      return expression(inner);
    },
    place: (target) => {
      const translated = place === undefined ? mapPlace(target, (inner) => inner) : place(target);
      lostPlace ||= translated === null;
      return translated ?? target;
    },
  });
  const lost = code as Code | null;
  if (lost === null) return [mapped];
  if (neverRuns(mapped)) return unsupported(statement, lost, context);
  if (lostPlace || isNothing(mapped, standIns)) return [...unsupported(statement, lost, context), ...emptied(mapped)];
  // Of a long statement, only what was lost is shown.
  if (statement.kind === 'if' || statement.kind === 'switch') {
    const origin = (lostIn as Expression | null)?.origin ?? null;
    return origin === null ? [mapped] : partlySupported(mapped, lost, context, [origin]);
  }
  const known = parts.filter((origin) => origin !== null);
  const isText = 'value' in statement && statement.value?.kind === 'concat' && known.length > 0;
  return partlySupported(mapped, lost, context, isText ? known : [statement.origin]);
}

/** A condition that cannot hold any more leaves nothing of its statement. */
function neverRuns(statement: Statement): boolean {
  if (statement.kind !== 'if' || statement.otherwise !== null) return false;
  return statement.branches.every(({ condition }) => neverHolds(condition));
}

/** Takes out of a body every expression of some kinds that a pass cannot translate. */
export function loseWhere<K extends Expression['kind']>(
  body: Body,
  context: PassContext,
  wanted: Kinds<K>,
  judge: (expression: Expression) => Loss | null,
): Body {
  return rewriteWhere(body, wanted, (statement) =>
    withLosses(statement, context, (lose) => ({
      expression: (whole) =>
        mapExpression(whole, (expression) => {
          const loss = judge(expression);
          return loss === null ? expression : lose(expression, loss);
        }),
    })),
  );
}

/** The value that stands for one that is not there. */
export function nothing(expression: Expression): Expression {
  const { origin } = expression;
  switch (typeOf(expression)) {
    case 'boolean':
      return { ...make.boolean(false), origin };
    case 'integer':
      return { ...make.integer(0), origin };
    case 'float':
      return { kind: 'number', type: 'float', text: '0.0', origin };
    case 'duration':
      return { ...make.duration('0s'), origin };
    case 'time':
      return { ...make.core('now', 'time'), origin };
    default:
      return { kind: 'unset', origin };
  }
}

/** A value that is kept does not stay what it was before. */
function emptied(statement: Statement): readonly Statement[] {
  if (
    statement.kind !== 'assign' ||
    statement.operator !== '=' ||
    (statement.target.kind !== 'local' && statement.target.kind !== 'carrier')
  )
    return [];
  const value = typeOf(statement.target) === 'string' ? make.string('') : nothing(statement.value);
  return value.kind === 'unset' ? [] : [make.assign(statement.target, value, statement.origin)];
}

/** Whether nothing is left of a statement. */
function isNothing(statement: Statement, standIns: ReadonlySet<Expression>): boolean {
  switch (statement.kind) {
    case 'assign':
    case 'append':
    case 'log':
      return isNoValue(statement.value, standIns);
    case 'evaluate':
      return isNoValue(statement.expression, standIns);
    default:
      return false;
  }
}

function isNoValue(value: Expression, standIns: ReadonlySet<Expression>): boolean {
  if (value.kind === 'concat') return value.parts.every((part) => isNoValue(part, standIns));
  if (value.kind === 'unset' || value.kind === 'number' || value.kind === 'boolean') return true;
  return madeOfNothing(value, standIns) === true;
}

/** Whether a value comes from stand-ins alone; `null` for a constant, which says neither. */
function madeOfNothing(value: Expression, standIns: ReadonlySet<Expression>): boolean | null {
  if (standIns.has(value)) return true;
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean' || value.kind === 'name')
    return null;
  let made: boolean | null = null;
  let hasOperands = false;
  mapOperands(value, (operand) => {
    hasOperands = true;
    const inner = madeOfNothing(operand, standIns);
    made = inner === null ? made : (made ?? true) && inner;
    return operand;
  });
  return hasOperands ? made : false;
}
