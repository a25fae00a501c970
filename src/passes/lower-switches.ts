import { sameMeaning } from '../ir/equal.ts';
import * as make from '../ir/make.ts';
import type { Body, Branch, Case, Expression, Statement, Switch } from '../ir/model.ts';
import { flatMapSame, mapBodies, mapStatement } from '../ir/rewrite.ts';
import { setness } from '../ir/setness.ts';
import { typeOf } from '../ir/type-of.ts';
import { bodiesOf } from '../ir/visit.ts';
import { holdsStatement, statementKinds } from '../ir/kinds.ts';
import { disturbs, readsGroups, writesOf } from './support/effects.ts';
import { LocalNames } from './support/local-names.ts';
import { negated } from './support/negate.ts';
import { isDefault, isPlain, isShort, runsOf, withComments, type Entry } from './support/switch-runs.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F22: a switch becomes a chain of conditions. Cases without code of their own are one condition with the next. Where a case
 * with code falls through, a short case is written again; a longer one is entered by all that lead to it, and what comes
 * before it is left out for those that do not begin there.
 */
export const lowerSwitches: Pass = {
  name: 'lower-switches',
  description: 'A switch is a chain of conditions.',
  needed: ({ target }) => !target.dialect.traits.switches,
  run(program, context) {
    const groups = bodiesOf(program).some(readsGroups);
    return mapBodies(program, (body) => {
      if (!hasSwitch(body)) return body;
      const names = new LocalNames(body);
      const lower = (inner: Body): Body =>
        flatMapSame(inner, (statement) => {
          const mapped = mapStatement(statement, { body: lower });
          return mapped.kind === 'switch'
            ? make.inPlaceOf(mapped, new Lowering(mapped, names, groups, context).statements())
            : [mapped];
        });
      return lower(body);
    });
  },
};

function hasSwitch(body: Body): boolean {
  return holdsStatement(body, statementKinds('switch'));
}

class Lowering {
  readonly #node: Switch;
  readonly #names: LocalNames;
  readonly #groups: boolean;
  readonly #context: PassContext;
  #subject: Expression;
  #jumps = false;

  constructor(node: Switch, names: LocalNames, groups: boolean, context: PassContext) {
    this.#node = node;
    this.#names = names;
    this.#groups = groups;
    this.#context = context;
    this.#subject = node.subject;
  }

