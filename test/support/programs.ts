import fc, { type Arbitrary } from 'fast-check';
import type * as ast from '../../src/syntax/ast.ts';

const nowhere = { start: 0, end: 0 } as const;
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/).filter((word) => !reserved.has(word));
const reserved = new Set(
  (
    'acl backend director table penaltybox ratecounter sub import include pragma set unset remove add declare call error restart ' +
    'return esi log synthetic goto if else elseif elsif elif switch case default break fallthrough true false vcl probe new none rol ror c w'
  ).split(' '),
);

type Id = 'fastly' | 'varnish';

/** Comments of both marks, on their own lines or at the end of one. */
const comment: Arbitrary<ast.Comment> = fc.record({
  text: fc.oneof(
    fc.stringMatching(/^[a-z 0-9;{}"]{0,12}$/).map((text) => `# ${text}x`),
    fc.stringMatching(/^[a-z 0-9;{}"]{0,12}$/).map((text) => `// ${text}x`),
  ),
  start: fc.constant(0),
  end: fc.constant(0),
  blankBefore: fc.boolean(),
  blankAfter: fc.boolean(),
});

function withComments<T extends ast.Node>(node: Arbitrary<T>): Arbitrary<T> {
  const some = fc.option(fc.array(comment, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 4 });
  return fc
    .tuple(node, some, fc.option(fc.array(comment, { minLength: 1, maxLength: 1 }), { nil: undefined, freq: 6 }))
    .map(([item, leading, trailing]) => ({
      ...item,
      ...(leading === undefined ? {} : { leading }),
      ...(trailing === undefined ? {} : { trailing }),
    }));
}

function variable(id: Id): Arbitrary<ast.Variable> {
  const header = fc.stringMatching(/^[A-Z][A-Za-z-]{0,6}[a-z]$/).map((word) => `req.http.${word}`);
  const fastlyOnly = fc.constantFrom('req.http.Cookie:a', 'var.x', 're.group.1', 'req.url.path');
  const both = fc.oneof(header, fc.constantFrom('req.url', 'client.ip', 'beresp.ttl', 'obj.hits'));
  return (id === 'fastly' ? fc.oneof(both, fastlyOnly) : both).map((text) => ({
    kind: 'Variable',
    name: text,
    ...nowhere,
  }));
}

function string(id: Id): Arbitrary<ast.StringLiteral> {
  const short = fc.stringMatching(/^[ -!#-$&-~é]{0,8}$/).map((text) => `"${text}"`);
  const long = fc.stringMatching(/^[a-z"\n% ]{0,8}$/).map((text) => `{"${text}"}`);
  const own = id === 'fastly' ? fc.constant('{EOS"a "b" } c"EOS}') : fc.constant('"""a "b" }c"""');
  return fc
    .oneof({ weight: 6, arbitrary: short }, { weight: 2, arbitrary: long }, { weight: 1, arbitrary: own })
    .map((raw) => ({ kind: 'StringLiteral', raw, ...nowhere }));
}

const number: Arbitrary<ast.NumberLiteral> = fc.oneof(
  fc
    .nat(999)
    .map((value) => ({ kind: 'NumberLiteral' as const, type: 'integer' as const, raw: String(value), ...nowhere })),
  fc
    .tuple(fc.nat(99), fc.nat(9))
    .map(([a, b]) => ({ kind: 'NumberLiteral' as const, type: 'float' as const, raw: `${a}.${b}`, ...nowhere })),
  fc.tuple(fc.nat(99), fc.constantFrom('ms', 's', 'm', 'h', 'd')).map(([a, unit]) => ({
    kind: 'NumberLiteral' as const,
    type: 'duration' as const,
    raw: `${a}${unit}`,
    ...nowhere,
  })),
);

function expression(id: Id): Arbitrary<ast.Expression> {
  const { value } = fc.letrec<{ value: ast.Expression; atom: ast.Expression; condition: ast.Expression }>((tie) => {
    const args = fc
      .array(tie('value'), { maxLength: 3 })
      .map((items) => items.map((item): ast.Argument => ({ kind: 'Argument', name: null, value: item, ...nowhere })));
    const call = fc.tuple(name, args).map(([callee, list]): ast.CallExpression => ({
      kind: 'CallExpression', callee: { kind: 'Variable', name: `std.${callee}`, ...nowhere }, arguments: list, ...nowhere,
    })); // prettier-ignore
    const boolean = fc
      .boolean()
      .map((text): ast.BooleanLiteral => ({ kind: 'BooleanLiteral', value: text, ...nowhere }));
    const conditional = fc.tuple(tie('condition'), tie('value'), tie('value')).map(([condition, consequent, alternate]): ast.Expression => ({
      kind: 'ConditionalExpression', condition, consequent, alternate, ...nowhere,
    })); // prettier-ignore
    const simple = fc.oneof(variable(id), string(id), number, boolean);
    const own = id === 'fastly' ? [call, conditional] : [call];
    const concatenation = fc.array(tie('atom'), { minLength: 2, maxLength: 4 }).map((items): ast.Expression => ({
      kind: 'Concatenation',
      parts: items.map((item, index) => ({
        kind: 'ConcatenationPart',
        operator: index === 0 ? '' : '+',
        value: item,
        ...nowhere,
      })),
      ...nowhere,
    }));
    const group = (inner: ast.Expression): ast.Expression => ({
      kind: 'GroupExpression',
      expression: inner,
      ...nowhere,
    });
    const comparison = fc.tuple(tie('atom'), fc.constantFrom('==', '!=', '<', '>', '<=', '>=', '~', '!~'), tie('atom')).map(([left, operator, right]): ast.Expression => ({
      kind: 'BinaryExpression', operator, left, right, ...nowhere,
    })); // prettier-ignore
    const logical = fc.tuple(fc.constantFrom<'&&' | '||'>('&&', '||'), fc.array(tie('condition'), { minLength: 2, maxLength: 3 })).map(([operator, operands]): ast.Expression => ({
      kind: 'LogicalExpression', operator, operands: operands.map((item) => (item.kind === 'LogicalExpression' ? group(item) : item)), ...nowhere,
    })); // prettier-ignore
    const not = tie('condition').map((operand): ast.Expression => ({
      kind: 'UnaryExpression',
      operator: '!',
      operand: group(operand),
      ...nowhere,
    }));
    return {
      atom: fc.oneof({ maxDepth: 4, withCrossShrink: true }, simple, ...own),
      condition: fc.oneof({ maxDepth: 4, withCrossShrink: true }, variable(id), comparison, logical, not),
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        simple,
        concatenation,
        ...own,
        tie('condition').map(group),
      ),
    };
  });
  return value;
}

function statement(id: Id): Arbitrary<ast.Statement> {
  const { statement: result } = fc.letrec<{ statement: ast.Statement; block: ast.Block }>((tie) => {
    const value = expression(id);
    const set = fc.tuple(variable(id), fc.constantFrom('=', '+='), value).map(([target, operator, right]): ast.Statement => ({
      kind: 'SetStatement', target, operator, value: right, ...nowhere,
    })); // prettier-ignore
    const unset = variable(id).map((target): ast.Statement => ({
      kind: 'UnsetStatement',
      keyword: 'unset',
      target,
      ...nowhere,
    }));
    const call = name.map((callee): ast.Statement => ({
      kind: 'CallStatement',
      callee: { kind: 'Variable', name: callee, ...nowhere },
      ...nowhere,
    }));
    const returns = fc.constantFrom('pass', 'lookup', 'hash').map((word): ast.Statement => ({
      kind: 'ReturnStatement', parentheses: true, value: { kind: 'Variable', name: word, ...nowhere }, ...nowhere,
    })); // prettier-ignore
    const choice = fc
      .tuple(value, tie('block'), fc.option(tie('block'), { nil: null }))
      .map(([condition, body, otherwise]): ast.Statement => {
        const branch = (keyword: string, test: ast.Expression | null, block: ast.Block): ast.IfBranch => ({
          kind: 'IfBranch',
          keyword,
          condition: test,
          body: block,
          ...nowhere,
        });
        return {
          kind: 'IfStatement',
          branches: [branch('if', condition, body), ...(otherwise === null ? [] : [branch('else', null, otherwise)])],
          ...nowhere,
        };
      });
    const own =
      id === 'fastly'
        ? [
            value.map((item): ast.Statement => ({ kind: 'LogStatement', value: item, ...nowhere })),
            fc.constant<ast.Statement>({ kind: 'RestartStatement', ...nowhere }),
          ]
        : [];
    return {
      block: fc
        .array(tie('statement'), { maxLength: 4 })
        .map((statements): ast.Block => ({ kind: 'Block', statements, ...nowhere })),
      statement: withComments(
        fc.oneof({ maxDepth: 3, withCrossShrink: true }, set, unset, call, returns, ...own, choice),
      ),
    };
  });
  return result;
}

/** Programs of a dialect as trees. */
export function program(id: Id): Arbitrary<ast.Program> {
  const subroutine = fc.tuple(name, fc.array(statement(id), { maxLength: 5 })).map(([text, statements]): ast.Item => ({
    kind: 'Subroutine',
    name: { kind: 'Identifier', name: text, ...nowhere },
    parameters: null,
    returnType: null,
    body: { kind: 'Block', statements, ...nowhere },
    ...nowhere,
  }));
  return fc.array(withComments(subroutine), { maxLength: 4 }).map((items) => ({ kind: 'Program', items, ...nowhere }));
}
