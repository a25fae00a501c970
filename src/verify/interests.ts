import { children, type Expression, type Node } from '../syntax/ast.ts';
import type { Aspect, Interest } from './aspects.ts';
import type { Branch } from './coverage.ts';
import type { Configuration } from './fastly-machine/link.ts';
import { durationLiteral, textOfLiteral } from './fastly-machine/literals.ts';
import { addressesOf, entriesOf, LooksAt } from './looks-at.ts';
import { sampleRegex } from './sample-regex.ts';

/** What a configuration looks at, as values for its requests and for what its origins answer. */
export interface Interests {
  readonly all: readonly Interest[];
  /** For a branch: for each test on the way to it, the values that can make a difference there. */
  recipe(branch: Branch): readonly (readonly Interest[])[];
}

/** Longer lists of values (tables, access lists) are cut here. */
const most = 40;
const longest = 4000;

export function findInterests(configuration: Configuration, branches: readonly Branch[]): Interests {
  const finder = new Finder(configuration);
  const { states, subroutines } = configuration.linked;
  const all = new Map<string, Interest>();
  for (const { body } of [...[...states.values()].flat(), ...subroutines.values()]) {
    for (const interest of finder.everywhere(body)) all.set(JSON.stringify(interest), interest);
  }
  for (const interest of finder.healths()) all.set(JSON.stringify(interest), interest);
  const recipes = new Map(branches.map((branch) => [branch, finder.recipe(branch)]));
  return { all: [...all.values()], recipe: (branch) => recipes.get(branch) ?? [] };
}

