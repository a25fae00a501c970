import { canFallThrough, reachable } from '../ir/flow.ts';
import * as make from '../ir/make.ts';
import type { Body, Expression, Item, Program, StateCode, Statement, Subroutine } from '../ir/model.ts';
import { mapBodyExpressions, mapExpression, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { visitBodyReads, visitStatements } from '../ir/visit.ts';
import { subroutineOf } from '../dialects/lower-program.ts';
import { before, codesOf, mapStates } from './support/code.ts';
import { inTail } from './support/tail.ts';
import { joinsThreads, markOf, marks } from './support/one-thread.ts';
import type { Pass, PassContext } from './pass.ts';

/** The states of the target that have the request to the origin. */
const sides = ['miss', 'pass'] as const;

/** So many statements may stand twice. */
const short = 3;

/**
 * V3: the request to the origin is made when a miss or a pass begins, and changed there. Code of the source for it comes before
 * every way to the origin, in a subroutine of its own where it is long.
 */
export const joinFetchStates: Pass = {
  name: 'join-fetch-states',
  description: 'Requests to the origin are changed where misses and passes are.',
  needed: joinsThreads,
  run(program, context) {
    const told = toldApart(program, context);
    const request = told.items.find(
      (item): item is StateCode => item.kind === 'state' && item.states.includes('backend-request'),
    );
    if (request === undefined) return told;
    const versions = new Map<State, Body>(sides.map((side) => [side, knowing(request.body, side)]));
    const name = context.names.declare(
      (subroutineOf(['backend-request'], context.source.dialect.machine) ?? 'backend_request').replace(/^vcl_/, ''),
    );
    const long =
      [...versions.values()].some((body) => sizeOf(body) > short) || sides.some((side) => waysToOrigin(told, side) > 1);
    const items = told.items.flatMap((item): Item[] => {
      if (item === request)
        return long ? sides.map((side) => subroutineFor(name, versions.get(side) ?? [], side, request)) : [];
      return item.kind === 'subroutine' && item.state === 'backend-request'
        ? sides.map((side) => versionOf(item, side))
        : [item];
    });
    const joined = mapStates({ ...told, items } satisfies Program, sides, (body, code, state) => {
      const version = versions.get(state) ?? [];
      if ((code.kind === 'subroutine' && code.original === name) || !hasCode(version)) return body;
      const comments = long || request.leading === undefined ? {} : { leading: request.leading };
      return rewriteBody(body, (statement) => {
        if (statement.kind !== 'transition' || statement.action !== 'fetch') return [statement];
        return make.inPlaceOf(
          { ...statement, ...comments },
          long ? [make.callSubroutine(`${name}@${state}`), make.bare(statement)] : version,
        );
      });
    });
    return mapStates(joined, ['pass'], (body, code) => (code.kind === 'subroutine' ? rewriteBody(body, asPass) : body));
  },
};

/** In a subroutine, going on to the origin has to be said as its state says it. */
function asPass(statement: Statement): readonly Statement[] {
  return [
    statement.kind === 'transition' && statement.action === 'fetch' ? { ...statement, action: 'pass' } : statement,
  ];
}

/** The code where it is known whether the request goes around the cache. */
function knowing(body: Body, side: 'miss' | 'pass'): Body {
  const known = mapBodyExpressions(body, (expression) =>
    expression.kind === 'variable' && expression.name === 'bereq.uncacheable'
      ? { ...make.boolean(side === 'pass'), origin: null }
      : expression,
  );
  const named = rewriteBody(known, (statement) =>
    statement.kind === 'call-subroutine'
      ? [{ ...statement, name: statement.name.replace(/@backend-request$/, `@${side}`) }]
      : [statement],
  );
  return reachable(decided(named));
}

/** Branches whose conditions are known by now. */
function decided(body: Body): Body {
  return rewriteBody(body, (statement): readonly Statement[] => {
    if (statement.kind !== 'if') return [statement];
    const branches = statement.branches
      .map((branch) => ({ ...branch, condition: mapExpression(branch.condition, simple) }))
      .filter(({ condition }) => condition.kind !== 'boolean' || condition.value);
    const always = branches.findIndex(({ condition }) => condition.kind === 'boolean');
    const otherwise = always === -1 ? statement.otherwise : (branches[always]?.body ?? null);
    const kept = always === -1 ? branches : branches.slice(0, always);
    const inside = [
      ...statement.branches.flatMap((branch) => branch.leading ?? []),
      ...(statement.otherwiseLeading ?? []),
    ];
    const leading = [...(statement.leading ?? []), ...inside];
    if (kept.length === 0)
      return make.inPlaceOf(leading.length > 0 ? { ...statement, leading } : statement, otherwise ?? []);
    return [{ ...statement, branches: kept, otherwise }];
  });
}

function simple(expression: Expression): Expression {
  if (expression.kind === 'not' && expression.operand.kind === 'boolean')
    return { ...expression.operand, value: !expression.operand.value };
  if (expression.kind !== 'logical') return expression;
  const deciding = expression.operator === '||';
  if (expression.operands.some((operand) => operand.kind === 'boolean' && operand.value === deciding))
    return make.boolean(deciding);
  const rest = expression.operands.filter((operand) => operand.kind !== 'boolean');
  return rest.length === 0 ? make.boolean(!deciding) : make.logical(expression.operator, rest);
}

function versionOf(item: Subroutine, side: 'miss' | 'pass'): Subroutine {
  return {
    ...item,
    name: item.name.replace(/@backend-request$/, `@${side}`),
    state: side,
    body: knowing(item.body, side),
  };
}

/** At its end a subroutine goes back to the caller, who goes on to the origin. */
function subroutineFor(name: string, body: Body, side: State, code: StateCode): Subroutine {
  const back = inTail(body, (statement, tail) => {
    if (statement.kind !== 'transition' || statement.action !== 'fetch') return null;
    return tail ? make.inPlaceOf(statement, []) : make.inPlaceOf(statement, [make.backToCaller(statement.origin)]);
  });
  const { leading, trailing, blankBefore, origin } = code;
  const comments = { ...(leading && { leading }), ...(trailing && { trailing }), ...(blankBefore && { blankBefore }) };
  return {
    kind: 'subroutine',
    name: `${name}@${side}`,
    original: name,
    parameters: null,
    returns: null,
    body: back,
    state: side,
    ...comments,
    origin,
  };
}

function waysToOrigin(program: Program, state: State): number {
  let count = 0;
  for (const code of codesOf(program, [state])) {
    visitStatements(code.body, (statement) => {
      if (statement.kind === 'transition' && statement.action === 'fetch') count += 1;
    });
  }
  return count;
}

function hasCode(body: Body): boolean {
  return body.some(
    (statement) => statement.kind !== 'remark' && !(statement.kind === 'transition' && statement.action === 'fetch'),
  );
}

function sizeOf(body: Body): number {
  let size = 0;
  visitStatements(body, () => (size += 1));
  return size - (canFallThrough(body) ? 0 : 1);
}

/** Code for responses that asks whether its request went around the cache: the request is marked. */
function toldApart(program: Program, context: PassContext): Program {
  const passing = markOf('req', marks.passing, context);
  let asked = false;
  const told = mapStates(program, ['backend-response'], (body) => {
    visitBodyReads(body, (expression) => {
      asked ||= isAsked(expression);
    });
    const answered = rewriteBody(body, (statement) => [
      mapStatement(statement, { expression: (value) => mapExpression(value, (inner) => answer(inner, passing)) }),
    ]);
    return reachable(decided(answered));
  });
  if (!asked) return told;
  return before(before(told, 'receive', [make.remove(passing)]), 'pass', [make.assign(passing, make.string('1'))]);
}

function isAsked(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'bereq.uncacheable' && expression.origin !== null;
}

/** For what the source does by itself it makes no difference: what was passed is not stored in any case. */
function answer(expression: Expression, passing: Expression): Expression {
  if (expression.kind !== 'variable' || expression.name !== 'bereq.uncacheable') return expression;
  return expression.origin === null ? make.boolean(false) : { ...passing, origin: expression.origin };
}
