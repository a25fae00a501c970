import * as make from '../ir/make.ts';
import type { Carrier, Expression, Item, Origin, Program, Statement } from '../ir/model.ts';
import { belongsTo, keyOf, writtenPlace } from '../ir/places.ts';
import { mapBodyExpressions } from '../ir/rewrite.ts';
import { backendStates, clientStates, type State } from '../ir/states.ts';
import { visitBodyReads, visitStatements } from '../ir/visit.ts';
import { kinds, visitKinds } from '../ir/kinds.ts';
import { findVariable } from '../mappings/table.ts';
import { canonicalNames } from '../generated/tables.ts';
import { changedBeforeRestart, mayRestart } from './support/before-restart.ts';
import { carrierOf } from './support/carriers.ts';
import { codesOf, mapStates } from './support/code.ts';
import { firstIn } from './lower-fetch.ts';
import { handBack } from './support/hand-back.ts';
import { looksUpOthers } from './support/looked-up-methods.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F7: the fetch sees a copy of the request. What the copy still has is read there; what the fetch itself has changed is kept
 * before that; what the engine takes out of the copy, or never puts into it, is carried over.
 */
export const carryRequest: Pass = {
  name: 'carry-request',
  description: 'Code of the fetch reads its own copy of the request, or what was carried over to it.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const sent = keysWritten(program, ['backend-request'], 'bereq');
    const changed = keysWritten(program, ['backend-response', 'backend-error', 'backend-request'], 'req');
    const restarted = changedBeforeRestart(program);
    // After a restart the request is sent again, with everything that is in it.
    const wanted = [...changed].filter((key) => restarted(key) || readOnClient(program, key));
    const returned = wanted.filter((key) => isText(key));
    // The copy itself serves where nobody else sees what is written to it, and nothing is told apart from it.
    const apart = new Set([
      ...returned,
      ...keysWritten(program, ['backend-request'], 'req'),
      ...[...sent, ...keysRead(program, ['backend-response', 'backend-error'], 'bereq')].map((key) => key.slice(2)),
    ]);
    const kept = new Map<string, { readonly carrier: Carrier; readonly from: Expression }>();
    const carried = new Map<string, { readonly carrier: Carrier; readonly value: Expression }>();
    const translate = (expression: Expression, state: State): Expression => {
      const key = keyOf(expression);
      if (expression.kind === 'header') {
        if (expression.message !== 'req' || key === null) return expression;
        const name = key.slice('req.http.'.length);
        if (context.target.dialect.traits.changedInCopy.has(name))
          return carry(`req.http.${expression.name}`, expression);
        if (apart.has(key)) return keep(`req.http.${expression.name}`, { ...expression, message: 'bereq' });
        return { ...expression, message: 'bereq' };
      }
      if (expression.kind !== 'variable' || expression.name === 'req.http') return expression;
      if (expression.name === 'req.restarts') return { ...carrierOf('restarts'), origin: expression.origin };
      if (expression.name === 'req.backend') return { ...expression, name: 'bereq.backend' };
      // A request to the origin always says HTTP/1.1.
      if (expression.name === 'req.proto') return carry(expression.name, expression);
      const own = copies[expression.name];
      if (own !== undefined) {
        const copy: Expression = { ...expression, name: own };
        if (isMethod(expression) && headMatters) return carry('req.method', expression);
        return apart.has(expression.name) ? keep(expression.name, copy) : copy;
      }
      return readable(expression.name, expression.vocabulary, state, context)
        ? expression
        : carry(expression.name, expression);
    };
    const keep = (name: string, from: Expression): Expression => {
      const known = kept.get(name.toLowerCase());
      const carrier = known?.carrier ?? make.carrier(name, 'string', 'backend');
      kept.set(name.toLowerCase(), { carrier, from });
      return { ...carrier, origin: from.origin };
    };
    const carry = (name: string, value: Expression): Expression => {
      const known = carried.get(name.toLowerCase());
      const type = value.kind === 'variable' ? value.type : 'string';
      // A time as text has seconds only.
      const carrier = known?.carrier ?? make.carrier(name, type === 'time' ? 'float' : type, 'to-backend');
      const sent = type === 'time' ? vclExpression(context.target, 'std.real(time=_value_)', { value }) : value;
      carried.set(name.toLowerCase(), { carrier, value: sent });
      const read: Expression = { ...carrier, origin: value.origin };
      return type === 'time'
        ? { ...vclExpression(context.target, 'std.time(real=_read_)', { read }), origin: value.origin }
        : read;
    };
    const headMatters = tellsHead(program) || looksUpOthers(program);
    const lowered = mapStates(program, backendStates, (body, _code, state) =>
      mapBodyExpressions(body, (expression) => translate(expression, state)),
    );
    for (const key of wanted.filter((one) => !isText(one))) {
      context.reporter.report(
        'VCP2051',
        originOf(program, key),
        `${key} is changed for the fetch only: what comes after it does not see that`,
      );
    }
    for (const key of returned) keep(nameOf(program, key), copyOf(nameOf(program, key)));
    let result = firstIn(
      lowered,
      'backend-request',
      [...kept.values()].flatMap(({ carrier, from }) => load(carrier, from)),
    );
    const again = returned.length > 0 && mayRestart(program);
    // What vcl_miss changes stays: then what the fetch does to it counts, too.
    const before = keysWritten(program, ['hit', 'miss'], 'req');
    const when = returned.some((key) => before.has(key)) ? 'always' : again ? 'again' : 'passed';
    const restarts =
      again || usesRestarts(result) ? [make.assign(carrierOf('restarts'), make.core('req.restarts', 'integer'))] : [];
    const saves = [
      ...restarts,
      ...[...carried.values()].flatMap(({ carrier, value }) =>
        load(carrier, { ...value, origin: null } as Expression, mayRestart(program)),
      ),
    ];
    if (saves.length > 0) result = beforeFetch(result, saves, context);
    return handBack(
      result,
      [...kept.values()]
        .map(({ carrier }) => carrier)
        .filter((carrier) => returned.includes(carrier.name.toLowerCase())),
      when,
    );
  },
};

