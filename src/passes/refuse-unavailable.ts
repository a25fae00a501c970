import * as make from '../ir/make.ts';
import type { Body, Call, Expression, Item, Place, Program, Statement } from '../ir/model.ts';
import { flatMapSame, mapExpression, mapOperands, mapSame, mapStatement } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { typeOf } from '../ir/type-of.ts';
import { findVariable, own } from '../mappings/table.ts';
import { isAvailable, subroutineFor, targetName } from './support/availability.ts';
import { isCode, stateOf } from './support/code.ts';
import { withLosses, type Loss } from './support/losses.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F26: what the passes before this one have left as it was, and the target does not have, or not in this place. It is said
 * at its line of the source; nothing goes through unknown.
 */
export const refuseUnavailable: Pass = {
  name: 'refuse-unavailable',
  description: 'Nothing is used where the target does not have it.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const items = mapSame(program.items, (item): Item => {
      const state = stateOf(item);
      if (!isCode(item) || state === null) return item;
      const body = new Refuser(state, context).body(item.body);
      return body === item.body ? item : { ...item, body };
    });
    return items === program.items ? program : ({ ...program, items } satisfies Program);
  },
};

/** Statements that one subroutine only has. */
const only: Readonly<Partial<Record<Statement['kind'], { readonly states: readonly State[]; readonly what: string }>>> =
  {
    'hash-data': { states: ['hash'], what: 'the cache key' },
    'set-body': { states: ['synth', 'backend-error'], what: 'the body of the response' },
  };

class Refuser {
  readonly #state: State;
  readonly #subroutine: string | null;
  readonly #context: PassContext;

  constructor(state: State, context: PassContext) {
    this.#state = state;
    this.#subroutine = subroutineFor(state, context.target);
    this.#context = context;
  }

  body(body: Body): Body {
    return flatMapSame(body, (statement) => this.#statement(statement));
  }

  #statement(statement: Statement): readonly Statement[] {
    const where = only[statement.kind];
    if (where !== undefined && !where.states.includes(this.#state)) {
      this.#context.reporter.report('VCP2062', statement.origin, `${where.what} cannot be changed in ${this.#here}`);
      return unsupported(statement, 'VCP2062', this.#context);
    }
    const inner = mapStatement(statement, { body: (body) => this.body(body) });
    let lost = false;
    const kept = withLosses(inner, this.#context, (lose) => ({
      expression: (whole) =>
        mapExpression(whole, (expression) => {
          const loss = this.#lossOf(expression);
          lost ||= loss !== null;
          return loss === null ? expression : lose(expression, loss);
        }),
      place: (place) => {
        const loss = this.#refusal(place, inner.kind === 'remove' ? 'unset' : 'write');
        if (loss !== null) lose(place, loss);
        return loss === null ? place : null;
      },
    }));
    return lost ? kept.map(withoutNothing) : kept;
  }

  get #here(): string {
    return this.#subroutine ?? 'this place';
  }

  #refusal(place: Place, access: 'write' | 'unset'): Loss | null {
    if (isAvailable(place, access, this.#subroutine, this.#context.target)) return null;
    return (
      this.#foreign(place) ?? { code: 'VCP2062', message: `${this.#nameOf(place)} cannot be changed in ${this.#here}` }
    );
  }

  #lossOf(expression: Expression): Loss | null {
    switch (expression.kind) {
      case 'variable':
      case 'header':
        if (isAvailable(expression, 'read', this.#subroutine, this.#context.target)) return null;
        return (
          this.#foreign(expression) ?? {
            code: 'VCP2062',
            message: `${this.#nameOf(expression)} cannot be read in ${this.#here}`,
          }
        );
      case 'call':
        return this.#foreign(expression) ?? this.#elsewhere(expression);
      default:
        return null;
    }
  }

  /** A name of the source. */
  #foreign(expression: Expression): Loss | null {
    if (expression.kind !== 'variable' && expression.kind !== 'call') return null;
    const { source, target } = this.#context;
    if (expression.vocabulary !== source.dialect.id) return null;
    const known =
      expression.kind === 'call'
        ? own(target.table.functions, expression.name)
        : findVariable(target.table, expression.name);
    if (known !== undefined) return null;
    return { code: 'VCP9011', message: `vcl-port does not translate ${expression.name} here yet` };
  }

  /** A function that other subroutines have. */
  #elsewhere(call: Call): Loss | null {
    const places = own(this.#context.target.table.functions, call.name)?.in;
    if (places === undefined || this.#subroutine === null || places.includes(this.#subroutine)) return null;
    return { code: 'VCP2062', message: `${call.name}() cannot be called in ${this.#here}` };
  }

  #nameOf(expression: Expression): string {
    return expression.kind === 'variable' && expression.spelling !== undefined
      ? expression.spelling
      : targetName(expression, this.#context.target);
  }
}

/** What stands for a value that was taken out, as the target writes it: false as a condition, an empty text. */
function withoutNothing(statement: Statement): Statement {
  if (statement.kind === 'if') {
    const branches = statement.branches.map((branch) => ({ ...branch, condition: filled(branch.condition, true) }));
    return { ...statement, branches };
  }
  return mapStatement(statement, {
    expression: (expression) =>
      filled(expression, statement.kind === 'assign' && typeOf(statement.target) === 'boolean'),
  });
}

function filled(expression: Expression, asCondition: boolean): Expression {
  switch (expression.kind) {
    case 'unset':
      return asCondition ? { ...make.boolean(false), origin: expression.origin } : make.string('', expression.origin);
    case 'logical':
    case 'not':
      return mapOperands(expression, (operand) => filled(operand, true));
    case 'concat': {
      const parts = expression.parts.filter((part) => part.kind !== 'unset');
      return parts.length === 0
        ? make.string('', expression.origin)
        : mapOperands({ ...expression, parts }, (operand) => filled(operand, false));
    }
    default:
      return mapOperands(expression, (operand) => filled(operand, false));
  }
}
