import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fastly } from '../../src/dialects/fastly/index.ts';
import { varnish } from '../../src/dialects/varnish/index.ts';
import { Reporter } from '../../src/diagnostics/reporter.ts';
import * as make from '../../src/ir/make.ts';
import type { Body, Expression, Place, Program, Statement, Subroutine } from '../../src/ir/model.ts';
import { keyOf } from '../../src/ir/places.ts';
import { lowerCaptures } from '../../src/passes/lower-captures.ts';
import type { PassContext } from '../../src/passes/pass.ts';
import { Names } from '../../src/passes/support/names.ts';
import { showProgram } from '../support/show-ir.ts';

/** Groups are `null` where they are not set. */
type Value = string | null;

/** Runs the code of one state, with or without groups that outlive their match. */
class Machine {
  readonly values = new Map<string, Value>();
  readonly #bodies: ReadonlyMap<string, Body>;
  #groups: readonly Value[] = [];

  constructor(program: Program, headers: Readonly<Record<string, string>>) {
    this.#bodies = new Map(
      program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item.body]] : [])),
    );
    for (const [name, value] of Object.entries(headers)) this.values.set(`req.http.${name}`, value);
    const state = program.items.find((item) => item.kind === 'state');
    if (state?.kind === 'state') this.#run(state.body);
  }

  /** What the request looks like in the end. */
  get headers(): Record<string, Value> {
    return Object.fromEntries(
      [...this.values].filter(([key, value]) => key.startsWith('req.http.') && value !== null).toSorted(),
    );
  }

  #run(body: Body): 'on' | 'back' | 'left' {
    for (const statement of body) {
      const end = this.#step(statement);
      if (end !== 'on') return end;
    }
    return 'on';
  }

  #step(statement: Statement): 'on' | 'back' | 'left' {
    switch (statement.kind) {
      case 'assign':
        if (statement.value.kind === 'boolean') this.#assign(statement.target, statement.value.value ? 'true' : null);
        else
          this.#assign(statement.target, this.#value(statement.value) ?? (statement.ifUnset === 'remove' ? null : ''));
        return 'on';
      case 'remove':
        this.#assign(statement.target, null);
        return 'on';
      case 'if': {
        const branch = statement.branches.find(({ condition }) => this.#holds(condition));
        return this.#run(branch?.body ?? statement.otherwise ?? []);
      }
      case 'call-subroutine': {
        const end = this.#run(this.#bodies.get(statement.name) ?? []);
        return end === 'left' ? 'left' : 'on';
      }
      case 'return':
        return 'back';
      case 'transition':
        return 'left';
      default:
        return 'on';
    }
  }

  #assign(place: Place, value: Value): void {
    this.values.set(keyOf(place) ?? '', value);
  }

  #holds(condition: Expression): boolean {
    if (condition.setWhen !== undefined) return condition.setWhen === true || this.#holds(condition.setWhen);
    switch (condition.kind) {
      case 'boolean':
        return condition.value;
      case 'not':
        return !this.#holds(condition.operand);
      case 'logical': {
        const stop = condition.operator === '||';
        for (const operand of condition.operands) if (this.#holds(operand) === stop) return stop;
        return !stop;
      }
      case 'match': {
        const pattern = condition.pattern.kind === 'string' ? condition.pattern.value : '';
        const found = find(pattern, this.#value(condition.subject) ?? '');
        if (found !== null) this.#groups = [...found].map((group: string | undefined) => group ?? null);
        return (found !== null) !== condition.negated;
      }
      case 'binary': {
        const [left, right] = [this.#value(condition.left), this.#value(condition.right)];
        return (left !== null && left === right) === (condition.operator === '==');
      }
      default:
        return this.#value(condition) !== null;
    }
  }

  #value(expression: Expression): Value {
    if (expression.setWhen !== undefined && expression.setWhen !== true && !this.#holds(expression.setWhen))
      return null;
    switch (expression.kind) {
      case 'string':
        return expression.value;
      case 'header':
      case 'local':
      case 'carrier':
        return this.values.get(keyOf(expression) ?? '') ?? null;
      case 'capture':
        return this.#groups[expression.group] ?? null;
      case 'concat':
        return expression.parts.map((part) => this.#value(part) ?? '').join('');
      case 'call': {
        const [subject, pattern, replacement] = expression.arguments.map(
          (argument) => this.#value(argument.value) ?? '',
        );
        const found = find(pattern ?? '', subject ?? '');
        if (found === null) return subject ?? '';
        const put = (replacement ?? '').replace(/\\(.)/g, (_all, mark: string) =>
          mark === '\\' ? '\\' : (found[Number(mark)] ?? ''),
        );
        return (subject ?? '').slice(0, found.index) + put + (subject ?? '').slice(found.index + found[0].length);
      }
      default:
        return null;
    }
  }
}

/** PCRE's test for a group is not JavaScript's: `^(?>…)(?(1)|(?!))`. */
function find(pattern: string, subject: string): RegExpExecArray | null {
  const [, inner, group] = /^\^\(\?>(.*)\)\(\?\((\d)\)\|\(\?!\)\)$/.exec(pattern) ?? [];
  if (inner === undefined) return new RegExp(pattern).exec(subject);
  const found = new RegExp(`^${inner}`).exec(subject);
  return found?.[Number(group)] === undefined ? null : found;
}

const headerNames = ['a', 'b', 'c'] as const;
const patterns = ['^(a)', '(b)(c)?', '^(x*)', '^(?:(a)|b)', '(c)$', '(a|b)(c*)', 'b', '(?:(a)|(b)|c)', '^(.*)(b)'];

const header = fc.constantFrom(...headerNames).map((name) => make.header('req', name));
const capture: Arbitrary<Expression> = fc.nat({ max: 2 }).map((group) => ({ kind: 'capture', group, origin: null }));
const subject: Arbitrary<Expression> = fc.oneof(
  { arbitrary: header, weight: 6 },
  { arbitrary: fc.constant<Expression>(make.local('v', 'string')), weight: 2 },
  { arbitrary: header.map((read) => make.concat(read, make.string('b'))), weight: 1 },
  { arbitrary: capture.map((read) => make.concat(make.string('a'), read)), weight: 1 },
);
const matching: Arbitrary<Expression> = fc
  .record({ subject, pattern: fc.constantFrom(...patterns), negated: fc.boolean() })
  .map((item) => make.match(item.subject, item.pattern, item.negated));

const condition: Arbitrary<Expression> = fc.letrec<{ condition: Expression }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: matching, weight: 6 },
    { arbitrary: header, weight: 1 },
    { arbitrary: capture, weight: 1 },
    {
      arbitrary: fc
        .tuple(capture, fc.constantFrom('a', '', 'b'))
        .map(([read, text]) => make.binary(read, '==', make.string(text))),
      weight: 1,
    },
    { arbitrary: tie('condition').map((operand) => make.not(operand)), weight: 1 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom<'&&' | '||'>('&&', '||'), tie('condition'), tie('condition'))
        .map(([operator, left, right]) => make.logical(operator, [left, right])),
      weight: 3,
    },
  ),
})).condition;

