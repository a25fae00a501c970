import { rows } from '../generated/rows.ts';
import * as make from '../ir/make.ts';
import type { Body, Expression, Place, Statement, Variable } from '../ir/model.ts';
import { mapBodies, mapExpression, mapPlace, rewriteBody } from '../ir/rewrite.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { typeOf } from '../ir/type-of.ts';
import { visitExpression } from '../ir/visit.ts';
import { fillRow, RowIndex, type Row } from '../mappings/rows.ts';
import { findVariable, own } from '../mappings/table.ts';
import { hole } from '../syntax/lexer-rules.ts';
import { isAvailable, subroutineFor, type Access } from './support/availability.ts';
import { stateOf } from './support/code.ts';
import { nothing, withLosses, type Loss, type Lose } from './support/losses.ts';
import { lossWithout } from './support/extensions.ts';
import { allowsVmod, hasVmod } from './target.ts';
import type { Pass, PassContext } from './pass.ts';

const indexes = new Map<string, RowIndex>();

function indexFor(from: string, to: string): RowIndex {
  const key = `${from} ${to}`;
  let index = indexes.get(key);
  if (index === undefined) {
    index = new RowIndex(rows.filter((row) => row.from === from && row.to === to));
    indexes.set(key, index);
  }
  return index;
}

/**
 * F26: names of the source become what the tables say. What has no equal is taken out of the code, said, and stands for a
 * value that is not set; a statement that was nothing but that is kept as a comment.
 */
export const applyRows: Pass = {
  name: 'apply-rows',
  description: 'Functions and variables are those of the target.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run: (program, context) => mapBodies(program, (body, item) => new Applier(context, stateOf(item)).body(body)),
};

class Applier {
  readonly #context: PassContext;
  readonly #subroutine: string | null;
  readonly #state: State | null;
  readonly #carries: boolean;
  readonly #index: RowIndex;
  #lose: Lose = nothing;

  constructor(context: PassContext, state: State | null) {
    const { source, target } = context;
    this.#context = context;
    this.#index = indexFor(source.dialect.id, target.dialect.id);
    this.#subroutine = state === null ? null : subroutineFor(state, target);
    this.#state = state;
    const split = target.dialect.traits.backendThread && !source.dialect.traits.backendThread;
    this.#carries = split && state !== null && isBackendState(state);
  }

  body(body: Body): Body {
    return rewriteBody(body, (statement) => this.#statement(statement));
  }

  #statement(statement: Statement): readonly Statement[] {
    return withLosses(statement, this.#context, (lose) => {
      this.#lose = lose;
      return { expression: (expression) => this.#expression(expression), place: (place) => this.#place(place) };
    });
  }

  #expression(expression: Expression): Expression {
    return mapExpression(expression, (inner) => this.#translate(fold(inner)));
  }

  #place(place: Place): Place | null {
    if (place.kind !== 'variable' || !this.#isForeign(place)) return mapPlace(place, (inner) => inner);
    const { row, binding } = this.#choose(place) ?? {};
    if (row?.pass !== undefined) return place;
    const result =
      row?.result === null || row === undefined ? null : fillRow(row.result, binding ?? new Map(), place.origin);
    if (row !== undefined && row.fidelity === 'approximate' && result !== null) this.#report(row, place);
    if (result?.kind === 'variable' || result?.kind === 'header') return result;
    this.#missing(row ?? null, place, true);
    return null;
  }