class Finder {
  readonly #configuration: Configuration;
  readonly #looksAt: LooksAt;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.#looksAt = new LooksAt(configuration);
  }

  /** Stale objects and directors look at it, too, without a word in the code. */
  healths(): readonly Interest[] {
    return pairs(this.#looksAt.healths(), ['1', null]);
  }

  /** The interests of every test in a piece of code. */
  *everywhere(node: Node): Generator<Interest> {
    if (node.kind === 'BinaryExpression' || node.kind === 'CallExpression') yield* this.#atom(node);
    if (node.kind === 'IfBranch' && node.condition !== null) yield* this.#atoms(node.condition).flat();
    if (node.kind === 'SwitchStatement') {
      for (const one of node.cases)
        if (one.kind === 'SwitchCase' && one.test !== null) yield* this.#case(node.subject, one.test, one.regex);
    }
    for (const child of children(node)) yield* this.everywhere(child);
  }

  recipe({ node, of, within }: Branch): readonly (readonly Interest[])[] {
    const own = of.kind === 'IfStatement' ? this.#ofIf(of, node) : this.#ofSwitch(of, node);
    return [...within.flatMap((branch) => this.recipe({ ...branch, within: [] })), ...own].filter(
      (group) => group.length > 0,
    );
  }

  /** The tests of all branches up to the one that is wanted. */
  #ofIf(
    { branches }: Extract<Branch['of'], { kind: 'IfStatement' }>,
    wanted: Branch['node'],
  ): readonly (readonly Interest[])[] {
    const at = branches.findIndex((one) => one === wanted);
    const chosen = branches[at];
    if (chosen !== undefined && chosen.condition !== null) return this.#atoms(chosen.condition);
    return branches.flatMap(({ condition }) => (condition === null ? [] : this.#atoms(condition)));
  }

  #ofSwitch(
    { subject, cases }: Extract<Branch['of'], { kind: 'SwitchStatement' }>,
    wanted: Branch['node'],
  ): readonly (readonly Interest[])[] {
    if (wanted.kind === 'SwitchCase' && wanted.test !== null) return [this.#case(subject, wanted.test, wanted.regex)];
    return [
      cases.flatMap((one) =>
        one.kind === 'SwitchCase' && one.test !== null ? this.#case(subject, one.test, one.regex) : [],
      ),
    ];
  }

  #case(subject: Expression, test: Expression, regex: boolean): readonly Interest[] {
    const values = regex && test.kind === 'StringLiteral' ? sampleRegex(textOfLiteral(test.raw)) : literalsOf(test);
    return pairs(this.#looksAt.aspects(subject), values);
  }

  /** The tests that a condition is made of. */
  #atoms(condition: Expression): readonly (readonly Interest[])[] {
    switch (condition.kind) {
      case 'LogicalExpression':
        return condition.operands.flatMap((operand) => this.#atoms(operand));
      case 'UnaryExpression':
        return this.#atoms(condition.operand);
      case 'GroupExpression':
        return this.#atoms(condition.expression);
      default:
        return [[...this.#atom(condition)]];
    }
  }

  *#atom(test: Expression): Generator<Interest> {
    const at = (expression: Expression): readonly Aspect[] => this.#looksAt.aspects(expression);
    switch (test.kind) {
      case 'Variable':
      case 'Identifier':
        yield* pairs(at(test), ['1', null, '0']);
        return;
      case 'BinaryExpression':
        yield* pairs(at(test.left), this.#valuesFor(test.operator, test.right));
        yield* pairs(at(test.right), this.#valuesFor(test.operator, test.left));
        yield* this.#lengths(test.left, test.right);
        // A function on the left has interests of its own: which key, which argument.
        for (const side of [test.left, test.right]) if (side.kind === 'CallExpression') yield* this.#call(side);
        return;
      case 'CallExpression':
        yield* this.#call(test);
        return;
      case 'ConditionalExpression':
        for (const group of this.#atoms(test.condition)) yield* group;
        return;
      default:
    }
  }

  *#call({ callee, arguments: args }: Extract<Expression, { kind: 'CallExpression' }>): Generator<Interest> {
    const values = args.map(({ value }) => value);
    const [first, second] = values;
    const { name } = callee;
    if (
      name.startsWith('table.') &&
      (first?.kind === 'Variable' || first?.kind === 'Identifier') &&
      second !== undefined
    ) {
      const table = this.#configuration.linked.tables.get(first.name);
      const keys = table === undefined ? [] : entriesOf(table).map(([key]) => key);
      yield* pairs(this.#looksAt.aspects(second), [...keys.slice(0, most), 'no-such-key', null]);
      return;
    }
    const looked = this.#looksAt;
    const texts = values.flatMap((value) => (value.kind === 'StringLiteral' ? [textOfLiteral(value.raw)] : []));
    const isPattern = /^regsub(?:all)?$|^std\.re/.test(name);
    const wanted = isPattern ? sampleRegex(texts[0] ?? '') : texts.flatMap((text) => [text, `x${text}`, `${text}x`]);
    for (const value of values) yield* pairs(looked.aspects(value), [...wanted, '1', null]);
  }

  /** `std.strlen(x) > 3`: texts as long as that. */
  *#lengths(left: Expression, right: Expression): Generator<Interest> {
    if (left.kind !== 'CallExpression' || left.callee.name !== 'std.strlen' || right.kind !== 'NumberLiteral') return;
    const texts = literalsOf(right).flatMap((length) => {
      const count = Number(length);
      return count >= 0 && count <= longest ? ['a'.repeat(count)] : [];
    });
    for (const { value } of left.arguments) yield* pairs(this.#looksAt.aspects(value), texts);
  }

  /** Values for what is compared with an expression. */
  #valuesFor(operator: string, other: Expression): readonly (string | null)[] {
    if (operator === '~' || operator === '!~') {
      if (other.kind === 'StringLiteral') return [...sampleRegex(textOfLiteral(other.raw)), 'no-match', null];
      if (other.kind === 'Variable' || other.kind === 'Identifier') {
        const acl = this.#configuration.linked.acls.get(other.name);
        if (acl !== undefined) return addressesOf(acl);
      }
      return [];
    }
    if (other.kind === 'CallExpression' && other.callee.name.startsWith('table.lookup')) {
      const [table] = other.arguments;
      const name = table?.value.kind === 'Variable' || table?.value.kind === 'Identifier' ? table.value.name : '';
      const found = this.#configuration.linked.tables.get(name);
      return found === undefined
        ? []
        : entriesOf(found)
            .map(([, value]) => value)
            .slice(0, most);
    }
    return literalsOf(other);
  }
}

/** What is written there, and its neighbours. */
function literalsOf(expression: Expression): readonly (string | null)[] {
  switch (expression.kind) {
    case 'StringLiteral': {
      const text = textOfLiteral(expression.raw);
      return [text, `${text}x`, text.toUpperCase(), null];
    }
    case 'NumberLiteral': {
      if (expression.type === 'duration') return near(Math.round(durationLiteral(expression.raw)));
      const number = Number(expression.raw);
      return Number.isInteger(number) ? near(number) : [expression.raw, String(number - 0.5), String(number + 0.5)];
    }
    case 'BooleanLiteral':
      return ['1', null];
    case 'GroupExpression':
      return literalsOf(expression.expression);
    case 'UnaryExpression':
      return literalsOf(expression.operand);
    default:
      return [];
  }
}

const near = (number: number): readonly string[] => [number, number - 1, number + 1].map(String);

function pairs(aspects: readonly Aspect[], values: readonly (string | null)[]): readonly Interest[] {
  return aspects.flatMap((aspect) => [...new Set(values)].map((value) => ({ aspect, value })));
}
