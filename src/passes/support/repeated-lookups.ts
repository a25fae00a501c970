import { sameMeaning } from '../../ir/equal.ts';
import { canFallThrough } from '../../ir/flow.ts';
import * as make from '../../ir/make.ts';
import type { Body, Branch, Carrier, Expression, Statement } from '../../ir/model.ts';
import { mapSame, mapStatement } from '../../ir/rewrite.ts';
import { disturbs, readsOf, writesOf } from './effects.ts';

/** What a call looks up: what was handed over to it, and how many statements before it do that. */
export interface LookedUp {
  readonly given: readonly Expression[];
  readonly statements: number;
}

/**
 * A lookup whose answer is still there is not done again: the code asks whether a table has a key, and then for its value.
 */
export function withoutRepeated(body: Body, lookups: ReadonlyMap<Statement, LookedUp>, value: Carrier): Body {
  return lookups.size === 0 ? body : new Repeated(lookups, value).body(body, null).body;
}

/** The last lookup, whose answer is still there. */
interface Known {
  readonly subroutine: string;
  readonly given: readonly Expression[];
  /** The lookup whose answer was given to it. */
  readonly from: Known | null;
  /** Whether there certainly was a value. */
  readonly isSet: boolean;
}

class Repeated {
  readonly #lookups: ReadonlyMap<Statement, LookedUp>;
  readonly #value: Carrier;

  constructor(lookups: ReadonlyMap<Statement, LookedUp>, value: Carrier) {
    this.#lookups = lookups;
    this.#value = value;
  }

  body(body: Body, before: Known | null): { readonly body: Body; readonly known: Known | null } {
    const result: Statement[] = [];
    let known = before;
    for (let at = 0; at < body.length; at += 1) {
      const statement = body[at] as Statement;
      const run = this.#runAt(body, at, known);
      if (run.length > 0) {
        const last = run.at(-1) as LookupsSoFar;
        const answered = run.findLast(
          (soFar) => known !== null && sameMeaning({ ...soFar.known, isSet: known.isSet }, known),
        );
        if (answered === undefined) {
          result.push(...body.slice(at, last.end));
          known = last.known;
          at = last.end - 1;
        } else {
          result.push(...make.inPlaceOf(statement, []));
          at = answered.end - 1;
        }
        continue;
      }
      const [first] = statement.kind === 'if' ? statement.branches : [];
      if (known?.isSet === true && first !== undefined && this.#isValue(first.condition)) {
        const inner = this.body(first.body, known);
        result.push(...make.inPlaceOf(statement, inner.body));
        known = inner.known;
        continue;
      }
      const inner = this.#statement(statement, known);
      result.push(inner.statement);
      known = inner.known;
    }
    const moved = movedComments(result);
    const same = moved.length === body.length && moved.every((statement, at) => statement === body[at]);
    return { body: same ? body : moved, known };
  }

  #isValue(condition: Expression): boolean {
    return condition.kind === 'carrier' && condition.type === 'string' && condition.name === this.#value.name;
  }

  /** Whether there was a value if a condition holds. */
  #implies(condition: Expression): boolean {
    if (condition.kind === 'logical')
      return condition.operator === '&&' && condition.operands.some((operand) => this.#implies(operand));
    return this.#isValue(condition);
  }

  /** The lookups that begin here, one after the other, and what is known after each. */
  #runAt(body: Body, start: number, before: Known | null): readonly LookupsSoFar[] {
    const run: LookupsSoFar[] = [];
    let known = before;
    for (let at = start; ;) {
      const length = this.#lookupAt(body, at);
      const call = body[at + length - 1];
      if (length === 0 || call?.kind !== 'call-subroutine') return run;
      const given = this.#lookups.get(call)?.given ?? [];
      const takesAnswer = given.some((value) => readsOf(value).has(`carrier.${this.#value.name}`));
      known = { subroutine: call.name, given, from: takesAnswer ? known : null, isSet: false };
      at += length;
      run.push({ known, end: at });
      // Without knowing what it was given there is nothing to compare.
      if (takesAnswer && known.from === null) return run;
    }
  }

  /** How many statements a lookup takes that begins here; 0 for none. */
  #lookupAt(body: Body, at: number): number {
    for (let length = 1; length <= 4; length += 1) {
      const call = body[at + length - 1];
      const lookup = call === undefined ? undefined : this.#lookups.get(call);
      if (lookup !== undefined) return lookup.statements + 1 === length ? length : 0;
    }
    return 0;
  }

  #statement(
    statement: Statement,
    known: Known | null,
  ): { readonly statement: Statement; readonly known: Known | null } {
    if (statement.kind === 'if') {
      const ends: (Known | null)[] = [];
      const inside = (body: Body, isSet: boolean): Body => {
        const inner = this.body(body, known === null ? null : { ...known, isSet: known.isSet || isSet });
        if (canFallThrough(inner.body)) ends.push(inner.known === null ? null : { ...inner.known, isSet: false });
        return inner.body;
      };
      const branches = mapSame(statement.branches, (branch): Branch => {
        const inner = inside(branch.body, this.#implies(branch.condition));
        return inner === branch.body ? branch : { ...branch, body: inner };
      });
      const negated = statement.branches.some(
        ({ condition }) => condition.kind === 'not' && this.#isValue(condition.operand),
      );
      const otherwise = statement.otherwise === null ? null : inside(statement.otherwise, negated);
      if (otherwise === null) ends.push(known === null ? null : { ...known, isSet: false });
      const [first = null] = ends;
      const same = ends.every((end) => end !== null && first !== null && sameMeaning(end, first));
      const kept = branches === statement.branches && otherwise === statement.otherwise;
      return { statement: kept ? statement : { ...statement, branches, otherwise }, known: same ? first : null };
    }
    const inner = mapStatement(statement, { body: (body) => this.body(body, null).body });
    const stays =
      known !== null &&
      !givenTo(known).some((given) =>
        disturbs(
          writesOf([statement], () => null),
          given,
        ),
      );
    return { statement: inner, known: stays && statement.kind !== 'nested' ? known : null };
  }
}

interface LookupsSoFar {
  readonly known: Known;
  readonly end: number;
}

/** Everything that an answer depends on, the answers before it apart. */
function givenTo(known: Known | null): readonly Expression[] {
  return known === null ? [] : [...known.given.filter((given) => given.kind !== 'carrier'), ...givenTo(known.from)];
}

/** Comments of a lookup that is gone belong to the statement after it. */
function movedComments(body: readonly Statement[]): Body {
  const result: Statement[] = [];
  for (const statement of body) {
    const last = result.at(-1);
    if (last?.kind !== 'remark' || last.origin !== null || statement.kind === 'remark' || last.comments.length === 0) {
      result.push(statement);
      continue;
    }
    result.pop();
    const { blankBefore } = last;
    result.push({
      ...statement,
      leading: [...last.comments, ...(statement.leading ?? [])],
      ...(blankBefore === true ? { blankBefore } : {}),
    });
  }
  return result;
}
