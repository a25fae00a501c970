// Fastly programs, made by dice: all states, transitions, statements, types, and the functions that have an exact equal.

import fc, { type Arbitrary } from 'fast-check';
import { functions, type State, states, variables } from './facts.ts';

const probe =
  '.probe = { .request = "HEAD /up HTTP/1.1" "Host: up" "Connection: close"; .threshold = 1; .window = 2; .initial = 1; }';
const declarations = `backend F_a { .host = "127.0.0.1"; .port = "80"; ${probe} }
backend F_b { .host = "127.0.0.1"; .port = "80"; }
director D_first fallback { { .backend = F_a; } { .backend = F_b; } }
acl office { "192.0.2.0"/24; ! "192.0.2.9"; "2001:db8::"/32; }
table words { "a": "apple", "b": "x-ray", "/a": "/b", "1": "one" }
table numbers INTEGER { "a": 1, "b": 20 }
sub shout STRING {
  return std.toupper(req.url.path);
}
sub label(STRING var.text, INTEGER var.number) STRING {
  if (var.number > 3) {
    return var.text "+";
  }
  return var.text "-" var.number;
}
sub shared {
  declare local var.own STRING;
  set var.own = "shared " req.url.path;
  if (req.http.X-A == "1") {
    set req.http.X-B = var.own;
  }
  set req.http.X-C = "shared";
}
`;

const texts = [
  '',
  'a',
  'b',
  'abc',
  'A-b',
  ' x ',
  '/a',
  '/a/b.html?x=1&y=2',
  'a=1; b=2',
  'a, b;q=0.5',
  '1',
  '-12',
  '0x1f',
  '3.75',
  '%20%41',
  'a+b',
  'x\u00e9',
  '"q"',
  'YWJj',
  'ab\\\\c',
  '<a&b>',
];
const patterns = [
  'a',
  '^/a',
  '^(a)(b)?',
  '(?i)^ABC$',
  '[0-9]+',
  '([^=&]+)=([^&]*)',
  '\\.html?$',
  '^$',
  'x*',
  '(a|b)+$',
];
const urls = ['/', '/a', '/a/b.html', '/b?x=1'];
const names = ['X-A', 'X-B', 'X-C'];

const quoted = (text: string): string => `"${text.replaceAll('%', '%25').replaceAll('"', '%22')}"`;

/** The headers that a state has, and whether it can write them. */
const messages: Readonly<Record<State, { readonly read: readonly string[]; readonly write: readonly string[] }>> = {
  recv: { read: ['req'], write: ['req'] },
  hash: { read: ['req'], write: ['req'] },
  hit: { read: ['req', 'obj'], write: ['req'] },
  miss: { read: ['req', 'bereq'], write: ['req', 'bereq', 'bereq'] },
  pass: { read: ['req', 'bereq'], write: ['req', 'bereq', 'bereq'] },
  fetch: { read: ['req', 'bereq', 'beresp', 'beresp'], write: ['req', 'beresp', 'beresp', 'beresp'] },
  error: { read: ['req', 'obj', 'obj'], write: ['req', 'obj', 'obj', 'obj'] },
  deliver: { read: ['req', 'resp', 'resp'], write: ['req', 'resp', 'resp', 'resp'] },
  log: { read: ['req', 'resp'], write: ['req'] },
};

const locals: Readonly<Record<string, string>> = {
  s: 'STRING',
  t: 'STRING',
  i: 'INTEGER',
  j: 'INTEGER',
  f: 'FLOAT',
  b: 'BOOL',
  r: 'RTIME',
  at: 'TIME',
  ip: 'IP',
};

const oneOf = (values: readonly string[]): Arbitrary<string> => fc.constantFrom(...values);

function header(state: State, kind: 'read' | 'write'): Arbitrary<string> {
  return fc.tuple(oneOf(messages[state][kind]), oneOf(names)).map(([message, name]) => `${message}.http.${name}`);
}

