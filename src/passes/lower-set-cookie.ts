import * as make from '../ir/make.ts';
import type { Body, Branch, Call, Expression, Header, Message, Statement } from '../ir/model.ts';
import { mapBodies, mapExpression, mapStatement } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { visitReads } from '../ir/visit.ts';
import { rewriteWhere, under } from '../ir/kinds.ts';
import { quotePattern } from '../regex/quote.ts';
import { isAvailable, subroutineFor } from './support/availability.ts';
import { stateOf } from './support/code.ts';
import { readCookies } from './support/collect-cookies.ts';
import { loseWhere, type Loss } from './support/losses.ts';
import { allowsHeaderFunction, needsHeaderFunctions } from './support/messages.ts';
import { vclExpression, vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/** F26: a cookie of a response is a line of its own, found by how it begins. */
export const lowerSetCookie: Pass = {
  name: 'lower-set-cookie',
  description: 'Cookies of a response are read and removed line by line.',
  needed: ({ source, target }) => source.dialect.traits.subfields && !target.dialect.traits.subfields,
  run(program, context) {
    const placed = mapBodies(program, (body, item) =>
      loseWhere(body, context, cookies, (expression) => misplaced(expression, stateOf(item), context)),
    );
    const read = readCookies(placed, (call) => cookieOf(call, 'copy', context)?.name ?? null, context);
    return mapBodies(read, (body) =>
      rewriteWhere(body, cookies, (statement) =>
        deletes(statement) ? deleteCookies(statement, context) : [statement],
      ),
    );
  },
};

const cookies = under('setcookie');

/** A message that is not there in this state has no lines. */
function misplaced(expression: Expression, state: State | null, context: PassContext): Loss | null {
  if (expression.kind !== 'call' || !expression.name.startsWith('setcookie.') || state === null) return null;
  const where = expression.arguments[0]?.value;
  const name = where?.kind === 'name' ? where.name : 'resp';
  const header = make.header(messageOf(name), 'Set-Cookie');
  const subroutine = subroutineFor(state, context.target);
  if (/^(?:beresp|resp|obj)$/.test(name) && isAvailable(header, 'read', subroutine, context.target)) return null;
  return { code: 'VCP2062', message: `${name} has no Set-Cookie lines in ${subroutine ?? 'this place'}` };
}

function messageOf(where: string): Message {
  return where === 'beresp' ? 'beresp' : 'resp';
}

interface Cookie {
  readonly header: Header;
  readonly name: string;
}

/** What a call is about; `null` where it cannot be said in the target, which is reported. */
function cookieOf(call: Call, needed: 'copy' | 'remove', context: PassContext): Cookie | null {
  const [where, name] = call.arguments.map((argument) => argument.value);
  if (!allowsHeaderFunction(needed, context.target)) {
    context.reporter.report('VCP2042', call.origin, `${call.name} needs to tell one Set-Cookie line from another`);
    return null;
  }
  if (where?.kind !== 'name' || name?.kind !== 'string') {
    context.reporter.report('VCP2041', call.origin, 'the name of this cookie is known only at run time');
    return null;
  }
  needsHeaderFunctions(context);
  return { header: make.header(messageOf(where.name), 'Set-Cookie', call.origin), name: name.value };
}

function isDelete(expression: Expression): expression is Call {
  return expression.kind === 'call' && expression.name === 'setcookie.delete_by_name';
}

function deletes(statement: Statement): boolean {
  let found = false;
  visitReads(statement, (expression) => {
    found ||= isDelete(expression);
  });
  return found;
}

/** The call removes something and says whether it did: the first becomes statements, the second the condition around them. */
function deleteCookies(statement: Statement, context: PassContext): readonly Statement[] {
  if (statement.kind === 'assign' && isDelete(statement.value)) {
    const set = (value: boolean): Body => [make.assign(statement.target, make.boolean(value), statement.origin)];
    return make.inPlaceOf(statement, deleteThen(statement.value, set(true), set(false), context) ?? set(false));
  }
  if (statement.kind === 'evaluate' && isDelete(statement.expression))
    return make.inPlaceOf(statement, deleteThen(statement.expression, [], [], context) ?? []);
  if (statement.kind === 'if' && statement.otherwiseLeading === undefined) {
    const [first, ...others] = statement.branches;
    const { call, negated } = tested(first);
    if (first !== undefined && call !== null) {
      const rest: Body =
        others.length > 0
          ? [{ ...statement, leading: [], trailing: [], branches: others }]
          : (statement.otherwise ?? []);
      const chosen = negated
        ? deleteThen(call, rest, first.body, context)
        : deleteThen(call, first.body, rest, context);
      const leading = [...(statement.leading ?? []), ...(first.leading ?? [])];
      const place = leading.length > 0 ? { ...statement, leading } : statement;
      return make.inPlaceOf(place, chosen ?? (negated ? first.body : rest));
    }
  }
  context.reporter.report(
    'VCP9011',
    statement.origin,
    'setcookie.delete_by_name inside a longer expression is not translated: nothing is removed',
    {
      help: 'Give its result to a variable in a statement of its own.',
    },
  );
  const without = (expression: Expression): Expression =>
    mapExpression(expression, (inner) => (isDelete(inner) ? make.boolean(false) : inner));
  return [mapStatement(statement, { expression: without })];
}

function tested(branch: Branch | undefined): { readonly call: Call | null; readonly negated: boolean } {
  const condition = branch?.condition;
  if (condition === undefined) return { call: null, negated: false };
  if (condition.kind === 'not') return { call: isDelete(condition.operand) ? condition.operand : null, negated: true };
  return { call: isDelete(condition) ? condition : null, negated: false };
}

function deleteThen(call: Call, deleted: Body, otherwise: Body, context: PassContext): Body | null {
  const cookie = cookieOf(call, 'remove', context);
  if (cookie === null) return null;
  const { target } = context;
  const holes = { header: cookie.header, line: make.string(`^${quotePattern(cookie.name)}=`) };
  const isThere = { ...vclExpression(target, 'header.get(_header_, _line_)', holes), origin: call.origin };
  const remove = vclStatements(target, 'header.remove(_header_, _line_);', holes).map((made) => ({
    ...made,
    origin: call.origin,
  }));
  return [make.when(isThere, [...remove, ...deleted], otherwise.length > 0 ? otherwise : null, call.origin)];
}
