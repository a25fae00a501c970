import { canFallThrough } from '../../ir/flow.ts';
import * as make from '../../ir/make.ts';
import type { Body, Branch, Expression, If, Local, Statement } from '../../ir/model.ts';
import { flatMapSame, mapOperands, mapStatement } from '../../ir/rewrite.ts';
import { setness } from '../../ir/setness.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { Type } from '../../ir/types.ts';
import { visitExpression } from '../../ir/visit.ts';
import { type Kinds, isConcerned, kinds, mayHold } from '../../ir/kinds.ts';
import { disturbs, groups, leavesGroups, readsGroups, writesOf, type Writes } from './effects.ts';
import {
  asChoice,
  expressionsOf,
  flattened,
  isShort,
  joined,
  levelsOf,
  operandsMatter,
  operandsOf,
  plain,
  typeOfValue,
  ungrouped,
  type Done,
} from './extract-parts.ts';
import { LocalNames } from './local-names.ts';

/** What stands in the place of an expression, and the statements that have to run before it. */
export interface Extracted {
  readonly before: Body;
  readonly value: Expression;
  /** A name for a local that keeps the value. */
  readonly called?: string;
}

/** What is taken out of expressions. */
export interface Extraction {
  /** Kinds of which one is in everything that is wanted. */
  readonly within?: Kinds<Expression['kind']>;
  wants(expression: Expression): boolean;
  /** Takes out an expression that is wanted, its operands done; `null` leaves it where it is after all. */
  take?(expression: Expression): Extracted | null;
  /** Whether every choice between two values becomes one between statements, not only those with something to take out. */
  readonly choices?: boolean;
  /** What a call of a subroutine changes. */
  writes?(subroutine: string): Writes;
  /** Whether anything in the program looks at the groups of matches. */
  readonly groups?: boolean;
}

/**
 * Takes parts of expressions out into statements before them. Operands are evaluated in their order, each only if the source
 * would: what stands behind an `&&` runs inside an `if`. What may run at any time, because nothing else sees it, moves where
 * it reads best.
 */
export function extract(body: Body, extraction: Extraction): Body {
  const { within } = extraction;
  const concerned = within === undefined || mayHold(body, within) || mayHold(body, locals);
  return concerned ? new Extractor(body, extraction).body(body) : body;
}

const locals = kinds('local');

/** Types whose values cannot be kept: they are names, the same at any time. */
const constant: ReadonlySet<Type> = new Set(['acl', 'regex', 'name', 'unknown', 'blob']);

class Extractor {
  readonly #extraction: Extraction;
  readonly #names: LocalNames;
  /** How many values wait while others are worked out. */
  #waiting = 0;
  readonly #own = new Set<string>();
  readonly #called = new WeakMap<Expression, string>();

  constructor(body: Body, extraction: Extraction) {
    this.#extraction = extraction;
    this.#names = new LocalNames(body);
  }