  #isForeign(expression: Expression): boolean {
    const source = this.#context.source.dialect.id;
    if (expression.kind === 'call' || expression.kind === 'variable' || expression.kind === 'method')
      return expression.vocabulary === source;
    return false;
  }

  #translate(expression: Expression): Expression {
    const unknown = expression.kind === 'opaque' ? unknownName(expression, this.#context) : null;
    if (unknown !== null) return this.#lose(expression, unknown);
    if (!this.#isForeign(expression)) return expression;
    const chosen = this.#choose(expression);
    if (chosen === null) return this.#missing(null, expression);
    const { row, binding } = chosen;
    if (row.pass !== undefined) return expression;
    if (row.result === null) return this.#missing(row, expression);
    if (row.fidelity === 'approximate') this.#report(row, expression);
    for (const need of row.needs ?? []) this.#need(need, expression);
    const filled = fillRow(row.result, binding, expression.origin);
    const set = row.set === undefined || row.set === true ? row.set : fillRow(row.set, binding, expression.origin);
    return set === undefined ? filled : { ...filled, setWhen: set === true || isNotEmpty(set) ? true : set };
  }

  /** The first row that fits and whose extensions are there; else the first whose extensions may be asked for. */
  #choose(expression: Expression): { readonly row: Row; readonly binding: ReadonlyMap<string, Expression> } | null {
    const { target } = this.#context;
    const found = [...this.#index.find(expression)].filter(({ row }) => this.#isReadable(row));
    const certain = found.find(
      ({ row }) => row.vmods.every((vmod) => hasVmod(target, vmod)) && row.fidelity !== 'none',
    );
    const allowed = found.find(
      ({ row }) => row.vmods.every((vmod) => allowsVmod(target, vmod)) && row.fidelity !== 'none',
    );
    return certain ?? allowed ?? found.find(({ row }) => row.fidelity === 'none') ?? null;
  }

  /** Rows that would do, if their extensions were allowed. */
  #blocked(expression: Expression): Loss | null {
    const first = [...this.#index.find(expression)].find(
      ({ row }) => row.fidelity !== 'none' && row.result !== null && this.#isReadable(row),
    );
    return first === undefined ? null : lossWithout(first.row.vmods, nameOf(expression), this.#context);
  }

  /**
   * A variable of the target is not there in every state. What the fetch may know of the request is carried over to it, and
   * what changes the request to the origin goes there.
   */
  #isReadable(row: Row): boolean {
    const { result } = row;
    if (result === null || this.#subroutine === null || row.pass !== undefined) return true;
    let readable = true;
    visitExpression(result, (inner) => {
      if (inner.kind === 'variable') readable &&= this.#isReached(inner);
    });
    return readable;
  }

  #isReached(variable: Variable): boolean {
    const { target } = this.#context;
    // What the machine itself has is put right with the machine.
    if (variable.vocabulary === 'core' && !/^(?:bereq|beresp|obj)\./.test(variable.name)) return true;
    const isAt = (state: State, access: Access): boolean =>
      isAvailable(variable, access, subroutineFor(state, target), target);
    if (this.#accessible(variable)) return true;
    if (this.#state === 'miss' || this.#state === 'pass') return isAt('backend-request', 'write');
    return this.#carries && variable.type !== 'blob' && (isAt('miss', 'read') || isAt('pass', 'read'));
  }

  #accessible(variable: Variable): boolean {
    const { target } = this.#context;
    return (['read', 'write'] as const).some((access) => isAvailable(variable, access, this.#subroutine, target));
  }

  #report(row: Row, expression: Expression): void {
    this.#context.reporter.report(
      'VCP3001',
      expression.origin,
      `${nameOf(expression)}: ${row.differs ?? 'it may differ'}`,
      { help: row.advice },
    );
  }

  #need(need: string, expression: Expression): void {
    const parameter = /^param:([^=]+)=(.*)$/.exec(need);
    if (parameter !== null) this.#context.needs.parameters.set(parameter[1] as string, parameter[2] as string);
    else
      this.#context.reporter.report(
        'VCP4001',
        expression.origin,
        `${nameOf(expression)} needs ${need.replace(/^sidecar:/, '')} in front of the cache`,
      );
  }

  #missing(row: Row | null, expression: Expression, isPlace = false): Expression {
    const name = nameOf(expression);
    const help = row?.advice;
    // A value cannot be left out.
    if (row?.fidelity === 'approximate' && (isPlace || typeOf(expression) === 'void')) {
      return this.#lose(expression, {
        code: 'VCP3002',
        message: `${name} is left out: ${row.differs ?? 'no response is different'}`,
        help,
      });
    }
    const without = this.#blocked(expression);
    if (without !== null) return this.#lose(expression, without);
    const unknown = row === null ? unknownName(expression, this.#context) : null;
    if (unknown !== null) return this.#lose(expression, unknown);
    if (row === null || row.limit === 'tool')
      return this.#lose(expression, { code: 'VCP9011', message: `vcl-port does not translate ${name} yet`, help });
    return this.#lose(expression, { code: 'VCP2002', message: `${name} has no equal on the target`, help });
  }
}

/** What the dialect of the source itself does not have; it has been said already where it is read. */
function unknownName(expression: Expression, { source: { table } }: PassContext): Loss | null {
  const isVariable = expression.kind === 'variable' || expression.kind === 'opaque';
  if (!isVariable && expression.kind !== 'call') return null;
  const name = expression.kind === 'opaque' ? expression.text : expression.name;
  if (isVariable) {
    if (templateHole.test(name) || findVariable(table, name) !== undefined) return null;
    return { code: 'VCP1010', message: `'${name}' is not a variable of this dialect` };
  }
  if (own(table.functions, name) !== undefined || own(table.objects, name) !== undefined) return null;
  return { code: 'VCP1011', message: `'${name}' is not a function of this dialect` };
}

const templateHole = new RegExp(hole);

function nameOf(expression: Expression): string {
  if (expression.kind === 'method')
    return `${expression.object.kind === 'name' ? expression.object.name : ''}.${expression.name}()`;
  return expression.kind === 'call'
    ? `${expression.name}()`
    : expression.kind === 'variable'
      ? (expression.spelling ?? expression.name)
      : 'this';
}

/** Texts side by side are one text: rows ask for literals. */
function fold(expression: Expression): Expression {
  if (expression.kind !== 'concat' || !expression.parts.every((part) => part.kind === 'string')) return expression;
  return make.string(
    expression.parts.map((part) => (part.kind === 'string' ? part.value : '')).join(''),
    expression.origin,
  );
}

/** The question whether a text has anything in it, where the text is known. */
function isNotEmpty(condition: Expression): boolean {
  if (condition.kind !== 'match' || condition.negated || condition.pattern.kind !== 'string') return false;
  return condition.pattern.value === '.' && condition.subject.kind === 'string' && condition.subject.value !== '';
}