/** Expressions of each type, in a state; `depth` calls and conditions deep at most. */
class Expressions {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  text(depth: number): Arbitrary<string> {
    const state = this.#state;
    const simple: Arbitrary<string>[] = [
      oneOf(texts).map(quoted),
      header(state, 'read'),
      oneOf([
        'req.url',
        'req.method',
        'req.http.Host',
        'req.http.Cookie:a',
        'req.http.X-A:f',
        'var.s',
        'var.t',
        'shout()',
      ]),
      this.#variable('STRING'),
    ];
    if (depth === 0) return fc.oneof(...simple);
    const calls = this.#call('STRING', depth);
    return fc.oneof(
      ...simple,
      calls,
      calls,
      fc
        .tuple(this.text(depth - 1), oneOf(patterns), this.text(0), fc.boolean())
        .map(([subject, pattern, by, all]) => `regsub${all ? 'all' : ''}(${subject}, "${pattern}", ${by})`),
      fc
        .tuple(this.text(0), fc.boolean())
        .map(([key, other]) => `table.lookup(words, ${key}${other ? ', "none"' : ''})`),
      fc.tuple(this.text(0), this.integer(0)).map(([text, number]) => `label(${text}, ${number})`),
      fc
        .tuple(this.condition(depth - 1), this.text(depth - 1), this.text(depth - 1))
        .map(([test, one, other]) => `if(${test}, ${one}, ${other})`),
    );
  }

  /** What a header, a log line or a body can be set to. */
  joined(depth: number): Arbitrary<string> {
    const part = fc.oneof(
      { weight: 4, arbitrary: this.text(depth) },
      // A sign before a number would join it to what stands before.
      { weight: 1, arbitrary: this.integer(depth).filter((text) => !text.startsWith('-')) },
      { weight: 1, arbitrary: oneOf(['var.b', 'var.f', 'var.r', 'var.at', 'var.ip']) },
    );
    return fc.oneof(
      { weight: 3, arbitrary: this.text(depth) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(oneOf(texts).map(quoted), fc.array(part, { minLength: 1, maxLength: 3 }))
          .map(([first, rest]) => [first, ...rest].join(' ')),
      },
    );
  }

