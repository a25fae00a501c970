import { expect } from 'vitest';
import { assign } from '../../src/verify/fastly-machine/assign.ts';
import type { Context, Message } from '../../src/verify/fastly-machine/context.ts';
import { defaultOf } from '../../src/verify/fastly-machine/convert.ts';
import {
  evaluate,
  evaluateCondition,
  parseHeaderName,
  readHeader,
  toText,
} from '../../src/verify/fastly-machine/evaluate.ts';
import { Headers } from '../../src/verify/fastly-machine/headers.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { separatorOf, setField, unsetField } from '../../src/verify/fastly-machine/subfields.ts';
import {
  bool,
  float,
  integer,
  string,
  time,
  type Value,
  type ValueType,
} from '../../src/verify/fastly-machine/value.ts';
import { utf8Bytes } from '../../src/verify/fastly-machine/bytes.ts';
import type * as ast from '../../src/syntax/ast.ts';

export interface Ran {
  /** What `log` wrote. */
  readonly log: readonly string[];
  readonly error: string | null;
  readonly effects: readonly string[];
  readonly headers: Readonly<Record<Message, Headers>>;
}

/** The moment at which everything here happens: Sun, 06 Nov 1994 08:49:37 GMT. */
export const moment = 784_111_777;

/** The declarations that every test can use. */
export const declarations = `
acl office { "192.0.2.0"/24; ! "192.0.2.23"; "2001:db8::"/32; }
table words { "one": "eins", "two": "zwei", "empty": "", }
table numbers INTEGER { "one": 1, "big": 9223372036854775807, }
table floats FLOAT { "pi": 3.14159, }
table flags BOOL { "yes": true, "no": false, }
table spans RTIME { "day": 1d, }
table addresses IP { "local": "127.0.0.1", }
table places BACKEND { "a": F_a, }
table lists ACL { "office": office, }
table patterns REGEX { "digits": "^[0-9]+$", }
ratecounter rc {}
ratecounter rc2 {}
penaltybox pb {}
backend F_a { .host = "192.0.2.1"; }
backend F_b { .host = "192.0.2.2"; }
`;

