import * as make from '../ir/make.ts';
import type { Body, CallSubroutine, Carrier, Expression, Local, Program, Statement, Subroutine } from '../ir/model.ts';
import { readsBeforeAssigned } from '../ir/assigned.ts';
import { mapBodies, mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import { setness } from '../ir/setness.ts';
import { isBackendState } from '../ir/states.ts';
import { bodiesOf, visitStatements } from '../ir/visit.ts';
import { kinds, visitKinds } from '../ir/kinds.ts';
import { compute } from './support/compute.ts';
import { readsGroups, writesOf, type Writes } from './support/effects.ts';
import { extract } from './support/extract.ts';
import { parameterOf, resultOf } from './support/hand-over.ts';
import { inTail } from './support/tail.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F22: subroutines of the target take nothing and give nothing. Parameters are handed over before the call, and the value is
 * read after it.
 */
export const lowerFunctions: Pass = {
  name: 'lower-functions',
  description: 'Parameters and values of subroutines are handed over by name.',
  needed: ({ source, target }) => source.dialect.traits.locals && !target.dialect.traits.locals,
  run(program, context) {
    const functions = functionsOf(program);
    if (functions.size === 0) return program;
    const writes = effectsOf(program, functions);
    const groups = bodiesOf(program).some(readsGroups);
    const called = mapBodies(program, (body) => {
      const extracted = extract(body, {
        wants: (expression) => expression.kind === 'apply' && functions.has(expression.subroutine),
        take(expression) {
          const known = expression.kind === 'apply' ? functions.get(expression.subroutine) : undefined;
          if (expression.kind !== 'apply' || known === undefined || known.result === null) return null;
          const before = [
            ...handOver(known, expression.arguments, expression.origin),
            make.callSubroutine(expression.subroutine, expression.origin),
          ];
          return { before, value: known.result, called: known.name };
        },
        writes,
        groups,
      });
      return rewriteBody(extracted, (statement) => callOf(statement, functions));
    });
    const items = called.items.map((item) => {
      const known = item.kind === 'subroutine' ? functions.get(item.name) : undefined;
      return known === undefined || item.kind !== 'subroutine' ? item : asProcedure(item, known, context);
    });
    return { ...called, items } satisfies Program;
  },
};

/** Where a subroutine finds what it is given, and leaves what it gives. */
interface Known {
  readonly name: string;
  readonly result: Carrier | null;
  /** `null` for a parameter that nothing reads. */
  readonly parameters: readonly (Carrier | null)[];
}

function functionsOf(program: Program): ReadonlyMap<string, Known> {
  const found = new Map<string, Known>();
  for (const item of program.items) {
    if (item.kind !== 'subroutine' || (item.returns === null && item.parameters === null)) continue;
    const name = item.original ?? item.name;
    const scope = item.state !== undefined && isBackendState(item.state) ? 'backend' : 'client';
    const read = localsIn(item.body);
    const result = item.returns === null ? null : resultOf(name, item.returns, scope);
    found.set(item.name, {
      name,
      result: result?.type === 'string' && alwaysSet(item) ? { ...result, setWhen: true } : result,
      parameters: (item.parameters ?? []).map(({ local }) =>
        read.has(local.name) ? parameterOf(name, local.name, local.type, scope) : null,
      ),
    });
  }
  return found;
}

function localsIn(body: Body): ReadonlySet<string> {
  const names = new Set<string>();
  visitKinds(body, kinds('local'), ({ name }) => {
    names.add(name);
  });
  return names;
}

/** Whether a text that a subroutine gives is set on every way out. */
function alwaysSet(item: Subroutine): boolean {
  let always = true;
  visitStatements(item.body, (statement) => {
    if (statement.kind === 'return' && statement.value !== null && setnessIn(statement.value, item) !== true)
      always = false;
  });
  return always;
}

/** Whether a value is set: a parameter always is, and a local once it is assigned. */
function setnessIn(value: Expression, item: Subroutine): ReturnType<typeof setness> {
  if (
    value.kind === 'local' &&
    ((item.parameters ?? []).some(({ local }) => local.name === value.name) ||
      !readsBeforeAssigned(item.body).has(value.name))
  )
    return true;
  return value.kind === 'apply' ? value : setness(value);
}

function handOver(known: Known, args: readonly Expression[], origin: Statement['origin']): Body {
  return known.parameters.flatMap((parameter, index) => {
    const value = args[index];
    if (parameter === null || value === undefined) return [];
    return [make.assign(parameter, value.kind === 'unset' ? make.string('') : value, origin)];
  });
}

function callOf(statement: Statement, functions: ReadonlyMap<string, Known>): readonly Statement[] {
  if (statement.kind !== 'call-subroutine') return [statement];
  const known = functions.get(statement.name);
  const { written: _written, ...bare } = statement;
  const call: CallSubroutine = { ...bare, arguments: [] };
  if (known === undefined || statement.arguments.length === 0) return [call];
  return make.inPlaceOf(statement, [...handOver(known, statement.arguments, statement.origin), make.bare(call)]);
}

/** What calling each subroutine changes for its caller. */
function effectsOf(program: Program, functions: ReadonlyMap<string, Known>): (name: string) => Writes {
  const bodies = new Map(
    program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item.body] as const] : [])),
  );
  const found = new Map<string, Writes>();
  const effects = (name: string): Writes => {
    const known = found.get(name);
    if (known !== undefined) return known;
    found.set(name, new Set());
    const body = bodies.get(name);
    const writes = body === undefined ? null : writesOf(body, effects);
    const seen = writes === null ? null : new Set([...writes].filter((key) => !key.startsWith('var.')));
    const { result = null, parameters = [] } = functions.get(name) ?? {};
    for (const carrier of [result, ...parameters]) if (carrier !== null) seen?.add(`carrier.${carrier.name}`);
    found.set(name, seen);
    return seen;
  };
  return effects;
}