  integer(depth: number): Arbitrary<string> {
    const simple = [fc.integer({ min: -3, max: 70 }).map(String), oneOf(['var.i', 'var.j']), this.#variable('INTEGER')];
    return depth === 0
      ? fc.oneof(...simple)
      : fc.oneof(
          ...simple,
          this.#call('INTEGER', depth),
          oneOf(['table.lookup_integer(numbers, "a", 7)', 'table.lookup_integer(numbers, req.http.X-A, 7)']),
        );
  }

  condition(depth: number): Arbitrary<string> {
    const text = this.text(Math.max(0, depth - 1));
    const simple = [
      header(this.#state, 'read'),
      fc.tuple(text, oneOf(['==', '!=']), oneOf(texts).map(quoted)).map((parts) => parts.join(' ')),
      fc
        .tuple(text, oneOf(['~', '!~']), oneOf(patterns))
        .map(([left, operator, pattern]) => `${left} ${operator} "${pattern}"`),
      fc
        .tuple(this.integer(0), oneOf(['==', '!=', '<', '>', '<=', '>=']), fc.integer({ min: -1, max: 5 }))
        .map((parts) => parts.join(' ')),
      oneOf([
        'client.ip ~ office',
        'var.ip ~ office',
        'var.at < std.integer2time(1000)',
        'backend.F_a.healthy',
        'director.D_first.healthy',
        'req.backend.healthy',
        'req.is_ssl',
        'req.restarts == 0',
        'req.restarts > 1',
        'var.b',
        'table.contains(words, req.http.X-A)',
        'std.strlen(req.url) > 3',
      ]),
      this.#variable('BOOL'),
      ...(this.#state === 'fetch'
        ? [oneOf(['beresp.status == 200', 'beresp.status >= 500', 'beresp.ttl > 30s', 'stale.exists'])]
        : []),
      ...(this.#state === 'deliver' ? [oneOf(['resp.status == 200', 'obj.hits > 0'])] : []),
    ];
    if (depth === 0) return fc.oneof(...simple);
    return fc.oneof(
      ...simple,
      this.#call('BOOL', depth),
      this.condition(depth - 1).map((test) => `!(${test})`),
      fc
        .tuple(this.condition(depth - 1), oneOf(['&&', '||']), this.condition(depth - 1))
        .map(([one, operator, other]) => `(${one}) ${operator} (${other})`),
    );
  }

  #variable(type: string): Arbitrary<string> {
    const known = variables(this.#state, type);
    const fallback: Readonly<Record<string, string>> = {
      STRING: 'req.url',
      INTEGER: 'req.restarts',
      BOOL: 'req.is_ssl',
    };
    return known.length === 0 ? fc.constant(fallback[type] ?? 'var.f') : oneOf(known);
  }

  #call(type: string, depth: number): Arbitrary<string> {
    const fitting = functions.filter(({ fact }) => fact.returns === type);
    return fc
      .constantFrom(...fitting)
      .chain(({ name, fact: { args } }) =>
        fc
          .tuple(
            ...args.filter(({ optional }) => !optional).map((argument) => this.#argument(argument.type, depth - 1)),
          )
          .map((given) => `${name}(${given.join(', ')})`),
      );
  }

  #argument(type: string, depth: number): Arbitrary<string> {
    switch (type) {
      case 'STRING':
        return fc.oneof({ weight: 1, arbitrary: oneOf(texts).map(quoted) }, { weight: 2, arbitrary: this.text(depth) });
      case 'REGEX':
        return oneOf(patterns).map((pattern) => `"${pattern}"`);
      case 'INTEGER':
        return this.integer(0);
      case 'FLOAT':
        return oneOf(['var.f', '1.5', '-0.25', '100.0']);
      case 'BOOL':
        return oneOf(['true', 'false', 'var.b']);
      default:
        return oneOf(['var.r', '90s', '1.5s', '2h']);
    }
  }
}

/** Statements of a state. */
class Statements {
  readonly #state: State;
  readonly #expressions: Expressions;

  constructor(state: State) {
    this.#state = state;
    this.#expressions = new Expressions(state);
  }

  list(depth: number, most: number): Arbitrary<string> {
    return fc.array(this.#statement(depth), { minLength: 0, maxLength: most }).map((all) => all.join('\n'));
  }

  /** Leaves the state, as it may. */
  leave(): Arbitrary<string> {
    const error = fc
      .tuple(fc.constantFrom(401, 404, 503, 601, 750), fc.boolean())
      .map(([status, text]) => `error ${status}${text ? ' "made here"' : ''};`);
    const restart = fc.constantFrom('if (req.restarts < 1) { restart; }', 'if (req.restarts < 2) { restart; }');
    const returns: Readonly<Record<State, readonly string[]>> = {
      recv: ['lookup', 'lookup', 'pass'], hash: ['hash'], hit: ['deliver', 'pass'], miss: ['fetch', 'fetch', 'pass'],
      pass: ['pass'], fetch: ['deliver', 'deliver', 'pass'], error: ['deliver'], deliver: ['deliver'], log: ['deliver'],
    }; // prettier-ignore
    const plain = oneOf(returns[this.#state]).map((action) => `return(${action});`);
    const both = !['hash', 'error', 'deliver', 'log'].includes(this.#state);
    const again = ['recv', 'hit', 'fetch', 'error', 'deliver'].includes(this.#state);
    // Without an object it leads to an error that no page describes.
    const stale = ['miss', 'fetch', 'error'].includes(this.#state)
      ? [{ weight: 1, arbitrary: fc.constant('if (stale.exists) { return(deliver_stale); }') }]
      : [];
    return fc.oneof(
      { weight: 4, arbitrary: plain },
      ...stale,
      ...(both ? [{ weight: 1, arbitrary: error }] : []),
      ...(again ? [{ weight: 1, arbitrary: restart }] : []),
    );
  }

  #statement(depth: number): Arbitrary<string> {
    const { text, joined, integer, condition } = {
      text: this.#expressions.text(1), joined: this.#expressions.joined(2), integer: this.#expressions.integer(1), condition: this.#expressions.condition(2),
    }; // prettier-ignore
    const target = header(this.#state, 'write');
    const plain = [
      fc.tuple(target, joined).map(([name, value]) => `set ${name} = ${value};`),
      fc.tuple(target, joined).map(([name, value]) => `set ${name} = ${value};`),
      fc.tuple(oneOf(['s', 't']), joined).map(([name, value]) => `set var.${name} = ${value};`),
      fc
        .tuple(oneOf(['i', 'j']), oneOf(['=', '+=', '-=', '*=']), integer)
        .map(([name, operator, value]) => `set var.${name} ${operator} ${value};`),
      condition.map((test) => `if (${test}) { set var.b = true; } else { set var.b = false; }`),
      oneOf([
        'set var.f = 1.5;',
        'set var.f += 0.25;',
        'set var.r = 90s;',
        'set var.r += 1.5s;',
        'set var.i /= 3;',
        'set var.i %= 4;',
        'set var.f = var.i;',
        'set var.s += "x";',
        'set var.at = std.integer2time(1500000000);',
        'set var.at += 90s;',
        'set var.ip = client.ip;',
        'set var.ip = "192.0.2.9";',
      ]),
      target.map((name) => `unset ${name};`),
      fc.tuple(target, text).map(([name, value]) => `set ${name}:f = ${value};`),
      joined.map((value) => `log ${value};`),
      fc.constant('call shared;'),
      ...this.#own(joined),
    ];
    if (depth === 0) return fc.oneof(...plain);
    const block = this.list(depth - 1, 2);
    const leaving = fc.tuple(block, fc.option(this.leave(), { nil: '' })).map((parts) => parts.join('\n'));
    return fc.oneof(
      ...plain.map((arbitrary) => ({ weight: 2, arbitrary })),
      { weight: 4, arbitrary: fc.tuple(condition, leaving).map(([test, body]) => `if (${test}) {\n${body}\n}`) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(condition, leaving, condition, block, leaving)
          .map(([one, a, two, b, c]) => `if (${one}) {\n${a}\n} elsif (${two}) {\n${b}\n} else {\n${c}\n}`),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(oneOf(patterns.slice(0, 6)), text, block)
          .map(
            ([pattern, subject, body]) =>
              `if (${subject} ~ "${pattern}") {\nset ${messages[this.#state].write.at(-1)}.http.X-C = re.group.1 re.group.0;\n${body}\n}`,
          ),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(condition, block, fc.integer({ min: 1, max: 1e6 }))
          .map(([test, body, label]) => `if (${test}) {\ngoto over_${label};\n}\n${body}\nover_${label}:`),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(text, block, block, fc.boolean())
          .map(
            ([subject, a, b, on]) =>
              `switch (${subject}) {\ncase "a":\n${a}\n${on ? 'fallthrough' : 'break'};\ncase ~ "^[0-9]":\n${b}\nbreak;\ndefault:\nset var.i += 1;\nbreak;\n}`,
          ),
      },
    );
  }

  /** What only this state has. */
  #own(joined: Arbitrary<string>): readonly Arbitrary<string>[] {
    switch (this.#state) {
      case 'recv':
        return [
          oneOf(['set req.backend = F_b;', 'set req.backend = F_a;', 'set req.backend = D_first;']),
          oneOf(urls).map((url) => `set req.url = ${quoted(url)} ;`),
          oneOf([
            'set req.url = querystring.sort(req.url);',
            'set req.http.Host = "other.example.com";',
            'unset req.http.Cookie;',
            'set req.hash_always_miss = true;',
          ]),
        ];
      case 'hash':
        return [joined.map((value) => `set req.hash += ${value};`)];
      case 'miss':
      case 'pass':
        return [
          oneOf([
            'set bereq.url = "/changed";',
            'set bereq.http.Host = "origin.example.com";',
            'unset bereq.http.Cookie;',
          ]),
        ];
      case 'fetch':
        return [
          oneOf([
            'set beresp.ttl = 60s;',
            'set beresp.ttl = 1s;',
            'set beresp.ttl = 0s;',
            'set beresp.cacheable = false;',
            'set beresp.cacheable = true;',
            'set beresp.stale_if_error = 60s;',
            'set beresp.stale_while_revalidate = 60s;',
            'set beresp.status = 404;',
            'set beresp.gzip = true;',
            'unset beresp.http.Set-Cookie;',
            'add beresp.http.Set-Cookie = "c=3";',
            'esi;',
            'set beresp.http.Vary = "X-Variant";',
            'set beresp.response = "Changed";',
          ]),
        ];
      case 'error':
        return [
          joined.map((value) => `synthetic ${value};`),
          oneOf(['set obj.status = 404;', 'set obj.response = "Made";', 'set obj.http.Content-Type = "text/plain";']),
        ];
      case 'deliver':
        return [
          oneOf([
            'set resp.status = 418;',
            'set resp.response = "Made";',
            'add resp.http.Set-Cookie = "d=4";',
            'unset resp.http.X-A;',
            'unset resp.http.X-*;',
            'unset resp.http.Vary;',
          ]),
        ];
      default:
        return [];
    }
  }
}

function subroutine(state: State): Arbitrary<string> {
  const statements = new Statements(state);
  const first = state === 'error' ? beginning : fc.constant('');
  const start = state === 'hash' ? 'set req.hash += req.url;\nset req.hash += req.http.Host;\n' : '';
  const last: Readonly<Record<State, string>> = {
    recv: 'if (req.method != "GET" && req.method != "HEAD" && req.method != "FASTLYPURGE") { return(pass); }\nreturn(lookup);',
    hash: 'return(hash);', hit: 'return(deliver);', miss: 'return(fetch);', pass: 'return(pass);', fetch: 'return(deliver);', error: 'return(deliver);', deliver: 'return(deliver);', log: '',
  }; // prettier-ignore
  return fc
    .tuple(first, statements.list(2, 4), fc.option(statements.leave(), { nil: '' }))
    .map(([begin, body, leave]) => {
      const code = `${start}${begin}${body}\n${state === 'recv' ? '' : leave}`;
      const used = Object.entries(locals).filter(([name]) => new RegExp(`\\bvar\\.${name}\\b`).test(code));
      // What an address that was never set reads as is nowhere said.
      const declared = used
        .map(
          ([name, type]) =>
            `declare local var.${name} ${type};\n${type === 'IP' ? `set var.${name} = client.ip;\n` : ''}`,
        )
        .join('');
      return `sub vcl_${state} {\n#FASTLY ${state}\n${declared}${code}\n${last[state]}\n}\n`;
    });
}

/** Varnish has one text for every fetch that failed; the platform's say why. */
const oneText =
  'if (obj.response ~ "(?i)^backend (read error|fetch failed|is unhealthy)$|^All backends failed") { set obj.response = "Failed"; }\n';

/** How vcl_error begins: with a page, mostly; what the platform's looks like is nowhere said. */
const beginning: Arbitrary<string> = fc
  .constantFrom('set obj.http.Content-Type = "text/plain";\nsynthetic "made";\n', 'synthetic "made";\n', '')
  .map((page) => oneText + page);

/** A program: some of the states, each with some statements; vcl_error always. */
export const program: Arbitrary<string> = fc
  .tuple(
    ...states.map((state) =>
      state === 'error'
        ? fc.oneof(
            {
              weight: 1,
              arbitrary: beginning.map((begin) => `sub vcl_error {\n#FASTLY error\n${begin}return(deliver);\n}\n`),
            },
            { weight: 8, arbitrary: subroutine(state) },
          )
        : fc.option(subroutine(state), { freq: 2, nil: '' }),
    ),
  )
  .map((subroutines) => indented(declarations + subroutines.join('')));

function indented(text: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('}')) depth -= 1;
    lines.push(line.startsWith('#') ? line : '  '.repeat(Math.max(0, depth)) + line);
    if (line.endsWith('{')) depth += 1;
  }
  return `${lines.join('\n')}\n`;
}