const text: Arbitrary<Expression> = fc.oneof(
  { arbitrary: capture, weight: 4 },
  {
    arbitrary: fc
      .array(
        fc.oneof(
          capture,
          header,
          fc.constantFrom('-', '\\').map((word) => make.string(word)),
        ),
        { minLength: 2, maxLength: 4 },
      )
      .map((parts) => make.concat(...parts)),
    weight: 3,
  },
  { arbitrary: fc.constantFrom('abc', 'b', '').map((word) => make.string(word)), weight: 1 },
);

const statement = (calls: readonly string[]): Arbitrary<Statement> =>
  fc.letrec<{ statement: Statement; body: Body }>((tie) => ({
    body: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }),
    statement: fc.oneof(
      { depthSize: 'small' },
      {
        arbitrary: fc
          .tuple(fc.constantFrom(...headerNames, 'out'), text)
          .map(([name, value]): Statement => ({ ...make.assign(make.header('req', name), value), ifUnset: 'remove' })),
        weight: 6,
      },
      { arbitrary: text.map((value): Statement => make.assign(make.local('v', 'string'), value)), weight: 1 },
      { arbitrary: header.map((place): Statement => make.remove(place)), weight: 1 },
      ...(calls.length === 0
        ? []
        : [{ arbitrary: fc.constantFrom(...calls).map((name): Statement => make.callSubroutine(name)), weight: 2 }]),
      { arbitrary: fc.constantFrom<Statement>(make.backToCaller(), make.transition('lookup')), weight: 1 },
      {
        arbitrary: fc
          .tuple(fc.array(fc.tuple(condition, tie('body')), { minLength: 1, maxLength: 3 }), fc.option(tie('body')))
          .map(([branches, otherwise]): Statement => ({
            kind: 'if',
            branches: branches.map(([test_, body]) => make.branch(test_, body)),
            otherwise,
            origin: null,
          })),
        weight: 6,
      },
    ),
  })).statement;