function asProcedure(item: Subroutine, known: Known, context: PassContext): Subroutine {
  const { returnsSpelling: _spelling, ...rest } = item;
  const given = returned(item, known);
  const carriers = new Map(
    (item.parameters ?? []).map(({ local }, index) => [local.name, known.parameters[index] ?? null]),
  );
  const own = localGiven(item);
  if (own !== null && known.result !== null) carriers.set(own, known.result);
  const carrierOf = (local: Local): Carrier | null => carriers.get(local.name) ?? null;
  const assigned = rewriteBody(given, (statement): readonly Statement[] => {
    if (statement.kind === 'declare' && carrierOf(statement.local) !== null) {
      return make.inPlaceOf(
        statement,
        statement.value === null ? [] : [make.assign(statement.local, statement.value, statement.origin)],
      );
    }
    if (
      statement.kind !== 'assign' ||
      statement.target.kind !== 'local' ||
      statement.operator === '=' ||
      carrierOf(statement.target) === null
    )
      return [statement];
    return [
      {
        ...statement,
        operator: '=',
        value: compute(statement.target, statement.operator, statement.value, context, statement.origin),
      },
    ];
  });
  const body = mapBodyExpressions(assigned, (expression) => {
    const carrier = expression.kind === 'local' ? carrierOf(expression) : null;
    return carrier === null
      ? expression
      : { ...carrier, origin: expression.origin, ...(carrier.type === 'string' ? { setWhen: true } : {}) };
  });
  return { ...rest, parameters: null, returns: null, body };
}

/** The one local that a subroutine gives on every way out: it is kept where the caller reads the value. */
function localGiven(item: Subroutine): string | null {
  const given = new Set<string>();
  visitStatements(item.body, (statement) => {
    if (statement.kind !== 'return' || statement.value === null) return;
    const isOwn = statement.value.kind === 'local' && statement.value.type === item.returns;
    given.add(isOwn && statement.value.kind === 'local' ? statement.value.name : '');
  });
  const [only = ''] = given;
  const isParameter = (item.parameters ?? []).some(({ local }) => local.name === only);
  return given.size !== 1 || only === '' || isParameter || readsBeforeAssigned(item.body).has(only) ? null : only;
}

/** `return value;` leaves the value, and returns if anything would follow. */
function returned(item: Subroutine, { result }: Known): Body {
  const own = localGiven(item);
  return inTail(item.body, (statement, tail) => {
    if (statement.kind !== 'return' || statement.value === null || result === null) return null;
    if (own !== null) return make.inPlaceOf(statement, tail ? [] : [make.backToCaller(statement.origin)]);
    const { setWhen: _always, ...target } = result;
    const set = result.type === 'string' ? setnessIn(statement.value, item) : true;
    const assign = make.assign(target, statement.value, statement.origin);
    const remove = make.remove(target, statement.origin);
    const left: Statement =
      set === true ? assign : set === false ? remove : make.when(set, [assign], [remove], statement.origin);
    return make.inPlaceOf(statement, tail ? [left] : [left, make.backToCaller(statement.origin)]);
  });
}
