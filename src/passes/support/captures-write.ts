import * as make from '../../ir/make.ts';
import type { Body, Branch, Expression, If, Local, Match, Statement } from '../../ir/model.ts';
import { mapExpression, mapOperands, mapPlace, mapStatement } from '../../ir/rewrite.ts';
import { joinGroups } from './captures-join.ts';
import type { Names } from './names.ts';
import type { CapturePlan } from './captures-plan.ts';

type Tried = ReadonlyMap<Match, readonly Statement[]>;

/** Writes the code of a state anew, with groups kept where a plan says so, and read from there. */
export class CaptureWriter {
  readonly #plan: CapturePlan;
  readonly #names: Names;
  readonly #values: ReadonlySet<Expression>;
  /** Matches by their pattern: what is in the subject may be replaced by the time that a match is. */
  readonly #subjects: ReadonlyMap<Expression, Expression>;

  constructor(plan: CapturePlan, names: Names) {
    this.#names = names;
    this.#plan = plan;
    this.#values = new Set(plan.values.values());
    this.#subjects = new Map([...plan.groups.subjects].map(([match, local]) => [match.pattern, local]));
  }

  body(body: Body): Body {
    return body.flatMap((statement) => this.#statement(statement));
  }

  #statement(statement: Statement): readonly Statement[] {
    if (statement.kind === 'if') return this.#if(statement);
    const written = mapStatement(statement, {
      body: (inner) => this.body(inner),
      expression: (expression) => this.#expression(expression),
      place: (place) => mapPlace(place, (expression) => this.#expression(expression)),
    });
    let tries: Body = [];
    mapStatement(statement, {
      expression: (expression) => ((tries = [...tries, ...this.#try(expression, statement)]), expression),
    });
    return make.inPlaceOf(statement, [...this.#before(statement), ...tries, ...this.#certain(make.bare(written))]);
  }

  /** Where an empty text stands for a group that is not set, a header that was set from it goes again. */
  #certain(statement: Statement): Body {
    if (statement.kind !== 'assign' || statement.ifUnset !== 'remove' || !this.#values.has(statement.value))
      return [statement];
    const { target, value, origin } = statement;
    const { setWhen } = value;
    if (value.kind !== 'call' || setWhen === undefined || setWhen === true || setWhen.kind !== 'binary')
      return [statement];
    return [
      make.assign(target, { ...value, setWhen: true }, origin),
      make.when(make.binary(target, '==', make.string('')), [make.remove(target, origin)], null, origin),
    ];
  }

  #if(statement: If): readonly Statement[] {
    const after = this.#plan.after.get(statement) ?? [];
    const otherwise = this.#plan.otherwise.get(statement) ?? [];
    const { otherwiseLeading, ...plain } = statement;
    let comments = otherwiseLeading === undefined ? {} : { otherwiseLeading };
    let last: Body | null = statement.otherwise === null ? null : this.body(statement.otherwise);
    if (otherwise.length > 0) last = [...otherwise, ...(last ?? [])];
    let branches: Branch[] = [];
    let before: Body = [];
    for (const branch of statement.branches.toReversed()) {
      const body = [...(this.#plan.whenTrue.get(branch) ?? []), ...this.body(branch.body)];
      const { condition, steps } = this.#condition(branch);
      branches.unshift({ ...branch, condition, body });
      before = [...this.#before(branch), ...steps];
      if (before.length === 0 || branch === statement.branches[0]) continue;
      // What comes before a later condition comes after the earlier ones have failed.
      const { leading, ...first } = branches[0] as Branch;
      const rest: If = {
        kind: 'if',
        branches: [first, ...branches.slice(1)],
        otherwise: last,
        ...comments,
        origin: statement.origin,
      };
      last = make.inPlaceOf(leading === undefined ? rest : { ...rest, leading }, [...before, rest]);
      branches = [];
      comments = {};
    }
    const chain: If = { ...plain, branches, otherwise: last, ...comments };
    return [...make.inPlaceOf(statement, [...before, make.bare(chain)]), ...after];
  }

  #condition(branch: Branch): { readonly condition: Expression; readonly steps: Body } {
    if (!this.#plan.inOrder.has(branch))
      return { condition: this.#expression(branch.condition), steps: this.#try(branch.condition, branch) };
    const result = make.local(this.#names.local('matches'), 'boolean');
    return {
      condition: result,
      steps: this.#steps(branch.condition, result, true, this.#plan.tried.get(branch) ?? new Map()),
    };
  }

  /** A condition, one step at a time, so that what a match gives is kept before the next step reads it. */
  #steps(condition: Expression, result: Local, whenTrue: boolean, tried: Tried): Body {
    const set = (value: boolean): Statement => make.assign(result, make.boolean(value === whenTrue), condition.origin);
    switch (condition.kind) {
      case 'not':
        return this.#steps(condition.operand, result, !whenTrue, tried);
      case 'logical': {
        const goes = (condition.operator === '&&') === whenTrue ? result : make.not(result);
        return condition.operands.reduceRight<Body>((rest, operand) => {
          const step = this.#steps(operand, result, whenTrue, tried);
          return rest.length === 0 ? step : [...step, make.when(goes, rest, null, condition.origin)];
        }, []);
      }
      case 'match': {
        const local = this.#plan.groups.subjects.get(condition);
        const subject =
          local === undefined ? [] : [make.assign(local, this.#expression(condition.subject), condition.origin)];
        const test = this.#expression({ ...condition, negated: false });
        return [
          ...subject,
          make.when(
            test,
            [...(tried.get(condition) ?? []), set(!condition.negated)],
            [set(condition.negated)],
            condition.origin,
          ),
        ];
      }
      default:
        return [make.when(this.#expression(condition), [set(true)], [set(false)], condition.origin)];
    }
  }

  #before(place: Branch | Statement): Body {
    const { next, copies, subjects } = this.#plan;
    return [next, copies, subjects]
      .flatMap((map) => map.get(place) ?? [])
      .map((statement) => mapStatement(statement, { expression: (expression) => this.#expression(expression) }));
  }

  #expression(expression: Expression): Expression {
    return mapExpression(expression, (inner) => {
      if (inner.kind === 'capture') return this.#plan.values.get(inner) ?? { kind: 'unset', origin: inner.origin };
      const subject = inner.kind === 'match' ? this.#subjects.get(inner.pattern) : undefined;
      if (inner.kind === 'concat') return joinGroups(inner, this.#values);
      return inner.kind === 'match' && subject !== undefined ? { ...inner, subject } : inner;
    });
  }

  /** Tries the matches of an expression in the order, and under the conditions, in which it does so itself. */
  #try(expression: Expression, place: Branch | Statement): Body {
    const tried = this.#plan.tried.get(place);
    return tried === undefined ? [] : this.#tries(expression, tried);
  }

  #tries(expression: Expression, tried: Tried): Body {
    switch (expression.kind) {
      case 'match': {
        const stores = tried.get(expression);
        if (stores === undefined) return this.#tries(expression.subject, tried);
        const condition = this.#expression({ ...expression, negated: false });
        return [...this.#tries(expression.subject, tried), make.when(condition, stores, null, expression.origin)];
      }
      case 'logical': {
        const { operator, operands } = expression;
        const tries = operands.map((operand) => this.#tries(operand, tried));
        const choice = operator === '||' ? oneOf(operands, tries) : null;
        if (choice !== null) return [choice];
        return tries.flatMap((body, index) => {
          const earlier = operands.slice(0, index).map((item) => this.#expression(item));
          if (body.length === 0 || earlier.length === 0) return body;
          return guarded(make.logical('&&', operator === '&&' ? earlier : earlier.map(opposite)), body);
        });
      }
      case 'conditional': {
        const condition = this.#expression(expression.condition);
        const consequent = this.#tries(expression.consequent, tried);
        const alternate = this.#tries(expression.alternate, tried);
        return [
          ...this.#tries(expression.condition, tried),
          ...(consequent.length > 0 ? guarded(condition, consequent) : []),
          ...(alternate.length > 0 ? guarded(opposite(condition), alternate) : []),
        ];
      }
      default: {
        let tries: Body = [];
        mapOperands(expression, (operand) => ((tries = [...tries, ...this.#tries(operand, tried)]), operand));
        return tries;
      }
    }
  }
}

function guarded(condition: Expression, body: Body): Body {
  const [only] = body;
  if (body.length > 1 || only?.kind !== 'if' || only.branches.length > 1 || only.otherwise !== null)
    return [make.when(condition, body)];
  const [branch] = only.branches;
  return branch === undefined
    ? []
    : [{ ...only, branches: [{ ...branch, condition: make.logical('&&', [condition, branch.condition]) }] }];
}

/** Alternatives that are all tried become branches of one choice. */
function oneOf(operands: readonly Expression[], tries: readonly Body[]): If | null {
  const branches = tries.flatMap((body, index) => {
    const [only, ...others] = body;
    const operand = operands[index];
    const plain =
      operand?.kind === 'match' &&
      !operand.negated &&
      others.length === 0 &&
      only?.kind === 'if' &&
      only.otherwise === null;
    return plain ? only.branches : [];
  });
  return branches.length < operands.length
    ? null
    : { kind: 'if', branches, otherwise: null, origin: operands[0]?.origin ?? null };
}

function opposite(condition: Expression): Expression {
  if (condition.kind === 'match') return { ...condition, negated: !condition.negated };
  return condition.kind === 'not' ? condition.operand : make.not(condition);
}