/**
 * Whether the code of the fetch can tell HEAD from GET: a miss always fetches with GET. Asking for both at once, as nearly all
 * configurations do, cannot.
 */
function tellsHead(program: Program): boolean {
  const together = new Set<Expression>();
  let tells = false;
  for (const code of codesOf(program, backendStates)) {
    visitBodyReads(code.body, (expression) => {
      if (expression.kind === 'logical') {
        const compared = expression.operands.filter((operand) => methodIn(operand) !== null);
        const texts = compared.map((operand) =>
          operand.kind === 'binary' && operand.right.kind === 'string' ? operand.right.value : '',
        );
        if (texts.includes('GET') && texts.includes('HEAD'))
          for (const operand of compared) together.add(methodIn(operand) as Expression);
      } else if (isMethod(expression) && !together.has(expression)) tells = true;
    });
  }
  return tells;
}

function methodIn(expression: Expression): Expression | null {
  return expression.kind === 'binary' && isMethod(expression.left) ? expression.left : null;
}

function isMethod(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'req.method';
}

/** What the copy has of the request under its own name. */
const copies: Readonly<Record<string, string>> = {
  'req.url': 'bereq.url',
  'req.method': 'bereq.method',
};

function keysWritten(program: Program, states: readonly State[], message: string): Set<string> {
  const keys = new Set<string>();
  for (const code of codesOf(program, states)) {
    visitStatements(code.body, (statement) => {
      const place = writtenPlace(statement);
      const key = place === null ? null : keyOf(place);
      if (key !== null && belongsTo(key, message)) keys.add(key);
    });
  }
  return keys;
}

function keysRead(program: Program, states: readonly State[], message: string): Set<string> {
  const keys = new Set<string>();
  for (const code of codesOf(program, states)) {
    visitBodyReads(code.body, (expression) => {
      const key = keyOf(expression);
      if (key !== null && belongsTo(key, message)) keys.add(key);
    });
  }
  return keys;
}

function readOnClient(program: Program, key: string): boolean {
  let read = false;
  for (const code of codesOf(program, clientStates)) {
    visitBodyReads(code.body, (expression) => {
      if (keyOf(expression) === key) read = true;
    });
  }
  return read || key === 'req.url' || key === 'req.method';
}

/** What can travel back in a header. */
function isText(key: string): boolean {
  return key.startsWith('req.http.') || key === 'req.url' || key === 'req.method';
}

function originOf(program: Program, key: string): Origin {
  let origin: Origin = null;
  for (const code of codesOf(program, backendStates)) {
    visitStatements(code.body, (statement) => {
      const place = writtenPlace(statement);
      if (place !== null && keyOf(place) === key) origin ??= statement.origin;
    });
  }
  return origin;
}

/** A header's name as the source writes it. */
function nameOf(program: Program, key: string): string {
  let name = key;
  for (const code of codesOf(program, backendStates)) {
    visitStatements(code.body, (statement) => {
      const place = writtenPlace(statement);
      if (place?.kind === 'header' && keyOf(place) === key) name = `req.http.${place.name}`;
    });
  }
  return name;
}

function copyOf(key: string): Expression {
  const header = /^req\.http\.(.*)$/.exec(key)?.[1];
  return header === undefined ? make.core(`be${key}`, 'string') : make.header('bereq', header);
}

function readable(name: string, vocabulary: string, state: State, context: PassContext): boolean {
  const { dialect, table } = context.target;
  const own = vocabulary === 'core' ? (canonicalNames[dialect.id]?.[name] ?? name) : name;
  const fact = findVariable(table, own);
  if (fact === undefined) return true;
  const subroutine = Object.entries(dialect.machine.subroutines).find(([, states]) => states.includes(state))?.[0];
  return subroutine === undefined || fact.read.includes(subroutine);
}

/** A header that is not set leaves the value not set, also where an earlier run of the request has set it. */
function load(carrier: Carrier, from: Expression, again = false): readonly Statement[] {
  const assign = make.assign(carrier, from);
  return from.kind === 'header' ? [make.when(from, [assign], again ? [make.remove(carrier)] : null)] : [assign];
}

function usesRestarts(program: Program): boolean {
  let uses = false;
  for (const code of codesOf(program, backendStates)) {
    visitKinds(code.body, kinds('carrier'), ({ name }) => {
      if (name === 'restarts') uses = true;
    });
  }
  return uses;
}

/** Right before the request goes to the origin: from a miss, from a pass, and from a hit that has it fetched in the background. */
function beforeFetch(program: Program, statements: readonly Statement[], context: PassContext): Program {
  const outOfDate = vclExpression(context.target, 'obj.ttl <= 0s');
  const items = program.items.map((item): Item => {
    if (item.kind !== 'state') return item;
    if (item.states.includes('miss') || item.states.includes('pass'))
      return { ...item, body: [...statements, ...item.body] };
    return item.states.includes('hit') ? { ...item, body: [make.when(outOfDate, statements), ...item.body] } : item;
  });
  return { ...program, items };
}