const program: Arbitrary<Program> = fc
  .record({
    inner: fc.array(statement([]), { maxLength: 3 }),
    outer: fc.array(statement(['inner']), { maxLength: 3 }),
    state: fc.array(statement(['inner', 'outer']), { minLength: 2, maxLength: 5 }),
  })
  .map(({ inner, outer, state }) => {
    const subroutine = (name: string, body: Body): Subroutine => ({
      kind: 'subroutine',
      name,
      parameters: null,
      returns: null,
      body,
      state: 'receive',
      origin: null,
    });
    return {
      items: [
        subroutine('inner', inner),
        subroutine('outer', outer),
        { kind: 'state', states: ['receive'], body: state, origin: null },
      ],
    };
  });

function contextFor(of: Program): PassContext {
  return {
    reporter: new Reporter(),
    source: { dialect: fastly, table: fastly.table() },
    target: { dialect: varnish, table: varnish.table(), vmods: { kind: 'preferred', vmods: new Set() } },
    options: { nullText: false, unsupported: 'comment' },
    names: new Names(of, []),
    helpers: new Set(),
    needs: { vmods: new Map(), parameters: new Map(), sidecars: new Map(), stubs: new Map() },
    sourceText: () => '',
  };
}

/** A local lives in one subroutine: there is one of the name in the state, and none in what it calls. */
function withoutLocals(of: Program): Program {
  const plain = JSON.stringify(of.items.filter((item) => item.kind === 'subroutine')).replaceAll(
    '"kind":"local","name":"v","type":"string"',
    '"kind":"header","message":"req","name":"c"',
  );
  return {
    items: [...(JSON.parse(plain) as Program['items']), ...of.items.filter((item) => item.kind !== 'subroutine')],
  };
}

const requests = fc.record({ a: word(), b: word(), c: word() }, { requiredKeys: [] });

function word(): Arbitrary<string> {
  return fc.constantFrom('abc', 'bc', 'b', 'c', '', 'xxb', 'cab', 'd');
}

describe('lower-captures', () => {
  test('what a request becomes is the same without groups that outlive their match', () => {
    fc.assert(
      fc.property(program.map(withoutLocals), fc.array(requests, { minLength: 3, maxLength: 6 }), (source, headers) => {
        const lowered = lowerCaptures.run(source, contextFor(source));
        expect(JSON.stringify(lowered)).not.toContain('"capture"');
        for (const request of headers) {
          const both = `${JSON.stringify(request)}\n${showProgram(source)}\n----\n${showProgram(lowered)}`;
          expect(new Machine(lowered, request).headers, both).toEqual(new Machine(source, request).headers);
        }
      }),
      { numRuns: Number(process.env['VCL_PORT_RUNS'] ?? 400) },
    );
  });
});