/** Runs plain statements on the values of the machine, without the machine around them. */
export function run(statements: string, around = ''): Ran {
  const { linked, diagnostics } = link({
    name: 'test.vcl',
    text: `${declarations}${around}\nsub tested { ${statements} }`,
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  const runner = new Runner(linked);
  for (const statement of (linked.subroutines.get('tested') as ast.Subroutine).body.statements)
    runner.execute(statement);
  return runner.result;
}

/** The text that an expression of a type has in a log line. */
export function valueOf(expression: string, type: ValueType = 'STRING'): string {
  const statements =
    type === 'STRING' ? `log ${expression};` : `declare local var.v ${type}; set var.v = ${expression}; log var.v;`;
  return run(statements).log[0] as string;
}

class Runner {
  readonly #log: string[] = [];
  readonly #effects: string[] = [];
  #error: string | null = null;
  readonly #headers: Record<Message, Headers> = {
    req: new Headers(),
    bereq: new Headers(),
    beresp: new Headers(),
    obj: new Headers(),
    resp: new Headers(),
  };
  readonly #context: Context;

  constructor(linked: Context['linked']) {
    let drawn = 0;
    const counts = new Map<string, number>();
    const boxes = new Set<string>();
    const variables: Record<string, Value> = {
      now: time(moment),
      'client.ip': { type: 'IP', value: '192.0.2.1' },
      'req.url': string('/a/b.html?x=1&y=2'),
      'req.backend': { type: 'BACKEND', value: 'F_a' },
      'math.PI': float(Math.PI),
      'math.NAN': float(Number.NaN),
      'math.POS_INFINITY': float(Infinity),
      'math.NEG_INFINITY': float(-Infinity),
      'math.FLOAT_MIN': float(2 ** -1022),
      'math.INTEGER_MAX': integer(2n ** 63n - 1n),
      'math.INTEGER_MIN': integer(-(2n ** 63n)),
    };
    this.#context = {
      state: 'recv',
      linked,
      platform: {
        now: () => moment,
        random: () => (drawn += 0.375) % 1,
        randomBytes: (count) => Uint8Array.from({ length: count }, (_, at) => at * 17),
        constant: () => undefined,
      },
      captures: { groups: [] },
      locals: new Map(),
      headers: (message) => this.#headers[message],
      read: (name) => (name === 'fastly.error' ? string(this.#error) : variables[name]),
      write: () => {},
      setError: (code) => {
        this.#error = code;
      },
      call: () => bool(false),
      counters: {
        increment: (counter, key, by) => void counts.set(counter + key, (counts.get(counter + key) ?? 0) + by),
        count: (counter, key) => counts.get(counter + key) ?? 0,
        penalize: (box, key, seconds) => {
          boxes.add(box + key);
          this.#effects.push(`penalize ${key} ${seconds}`);
        },
        isPenalized: (box, key) => boxes.has(box + key),
      },
      isHealthy: () => true,
      effect: (name, args) => void this.#effects.push([name, ...args.map(({ value }) => String(value))].join(' ')),
    };
  }

  get result(): Ran {
    return { log: this.#log, error: this.#error, effects: this.#effects, headers: this.#headers };
  }

  execute(statement: ast.Statement): void {
    const context = this.#context;
    switch (statement.kind) {
      case 'DeclareStatement': {
        const name = statement.name.name.slice(4);
        context.locals.set(name, defaultOf(statement.type.name as ValueType));
        if (statement.value !== null) this.#assignLocal(name, '=', statement.value);
        return;
      }
      case 'SetStatement': {
        const { name } = statement.target;
        if (name.startsWith('var.')) this.#assignLocal(name.slice(4), statement.operator, statement.value);
        else this.#setHeader(name, statement);
        return;
      }
      case 'AddStatement': {
        const target = parseHeaderName(statement.target.name);
        if (target !== null)
          this.#headers[target.message].add(target.header, toText(statement.value, context, 'header') ?? '');
        return;
      }
      case 'UnsetStatement': {
        if (statement.target.name === 'fastly.error') this.#error = null;
        const target = parseHeaderName(statement.target.name);
        if (target === null) return;
        const headers = this.#headers[target.message];
        const rest =
          target.field === null
            ? ''
            : unsetField(headers.get(target.header) ?? '', target.field, separatorOf(target.header));
        if (rest === '') headers.unset(target.header);
        else headers.set(target.header, rest);
        return;
      }
      case 'LogStatement':
        this.#log.push(toText(statement.value, context, 'log') as string);
        return;
      case 'IfStatement': {
        const branch = statement.branches.find(
          ({ condition }) => condition === null || evaluateCondition(condition, context),
        );
        for (const each of branch?.body.statements ?? []) this.execute(each);
        return;
      }
      case 'ExpressionStatement':
        evaluate(statement.expression, context);
        return;
      default:
        throw new Error(`${statement.kind} is not for these tests`);
    }
  }

  #assignLocal(name: string, operator: string, expression: ast.Expression): void {
    const { locals } = this.#context;
    const value = evaluate(expression, this.#context, 'local');
    locals.set(name, assign(operator, locals.get(name) as Value, value, this.#context));
  }

  #setHeader(name: string, { operator, value }: ast.SetStatement): void {
    const target = parseHeaderName(name);
    if (target === null) throw new Error(`${name} is not for these tests`);
    const headers = this.#headers[target.message];
    if (target.field !== null) {
      const text = toText(value, this.#context, 'subfield');
      headers.set(target.header, setField(headers.get(target.header), target.field, text, separatorOf(target.header)));
      return;
    }
    const text = toText(value, this.#context, 'header');
    const whole = operator === '+=' ? (readHeader(target, this.#context) ?? '') + (text ?? '') : text;
    if (whole === null) headers.unset(target.header);
    else headers.set(target.header, whole.split('\n', 1)[0] as string);
  }
}

/** Bytes that a test writes as a text. */
export const bytes = utf8Bytes;