  body(body: Body): Body {
    return flatMapSame(body, (statement) => (this.#isConcerned(statement) ? this.#statement(statement) : [statement]));
  }

  /** What is assigned to a local is looked at, whatever it is. */
  #isConcerned(statement: Statement): boolean {
    const { within } = this.#extraction;
    return within === undefined || isConcerned(statement, within) || isConcerned(statement, locals);
  }

  #wanted(expression: Expression): boolean {
    let wanted = false;
    visitExpression(expression, (inner) => {
      if (this.#extraction.wants(inner) || (this.#extraction.choices === true && inner.kind === 'conditional'))
        wanted = true;
    });
    return wanted;
  }

  #statement(statement: Statement): readonly Statement[] {
    if (statement.kind === 'if') return this.#if(statement);
    if (this.#waiting === 0) this.#names.release();
    const inner = mapStatement(statement, { body: (body) => this.body(body) });
    const expressions = expressionsOf(inner);
    if (!expressions.some((expression) => this.#wanted(expression))) return this.#kept(inner);
    const choice = asChoice(inner, expressions);
    if (choice !== null) return make.inPlaceOf(inner, this.body(choice).map(flattened));
    const exact = inner.kind === 'assign' && inner.ifUnset === 'remove';
    const { before, values } = this.#all(expressions, exact || inner.kind === 'return');
    let at = -1;
    const replaced = mapStatement(make.bare(inner), { expression: () => values[(at += 1)] as Expression });
    return make.inPlaceOf(inner, [...before, ...this.#kept(replaced)]);
  }

  /** A local of our own that keeps a value as it is, set or not. */
  #kept(statement: Statement): readonly Statement[] {
    if (statement.kind !== 'assign' || statement.target.kind !== 'local') return [statement];
    if (statement.ifUnset !== 'remove')
      return [
        statement.value.kind === 'unset' ? { ...statement, value: make.string('', statement.value.origin) } : statement,
      ];
    const { ifUnset: _handled, ...assign } = statement;
    const set = setness(statement.value);
    if (set === true) return [assign];
    const remove = make.remove(statement.target, statement.origin);
    return set === false ? [remove] : [make.when(set, [assign], [remove], statement.origin)];
  }

  #if(statement: If): readonly Statement[] {
    const inner = mapStatement(statement, { body: (body) => this.body(body) }) as If;
    if (!inner.branches.some((branch) => this.#wanted(branch.condition))) return [inner];
    if (this.#waiting === 0) this.#names.release();
    return make.inPlaceOf(inner, this.#split(make.bare(inner) as If));
  }

  /** From the first condition with something to do on, the chain goes on inside an `else`. */
  #split(node: If): Body {
    const [first, ...others] = node.branches;
    if (first === undefined) return [node];
    const { otherwise, origin } = node;
    if (others.length === 0 && otherwise === null && this.#wanted(first.condition)) {
      const leading = first.leading === undefined ? {} : { leading: first.leading };
      const [head, ...rest] = this.#when(first.condition, first.body, origin);
      return head === undefined ? [] : [{ ...head, ...leading }, ...rest];
    }
    const { before, value } = this.#evaluate(first.condition, true);
    const next = others.findIndex((branch) => this.#wanted(branch.condition));
    const head: Branch = { ...first, condition: value };
    if (next === -1) return [...before, { ...node, branches: [head, ...others] }];
    const tail: If = {
      ...node,
      branches: others.slice(next).map((branch, index) => (index === 0 ? plain(branch) : branch)),
      otherwise,
    };
    const leading = others[next]?.leading;
    const inner = leading === undefined ? this.#split(tail) : make.inPlaceOf({ ...tail, leading }, this.#split(tail));
    const { otherwiseLeading: _inside, ...kept } = node;
    const branches = [head, ...others.slice(0, next)];
    // What never comes back needs no `else` behind it.
    if (branches.every((branch) => !canFallThrough(branch.body)))
      return [...before, { ...kept, branches, otherwise: null }, ...inner];
    return [...before, { ...kept, branches, otherwise: inner }];
  }

  /** `if (condition) { body }` */
  #when(condition: Expression, body: Body, origin: Statement['origin']): Body {
    if (condition.kind !== 'logical') {
      const { before, value } = this.#evaluate(condition, true);
      return [...before, make.when(ungrouped(value), body, null, origin)];
    }
    return this.#whenLogical(
      condition,
      condition.operands.map((operand) => this.#evaluate(operand, true)),
      body,
      origin,
    );
  }

  #whenLogical(
    condition: Extract<Expression, { kind: 'logical' }>,
    operands: readonly Done[],
    body: Body,
    origin: Statement['origin'],
  ): Body {
    const levels = levelsOf(operands);
    const { operator } = condition;
    if (operator === '&&') {
      return levels.reduceRight<Body>(
        (inner, level) => [...level.before, make.when(joined(operator, level.values), inner, null, origin)],
        body,
      );
    }
    if (this.#mayRunEarly(operands)) {
      const before = operands.flatMap((operand) => operand.before);
      return [
        ...before,
        make.when(
          joined(
            operator,
            operands.map(({ value }) => value),
          ),
          body,
          null,
          origin,
        ),
      ];
    }
    if (!canFallThrough(body) && isShort(body)) {
      return levels.flatMap((level) => [
        ...level.before,
        make.when(joined(operator, level.values), body, null, origin),
      ]);
    }
    if (isShort(body)) {
      return levels.reduceRight<Body>((otherwise, level) => {
        const inner = make.when(
          joined(operator, level.values),
          body,
          otherwise.length === 0 ? null : otherwise,
          origin,
        );
        return [...level.before, inner];
      }, []);
    }
    const flag = this.#local('holds', 'boolean');
    return [...this.#flagged(flag, condition, operands, origin), make.when(flag, body, null, origin)];
  }

  #flagged(
    flag: Local,
    condition: Extract<Expression, { kind: 'logical' }>,
    operands: readonly Done[],
    origin: Statement['origin'],
  ): Body {
    const set = (value: boolean): Statement => make.assign(flag, make.boolean(value), origin);
    return [set(false), ...this.#whenLogical(condition, operands, [set(true)], origin)];
  }

  /** Whether what the later operands have to do may be done before the earlier ones are looked at. */
  #mayRunEarly(operands: readonly Done[]): boolean {
    return operands.every(({ before }, index) => {
      if (before.length === 0 || index === 0) return true;
      const writes = this.#writes(before);
      if (writes === null || ![...writes].every((key) => this.#isOwn(key))) return false;
      return operands.slice(0, index).every(({ value }) => !this.#mustBeSaved(value, before, writes));
    });
  }

  #isOwn(key: string): boolean {
    return key.startsWith('carrier.') || this.#own.has(key) || (key === groups && this.#extraction.groups !== true);
  }

  #writes(body: Body): Writes {
    return writesOf(body, (name) => this.#extraction.writes?.(name) ?? null);
  }

  #mustBeSaved(value: Expression, before: Body, writes: Writes): boolean {
    if (constant.has(typeOf(value))) return false;
    return disturbs(writes, value) || (leavesGroups(value) && readsGroups(before));
  }

  /** Operands one after the other. What a later one would disturb is kept first. */
  #all(
    expressions: readonly Expression[],
    exact: boolean,
  ): { readonly before: Body; readonly values: readonly Expression[] } {
    const before: Statement[] = [];
    const values: Expression[] = [];
    for (const expression of expressions) {
      const done = this.#evaluate(expression, exact);
      if (done.before.length > 0) {
        const writes = this.#writes(done.before);
        values.forEach((value, index) => {
          if (!this.#mustBeSaved(value, done.before, writes)) return;
          const saved = this.#keep(value, this.#called.get(value) ?? 'kept', exact);
          before.push(...saved.before);
          values[index] = saved.value;
        });
        before.push(...done.before);
      }
      values.push(done.value);
    }
    return { before, values };
  }

  /** `exact`: it matters whether the value is set. */
  #evaluate(expression: Expression, exact: boolean): Done {
    if (!this.#wanted(expression)) return { before: [], value: expression };
    if (expression.kind === 'conditional' && this.#isChoice(expression)) return this.#keep(expression, 'choice', exact);
    if (expression.kind === 'logical') return this.#logical(expression);
    const operands = operandsOf(expression);
    const { before, values } = this.#all(operands, operandsMatter(expression));
    let at = -1;
    const rebuilt = mapOperands(expression, () => values[(at += 1)] as Expression);
    const taken = this.#extraction.wants(rebuilt) ? (this.#extraction.take?.(rebuilt) ?? null) : null;
    if (taken === null) return { before, value: rebuilt };
    const value = { ...taken.value, origin: expression.origin };
    if (taken.called !== undefined) this.#called.set(value, taken.called);
    return { before: [...before, ...taken.before], value };
  }

  #isChoice(expression: Extract<Expression, { kind: 'conditional' }>): boolean {
    return (
      this.#extraction.choices === true || this.#wanted(expression.consequent) || this.#wanted(expression.alternate)
    );
  }

  #logical(expression: Extract<Expression, { kind: 'logical' }>): Done {
    const operands = expression.operands.map((operand) => this.#evaluate(operand, true));
    if (this.#mayRunEarly(operands)) {
      const value: Expression = { ...expression, operands: operands.map((operand) => operand.value) };
      return { before: operands.flatMap((operand) => operand.before), value };
    }
    const flag = this.#local('holds', 'boolean');
    const before = this.#flagged(flag, expression, operands, expression.origin);
    return { before, value: { ...flag, origin: expression.origin } };
  }

  #keep(value: Expression, wanted: string, exact: boolean): Done {
    const local = this.#local(wanted, typeOfValue(value));
    const text = local.type === 'string';
    const assign = make.assign(local, value, value.origin);
    this.#waiting += 1;
    const before = this.#statement(text && exact ? { ...assign, ifUnset: 'remove' } : assign);
    this.#waiting -= 1;
    const always = text && (!exact || (setness(value) === true && !this.#wanted(value)));
    return { before, value: { ...local, origin: value.origin, ...(always ? { setWhen: true } : {}) } };
  }

  #local(wanted: string, type: Type): Local {
    const local = make.local(this.#names.free(wanted), type);
    this.#own.add(`var.${local.name}`);
    return local;
  }
}