  statements(): Body {
    const { origin } = this.#node;
    const end = this.#names.free('end');
    const runs = runsOf(this.#node.cases.map((item) => ({ ...item, body: this.#withoutBreaks(item.body, end) })));
    const kept = this.#keepSubject(runs);
    const chains = runs.map((run) => this.#chain(run));
    const branches = chains.flatMap((chain) => chain.branches);
    const otherwise = chains.flatMap((chain) => chain.otherwise ?? []);
    const isDefault = chains.some((chain) => chain.otherwise !== null);
    const [first, second] = branches;
    // Of a boolean there are two cases.
    if (
      !isDefault &&
      branches.length === 2 &&
      first !== undefined &&
      second !== undefined &&
      sameMeaning(negated(first.condition), second.condition)
    ) {
      branches.pop();
      otherwise.push(...second.body);
    }
    const chain: Statement[] =
      branches.length === 0
        ? otherwise
        : [{ kind: 'if', branches, otherwise: otherwise.length > 0 ? otherwise : null, origin }];
    return [...kept, ...chain, ...(this.#jumps ? [{ kind: 'label', label: end, origin } as const] : [])];
  }

  /** A `break` at the end of its case goes; any other is a jump behind the chain, for `lower-gotos`. */
  #withoutBreaks(body: Body, end: string): Body {
    const jump = (inner: Body): Body =>
      inner.map((statement) => {
        if (statement.kind !== 'break') return mapStatement(statement, { body: jump });
        this.#jumps = true;
        return { ...statement, kind: 'goto', label: end };
      });
    const at = body.findLastIndex((statement) => statement.kind !== 'remark');
    const last = body[at];
    if (last?.kind !== 'break') return jump(body);
    return [...jump(body.slice(0, at)), ...make.inPlaceOf(last, []), ...body.slice(at + 1)];
  }

  /** What is compared is worked out once: a plain value may be named again and again, unless a case changes it and it is asked again. */
  #keepSubject(runs: readonly (readonly Entry[])[]): Body {
    const { subject } = this.#node;
    const asked = this.#node.cases.filter((item) => item.test !== null).length;
    const again = runs.some(
      (run) =>
        !this.#isFlat(run) &&
        run.slice(0, -1).some((entry) =>
          disturbs(
            writesOf(entry.body, () => null),
            subject,
          ),
        ),
    );
    const spelled =
      typeOf(subject) === 'boolean' && this.#node.cases.some((item) => item.regex || !this.#isBoolean(item.test));
    if (!again && ((isPlain(subject) && !spelled) || asked < 2)) return [];
    const local = make.local(this.#names.free('case'), 'string');
    this.#subject = local;
    return [
      make.assign(local, typeOf(subject) === 'boolean' ? this.#booleanText(subject) : subject, this.#node.origin),
    ];
  }

  #isBoolean(test: Expression | null): boolean {
    const { whenTrue, whenFalse } = this.#context.source.dialect.traits.booleanText;
    return test === null || (test.kind === 'string' && (test.value === whenTrue || test.value === whenFalse));
  }

  #booleanText(operand: Expression): Expression {
    const { whenTrue, whenFalse } = this.#context.source.dialect.traits.booleanText;
    return { kind: 'boolean-text', operand, whenTrue, whenFalse, origin: operand.origin };
  }

  /** Whether every entry of a run gets the code that follows written out. */
  #isFlat(run: readonly Entry[]): boolean {
    const following = run.slice(1).flatMap((entry) => entry.body);
    if (run.length < 2 || (isShort(following) && following.length <= 2)) return true;
    if (run.some(isDefault)) return this.#node.cases.some((item) => item.regex);
    return this.#groups && run.some((entry) => entry.tests.some((item) => item.regex));
  }

  #chain(run: readonly Entry[]): { readonly branches: readonly Branch[]; readonly otherwise: Body | null } {
    const flat = this.#isFlat(run);
    const groups = flat
      ? run.map((entry, index) => ({ tests: entry.tests, body: run.slice(index).flatMap(({ body }) => body) }))
      : [this.#nested(run)];
    const branches: Branch[] = [];
    let otherwise: Body | null = null;
    for (const { tests, body } of groups) {
      const commented = withComments(tests, body);
      const isLast = tests.some((item) => item.test === null);
      if (isLast) otherwise = commented;
      // Beside the default a case needs no condition of its own, unless a pattern after it could take its place.
      const own = tests.some((item) => item.test !== null) && (!isLast || this.#node.cases.some((item) => item.regex));
      if (own) branches.push(make.branch(this.#any(tests), isLast ? body : commented));
    }
    return { branches, otherwise };
  }

  /** One branch for all that lead to the last code of a run. */
  #nested(run: readonly Entry[]): { readonly tests: readonly Case[]; readonly body: Body } {
    const starts = run.findIndex(isDefault);
    const body = run.flatMap((entry, index): Body => {
      if (index === run.length - 1) return withComments(entry.tests.slice(0, 0), entry.body);
      const upTo = run.slice(0, index + 1).flatMap(({ tests }) => tests);
      const after = run.slice(index + 1).flatMap(({ tests }) => tests);
      const condition = starts === -1 || index < starts ? this.#any(upTo) : negated(this.#any(after));
      return [make.when(condition, entry.body, null, this.#node.origin)];
    });
    return { tests: run.flatMap(({ tests }) => tests), body };
  }

  #any(tests: readonly Case[]): Expression {
    return make.logical(
      '||',
      tests.flatMap((item) => (item.test === null ? [] : [this.#matches(item.test, item)])),
    );
  }

  #matches(test: Expression, { regex, origin }: Case): Expression {
    const subject = this.#subject;
    const type = typeOf(subject);
    const text =
      type === 'string'
        ? subject
        : type === 'boolean'
          ? this.#booleanText(subject)
          : make.concat(make.string(''), subject);
    if (regex) return { kind: 'match', negated: false, subject: text, pattern: test, origin };
    const { whenTrue, whenFalse } = this.#context.source.dialect.traits.booleanText;
    if (type === 'boolean' && test.kind === 'string' && test.value === whenTrue) return subject;
    if (type === 'boolean' && test.kind === 'string' && test.value === whenFalse) return negated(subject);
    if (type === 'integer' && test.kind === 'string' && /^(0|-?[1-9]\d{0,15})$/.test(test.value)) {
      return {
        ...make.binary(subject, '==', { kind: 'number', type: 'integer', text: test.value, origin: test.origin }),
        origin,
      };
    }
    const equal: Expression = { ...make.binary(text, '==', test), origin };
    const isEmpty =
      test.kind === 'string' && test.value === '' && subject.kind !== 'local' && setness(subject) !== true;
    return isEmpty ? make.logical('||', [make.not(subject), equal]) : equal;
  }
}
