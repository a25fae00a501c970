import { canFallThrough } from '../ir/flow.ts';
import * as make from '../ir/make.ts';
import type { Body, Expression, Item, Place, Program, Statement, Transition } from '../ir/model.ts';
import { flatMapSame, mapExpression, mapSame, mapStatement } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { typeOf } from '../ir/type-of.ts';
import { own } from '../mappings/table.ts';
import { isAvailable, subroutineFor, targetName, type Access } from './support/availability.ts';
import { isCode, stateOf } from './support/code.ts';
import { joinsThreads } from './support/one-thread.ts';
import { withLosses, type Loss } from './support/losses.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * What the target has, but not in the state where the source uses it: variables, return actions, headers that it does not let
 * anybody change. It is said, and stays as a comment.
 */
export const leaveOutUnavailable: Pass = {
  name: 'leave-out-unavailable',
  description: 'Nothing is used where the target does not have it.',
  needed: joinsThreads,
  run(program, context) {
    const declared = new Set(program.items.flatMap((item) => ('name' in item ? [item.name] : [])));
    const items = mapSame(program.items, (item): Item => {
      const state = isCode(item) ? stateOf(item) : null;
      if (!isCode(item) || state === null) return item;
      const body = new Checker(state, declared, context).body(item.body);
      const action = context.target.dialect.machine.defaults[state];
      if (item.kind !== 'state' || action === undefined || !canFallThrough(body)) return { ...item, body };
      return { ...item, body: [...body, make.transition(action)] };
    });
    return { ...program, items } satisfies Program;
  },
};

class Checker {
  readonly #state: State;
  readonly #subroutine: string | null;
  readonly #declared: ReadonlySet<string>;
  readonly #context: PassContext;

  constructor(state: State, declared: ReadonlySet<string>, context: PassContext) {
    this.#state = state;
    this.#subroutine = subroutineFor(state, context.target);
    this.#declared = declared;
    this.#context = context;
  }

  body(body: Body): Body {
    return flatMapSame(body, (statement) => this.#statement(statement));
  }

  #statement(statement: Statement): readonly Statement[] {
    switch (statement.kind) {
      case 'nested':
        return make.inPlaceOf(statement, this.body(statement.body));
      case 'transition':
        return this.#transition(statement);
      case 'return':
        return statement.value === null ? [statement] : unsupported(statement, 'VCP1030', this.#context);
      case 'call-subroutine':
        if (this.#declared.has(statement.name)) return [statement];
        this.#context.reporter.report(
          'VCP1013',
          statement.origin,
          `there is no subroutine '${statement.name.replace(/@.*/, '')}'`,
        );
        return unsupported(statement, 'VCP1013', this.#context);
      default:
        return this.#known(mapStatement(statement, { body: (inner) => this.body(inner) }));
    }
  }

  /** A statement with only what is there. */
  #known(statement: Statement): readonly Statement[] {
    return withLosses(statement, this.#context, (lose) => ({
      expression: (whole) =>
        mapExpression(whole, (expression) => {
          const loss = this.#lossOf(expression);
          return loss === null ? expression : lose(expression, loss);
        }),
      place: (place) => {
        const loss = this.#refusal(
          place,
          statement.kind === 'remove' ? 'unset' : 'write',
          statement.kind === 'assign' ? statement.value : null,
        );
        if (loss !== null) lose(place, loss);
        return loss === null ? place : null;
      },
    }));
  }

  /** Why the target does not let a place be changed here; `null`: it does. */
  #refusal(place: Place, access: Access, value: Expression | null): Loss | null {
    if (value?.kind === 'name' && typeOf(place) === 'backend' && !this.#declared.has(value.name)) {
      return { code: 'VCP1010', message: `'${value.name}' is not declared` };
    }
    const { table } = this.#context.target;
    if (place.kind === 'header' && table.protectedHeaders.includes(place.name.toLowerCase())) {
      return { code: 'VCP2067', message: `the target does not let the header ${place.name} be changed` };
    }
    if (this.#isThere(place, access)) return null;
    return {
      code: 'VCP2062',
      message: `${this.#nameOf(place)} cannot be changed in ${this.#subroutine ?? 'this place'}`,
    };
  }

  #lossOf(expression: Expression): Loss | null {
    switch (expression.kind) {
      case 'opaque':
        return { code: 'VCP1010', message: `'${expression.text}' is not a variable of this dialect` };
      case 'match':
        if (expression.pattern.kind !== 'name' || this.#declared.has(expression.pattern.name)) return null;
        return { code: 'VCP1010', message: `'${expression.pattern.name}' is not declared` };
      case 'variable':
      case 'header':
        // A row asks for the name of a thing, and there was a value.
        if (expression.kind === 'variable' && expression.name.includes('PLACEHOLDER_')) {
          return { code: 'VCP9011', message: 'vcl-port does not translate the health of a backend that has no name' };
        }
        if (this.#isThere(expression, 'read')) return null;
        return {
          code: 'VCP2062',
          message: `${this.#nameOf(expression)} cannot be read in ${this.#subroutine ?? 'this place'}`,
        };
      default:
        return null;
    }
  }

  #isThere(place: Expression, access: Access): boolean {
    return isAvailable(place, access, this.#subroutine, this.#context.target);
  }

  #nameOf(place: Expression): string {
    return targetName(place, this.#context.target);
  }

  #transition(transition: Transition): readonly Statement[] {
    const { action, origin } = transition;
    if (this.#isLegal(action)) return this.#known(transition);
    const loss = this.#illegal(action);
    this.#context.reporter.report(loss.code, origin, loss.message);
    return unsupported(transition, loss.code, this.#context);
  }

  #illegal(action: Transition['action']): Loss {
    if (action === 'switch-program')
      return { code: 'VCP2066', message: 'the target has one configuration for each service' };
    if (action === 'synth' && this.#state === 'deliver')
      return { code: 'VCP2063', message: 'a response that is being delivered cannot be replaced' };
    return { code: 'VCP2062', message: `${this.#subroutine ?? 'this place'} has no '${action}'` };
  }

  #isLegal(action: Transition['action']): boolean {
    const { machine } = this.#context.target.dialect;
    const state = this.#state;
    const returns = own(this.#context.target.table.states, this.#subroutine ?? '')?.returns;
    if (returns === undefined || (state === 'pass' && action === 'pass')) return true;
    const meant = action === 'done' ? 'deliver' : action === 'backend-error' ? 'synth' : action;
    return Object.entries(machine.words).some(([word, meanings]) => {
      const means = meanings[state] ?? meanings['*'];
      const same = means === 'done' ? 'deliver' : means === 'backend-error' ? 'synth' : means;
      return same === meant && returns.includes(word);
    });
  }
}
