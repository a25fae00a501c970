import * as make from '../../ir/make.ts';
import type { Body, Call, Carrier, Expression, Program, Statement, Subroutine } from '../../ir/model.ts';
import { keyOf, writtenPlace } from '../../ir/places.ts';
import { mapBodies, mapExpression, mapStatement } from '../../ir/rewrite.ts';
import { visitStatements } from '../../ir/visit.ts';
import { isConcerned, mayHold, named } from '../../ir/kinds.ts';
import { quotePattern } from '../../regex/quote.ts';
import type { PassContext } from '../pass.ts';
import { vclSubroutines } from './vcl.ts';

/** Who sends the cookies: their message, where their lines are kept as one text, and what collects them. */
const senders = {
  resp: { carrier: make.carrier('cookies', 'string', 'client'), subroutine: 'collect_cookies', state: 'deliver' },
  beresp: {
    carrier: make.carrier('cookies of the origin', 'string', 'backend'),
    subroutine: 'collect_origin_cookies',
    state: 'backend-response',
  },
} as const;

type Sender = keyof typeof senders;

const between = '; Set-Cookie: ';

/**
 * Reading a cookie needs all lines at once, since the last of a name counts: they are collected into one text before the first
 * statement that reads one, and again after what may have changed them.
 */
export function readCookies(program: Program, nameOf: (call: Call) => string | null, context: PassContext): Program {
  const reader = new CookieReader(nameOf);
  const read = mapBodies(program, (body) => (mayHold(body, reading) ? reader.body(body, false) : body));
  const added = [...reader.senders].map((sender) => collecting(sender, context));
  return added.length === 0 ? read : { ...read, items: [...read.items, ...added] };
}

const reading = named('setcookie.get_value_by_name');

class CookieReader {
  readonly senders = new Set<Sender>();
  readonly #nameOf: (call: Call) => string | null;
  #asked: Sender | null = null;

  constructor(nameOf: (call: Call) => string | null) {
    this.#nameOf = nameOf;
  }

  body(body: Body, before: boolean): Body {
    let collected = before;
    const result = body.flatMap((statement): readonly Statement[] => {
      if (!isConcerned(statement, reading)) {
        collected &&= !mayChangeCookies(statement);
        return [statement];
      }
      this.#asked = null;
      const read = mapStatement(statement, {
        expression: (expression) => mapExpression(expression, (inner) => this.#read(inner)),
      });
      const needed: Sender | null = collected ? null : this.#asked;
      if (needed !== null) collected = true;
      const whole = mapStatement(read, { body: (inner) => this.body(inner, collected) });
      collected &&= !mayChangeCookies(statement);
      return needed === null
        ? [whole]
        : make.inPlaceOf(whole, [make.callSubroutine(helperName(needed), statement.origin), make.bare(whole)]);
    });
    return result.every((statement, index) => statement === body[index]) ? body : result;
  }

  #read(expression: Expression): Expression {
    if (expression.kind !== 'call' || expression.name !== 'setcookie.get_value_by_name') return expression;
    const name = this.#nameOf(expression);
    if (name === null) return { kind: 'unset', origin: expression.origin };
    const [where] = expression.arguments;
    const sender: Sender = where?.value.kind === 'name' && where.value.name === 'beresp' ? 'beresp' : 'resp';
    this.#asked = sender;
    this.senders.add(sender);
    const cookies: Carrier = { ...senders[sender].carrier, origin: expression.origin };
    const last = `^(?:(?:.*${between})?${quotePattern(name)}=([^;]*))?.*$`;
    return {
      ...make.regsub(cookies, last, '\\1'),
      setWhen: make.match(cookies, `(^|${between})${quotePattern(name)}=`),
    };
  }
}

function mayChangeCookies(statement: Statement): boolean {
  let changes = false;
  visitStatements([statement], (inner) => {
    const place = writtenPlace(inner);
    const key = place === null ? null : keyOf(place);
    changes ||=
      inner.kind === 'evaluate' ||
      inner.kind === 'call-subroutine' ||
      inner.kind === 'remove-prefix' ||
      key?.endsWith('.http.set-cookie') === true;
  });
  return changes;
}

function helperName(sender: Sender): string {
  return `${senders[sender].subroutine}@helper`;
}

function collecting(sender: Sender, context: PassContext): Subroutine {
  const { carrier, subroutine: name, state } = senders[sender];
  const lines = `${sender}.http.${context.names.headerPrefix}Cookies`;
  const [made] = vclSubroutines(
    context.target,
    `sub ${name} {
      header.copy(${sender}.http.Set-Cookie, ${lines});
      std.collect(${lines}, "${between}");
      set carrier.value = ${lines};
      unset ${lines};
    }`,
  );
  if (made === undefined) throw new Error('no subroutine');
  const body = made.body.map((statement) =>
    statement.kind === 'assign' ? { ...statement, target: carrier } : statement,
  );
  const helper: Subroutine = { ...made, name: helperName(sender), original: name, body, state, blankBefore: true };
  return make.remarked(helper, 'All Set-Cookie lines as one text: of several cookies of a name, the last one counts');
}
