import type { Body, Expression, If, Statement, Subroutine } from '../../ir/model.ts';
import { visitBodyReads, visitExpression, visitStatements, visitValues } from '../../ir/visit.ts';
import type { Code } from './code.ts';

/**
 * The statements after which no group is read before another match has succeeded: what has matched until there need not be
 * remembered. Without it, code that matches again and again would carry along every match that it has.
 */
export function deadEnds(codes: readonly Code[]): ReadonlySet<Statement> {
  const ends = new DeadEnds(codes);
  // Who calls a subroutine may read what has matched in there.
  for (const code of codes) if (code.kind === 'state') ends.body(code.body, false);
  return ends.found;
}

/** Each method tells whether a group may be read, from what holds after a part of the code to what holds before it. */
class DeadEnds {
  readonly found = new Set<Statement>();
  readonly #subroutines: ReadonlyMap<string, Subroutine>;
  readonly #concerned = new Map<string, boolean>();

  constructor(codes: readonly Code[]) {
    this.#subroutines = new Map(codes.flatMap((code) => (code.kind === 'subroutine' ? [[code.name, code]] : [])));
  }

  body(body: Body, after: boolean): boolean {
    let live = after;
    for (let at = body.length - 1; at >= 0; at -= 1) {
      const statement = body[at] as Statement;
      if (!live) this.found.add(statement);
      live = this.#statement(statement, live);
    }
    return live;
  }

  #statement(statement: Statement, after: boolean): boolean {
    switch (statement.kind) {
      case 'if':
        return this.#if(statement, after);
      case 'nested':
        return this.body(statement.body, after);
      case 'transition':
        return this.#values(statement, false);
      case 'call-subroutine':
        return this.#values(statement, after) || this.#concerns(statement.name);
      case 'switch':
      case 'break':
      case 'goto':
      case 'label':
      case 'return':
        return true;
      default:
        return this.#values(statement, after);
    }
  }

  #if({ branches, otherwise }: If, after: boolean): boolean {
    let live = otherwise === null ? after : this.body(otherwise, after);
    for (const { condition, body } of branches.toReversed()) live = this.#test(condition, this.body(body, after), live);
    return live;
  }

  #test(condition: Expression, whenTrue: boolean, whenFalse: boolean): boolean {
    switch (condition.kind) {
      case 'match': {
        const { subject, pattern, negated } = condition;
        const goesOn = pattern.kind === 'name' ? whenTrue || whenFalse : negated ? whenTrue : whenFalse;
        return goesOn || this.#reads(subject);
      }
      case 'not':
        return this.#test(condition.operand, whenFalse, whenTrue);
      case 'logical': {
        const all = condition.operator === '&&';
        return condition.operands.reduceRight(
          (live, operand) => (all ? this.#test(operand, live, whenFalse) : this.#test(operand, whenTrue, live)),
          all ? whenTrue : whenFalse,
        );
      }
      default:
        return whenTrue || whenFalse || this.#reads(condition);
    }
  }

  #values(statement: Statement, after: boolean): boolean {
    let live = after;
    visitValues(statement, (value) => {
      live ||= this.#reads(value);
    });
    return live;
  }

  #reads(expression: Expression): boolean {
    let reads = false;
    visitExpression(expression, ({ kind }) => {
      reads ||= kind === 'capture' || kind === 'apply';
    });
    return reads;
  }

  /** Whether a subroutine, or what it calls, matches or reads a group. */
  #concerns(name: string): boolean {
    const known = this.#concerned.get(name);
    if (known !== undefined) return known;
    this.#concerned.set(name, false);
    const body = this.#subroutines.get(name)?.body ?? [];
    let concerned = false;
    visitStatements(body, (statement) => {
      if (statement.kind === 'call-subroutine') concerned ||= this.#concerns(statement.name);
    });
    visitBodyReads(body, (expression) => {
      const { kind } = expression;
      concerned ||= kind === 'capture' || kind === 'apply' || (kind === 'match' && expression.pattern.kind !== 'name');
    });
    this.#concerned.set(name, concerned);
    return concerned;
  }
}
