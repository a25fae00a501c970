import { canFallThrough } from '../../ir/flow.ts';
import * as make from '../../ir/make.ts';
import type { Body, Expression, Local, Statement, Variable } from '../../ir/model.ts';
import { flatMapSame, mapExpression, mapStatement } from '../../ir/rewrite.ts';
import { visitStatements } from '../../ir/visit.ts';
import type { PassContext } from '../pass.ts';

/** Whether a response is stored, in the words of the target. */
export function cacheableIn({ target }: PassContext): Variable {
  return { kind: 'variable', vocabulary: target.dialect.id, name: 'beresp.cacheable', type: 'boolean', origin: null };
}

/**
 * A response that the code has found not to be stored is passed when it is delivered: so is the next request for it. Where
 * that is found on some paths only, a variable remembers it until the end; in a subroutine of its own the response is just not
 * stored.
 */
export function lowerUncacheable(body: Body, whole: boolean, context: PassContext): Body {
  const flag = whole && leaks(body) ? make.local('uncacheable', 'boolean') : null;
  return new Lowering(flag, whole, context).body(body, 'no');
}

function marks(statement: Statement): boolean {
  return (
    statement.kind === 'assign' &&
    statement.target.kind === 'variable' &&
    statement.target.name === 'beresp.uncacheable'
  );
}

/** Whether code after a block can be reached with what the block has found. */
function leaks(body: Body): boolean {
  let found = false;
  visitStatements(body, (statement) => {
    mapStatement(statement, {
      body: (inner) => {
        const at = inner.findIndex(marks);
        found ||= at !== -1 && canFallThrough(inner.slice(at + 1));
        return inner;
      },
    });
    found ||= statement.kind === 'assign' && marks(statement) && statement.value.kind !== 'boolean';
  });
  return found;
}

type Found = 'no' | 'maybe' | 'yes';

class Lowering {
  readonly #flag: Local | null;
  readonly #whole: boolean;
  readonly #context: PassContext;

  constructor(flag: Local | null, whole: boolean, context: PassContext) {
    this.#flag = flag;
    this.#whole = whole;
    this.#context = context;
  }

  /** `before`: whether the response was found not to be stored on the paths that lead here. */
  body(body: Body, before: Found): Body {
    let known = before;
    let stored = false;
    const end = body.findIndex(marks);
    const stays = end !== -1 && !canFallThrough(body.slice(end + 1));
    return flatMapSame(body, (statement): readonly Statement[] => {
      if (statement.kind === 'assign' && marks(statement)) {
        if (statement.value.kind !== 'boolean') return this.#found(statement, statement.value);
        if (!statement.value.value) return make.inPlaceOf(statement, []);
        known = 'yes';
        this.#context.reporter.report('VCP3062', statement.origin, 'the next requests for this object are passed');
        return stays ? make.inPlaceOf(statement, []) : this.#found(statement, null);
      }
      // Its lifetime is that of the mark, and nothing is stored.
      if (isCacheable(statement)) {
        if (known === 'yes' || stays || stored) return [];
        stored = true;
      }
      if (statement.kind === 'transition' && statement.action === 'deliver') return this.#deliver(statement, known);
      const here = known;
      if (known === 'no' && leaks([statement])) known = 'maybe';
      return [
        mapStatement(statement, {
          body: (inner) => this.body(inner, here),
          expression: (expression) => this.#read(expression),
        }),
      ];
    });
  }

  #found(statement: Extract<Statement, { kind: 'assign' }>, condition: Expression | null): readonly Statement[] {
    const { origin } = statement;
    const mark =
      this.#flag === null
        ? make.assign(cacheableIn(this.#context), make.boolean(false), origin)
        : make.assign(this.#flag, make.boolean(true), origin);
    if (this.#flag === null && !this.#whole) {
      this.#context.reporter.report('VCP3071', origin, 'the response is not stored; requests for it are not passed');
    }
    return make.inPlaceOf(statement, [condition === null ? mark : make.when(condition, [mark], null, origin)]);
  }

  #deliver(statement: Extract<Statement, { kind: 'transition' }>, known: Found): readonly Statement[] {
    if (known === 'yes') return [{ ...statement, action: 'pass' }];
    if (this.#flag === null || known === 'no') return [statement];
    return make.inPlaceOf(statement, [
      make.when(this.#flag, [make.transition('pass', [], statement.origin)]),
      statement,
    ]);
  }

  #read(expression: Expression): Expression {
    return mapExpression(expression, (inner) => {
      if (inner.kind !== 'variable' || inner.name !== 'beresp.uncacheable') return inner;
      this.#context.reporter.report(
        'VCP3071',
        inner.origin,
        'whether the response will be stored is known by its status and its lifetime only',
      );
      const stored = make.not({ ...cacheableIn(this.#context), origin: inner.origin });
      return this.#flag === null ? stored : { ...make.logical('||', [this.#flag, stored]), grouped: true };
    });
  }
}

export function isCacheable(statement: Statement): boolean {
  return (
    statement.kind === 'assign' && statement.target.kind === 'variable' && statement.target.name === 'beresp.cacheable'
  );
}
