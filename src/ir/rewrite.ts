import type { Argument, Body, Branch, Case, Expression, Item, Place, Program, Statement } from './model.ts';

/** Maps each element; the same array when nothing changed. */
export function mapSame<T>(items: readonly T[], f: (item: T, at: number) => T): readonly T[] {
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as T;
    const mapped = f(item, at);
    if (mapped === item) continue;
    const changed = items.slice();
    changed[at] = mapped;
    for (at += 1; at < items.length; at += 1) changed[at] = f(items[at] as T, at);
    return changed;
  }
  return items;
}

/** Replaces each element by some; the same array when nothing changed. */
export function flatMapSame<T>(items: readonly T[], f: (item: T) => readonly T[]): readonly T[] {
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as T;
    const mapped = f(item);
    if (mapped.length === 1 && mapped[0] === item) continue;
    const changed = items.slice(0, at);
    for (const one of mapped) changed.push(one);
    for (at += 1; at < items.length; at += 1) for (const one of f(items[at] as T)) changed.push(one);
    return changed;
  }
  return items;
}

type MapExpression = (expression: Expression) => Expression;

function mapArguments(args: readonly Argument[], f: MapExpression): readonly Argument[] {
  return mapSame(args, (argument) => {
    const value = f(argument.value);
    return value === argument.value ? argument : { ...argument, value };
  });
}

/** An expression with its direct operands mapped; the same expression when none changed. */
export function mapOperands(expression: Expression, f: MapExpression): Expression {
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'blob':
    case 'unset':
    case 'variable':
    case 'header':
    case 'local':
    case 'carrier':
    case 'capture':
    case 'name':
    case 'opaque':
      return expression;
    case 'subfield': {
      const header = f(expression.header);
      return header === expression.header || header.kind !== 'header' ? expression : { ...expression, header };
    }
    case 'concat': {
      const parts = mapSame(expression.parts, f);
      return parts === expression.parts ? expression : { ...expression, parts };
    }
    case 'boolean-text':
    case 'not':
    case 'negate': {
      const operand = f(expression.operand);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case 'binary': {
      const left = f(expression.left);
      const right = f(expression.right);
      return left === expression.left && right === expression.right ? expression : { ...expression, left, right };
    }
    case 'match': {
      const subject = f(expression.subject);
      const pattern = f(expression.pattern);
      const same = subject === expression.subject && pattern === expression.pattern;
      return same ? expression : { ...expression, subject, pattern };
    }
    case 'logical': {
      const operands = mapSame(expression.operands, f);
      return operands === expression.operands ? expression : { ...expression, operands };
    }
    case 'conditional': {
      const condition = f(expression.condition);
      const consequent = f(expression.consequent);
      const alternate = f(expression.alternate);
      const same =
        condition === expression.condition &&
        consequent === expression.consequent &&
        alternate === expression.alternate;
      return same ? expression : { ...expression, condition, consequent, alternate };
    }
    case 'call': {
      const args = mapArguments(expression.arguments, f);
      return args === expression.arguments ? expression : { ...expression, arguments: args };
    }
    case 'method': {
      const object = f(expression.object);
      const args = mapArguments(expression.arguments, f);
      const same = object === expression.object && args === expression.arguments;
      return same ? expression : { ...expression, object, arguments: args };
    }
    case 'apply': {
      const args = mapSame(expression.arguments, f);
      return args === expression.arguments ? expression : { ...expression, arguments: args };
    }
    case 'lookup': {
      const key = f(expression.key);
      const fallback = expression.fallback === null ? null : f(expression.fallback);
      const same = key === expression.key && fallback === expression.fallback;
      return same ? expression : { ...expression, key, fallback };
    }
    case 'contains': {
      const key = f(expression.key);
      return key === expression.key ? expression : { ...expression, key };
    }
  }
}

/** Every expression of a tree, operands first; what tells whether a value is set, too. */
export function mapExpression(expression: Expression, f: MapExpression): Expression {
  return expressionMapper(f)(expression);
}

/** A function that maps whole trees: one closure for all that it is given, as there are many more expressions than functions. */
export function expressionMapper(f: MapExpression): MapExpression {
  const each = (expression: Expression): Expression => {
    const mapped = mapOperands(expression, each);
    const { setWhen } = mapped;
    if (setWhen === undefined || setWhen === true) return f(mapped);
    const condition = each(setWhen);
    return f(condition === setWhen ? mapped : { ...mapped, setWhen: condition });
  };
  return each;
}

export function mapPlace(place: Place, f: MapExpression): Place {
  const mapped = f(place);
  switch (mapped.kind) {
    case 'variable':
    case 'header':
    case 'subfield':
    case 'local':
    case 'carrier':
      return mapped;
    default:
      return place;
  }
}

export interface StatementMap {
  /** The expressions of a statement, each as a whole; not its target. */
  readonly expression?: (expression: Expression, statement: Statement) => Expression;
  /** What is assigned to, removed or appended to. */
  readonly place?: (place: Place, statement: Statement) => Place;
  /** The bodies inside a statement. */
  readonly body?: (body: Body) => Body;
}

/** A statement with its direct parts mapped; the same statement when none changed. */
export function mapStatement(statement: Statement, map: StatementMap): Statement {
  switch (statement.kind) {
    case 'assign': {
      const value = valueOf(statement.value, statement, map);
      const target = placeOf(statement.target, statement, map);
      return value === statement.value && target === statement.target ? statement : { ...statement, target, value };
    }
    case 'append': {
      const value = valueOf(statement.value, statement, map);
      const target = placeOf(statement.target, statement, map);
      return value === statement.value && target === statement.target ? statement : { ...statement, target, value };
    }
    case 'remove': {
      const target = placeOf(statement.target, statement, map);
      return target === statement.target ? statement : { ...statement, target };
    }
    case 'declare': {
      const value = statement.value === null ? null : valueOf(statement.value, statement, map);
      return value === statement.value ? statement : { ...statement, value };
    }
    case 'call-subroutine': {
      const args = mapSame(statement.arguments, (value) => valueOf(value, statement, map));
      return args === statement.arguments ? statement : { ...statement, arguments: args };
    }
    case 'transition': {
      const args = mapSame(statement.arguments, (value) => (value === null ? null : valueOf(value, statement, map)));
      return args === statement.arguments ? statement : { ...statement, arguments: args };
    }
    case 'return': {
      const value = statement.value === null ? null : valueOf(statement.value, statement, map);
      return value === statement.value ? statement : { ...statement, value };
    }
    case 'if': {
      const branches = mapSame(statement.branches, (branch): Branch => {
        const condition = valueOf(branch.condition, statement, map);
        const inner = bodyOf(branch.body, map);
        return condition === branch.condition && inner === branch.body ? branch : { ...branch, condition, body: inner };
      });
      const otherwise = statement.otherwise === null ? null : bodyOf(statement.otherwise, map);
      return branches === statement.branches && otherwise === statement.otherwise
        ? statement
        : { ...statement, branches, otherwise };
    }
    case 'switch': {
      const subject = valueOf(statement.subject, statement, map);
      const cases = mapSame(statement.cases, (item): Case => {
        const test = item.test === null ? null : valueOf(item.test, statement, map);
        const inner = bodyOf(item.body, map);
        return test === item.test && inner === item.body ? item : { ...item, test, body: inner };
      });
      return subject === statement.subject && cases === statement.cases ? statement : { ...statement, subject, cases };
    }
    case 'log':
    case 'set-body':
    case 'hash-data': {
      const value = valueOf(statement.value, statement, map);
      return value === statement.value ? statement : { ...statement, value };
    }
    case 'evaluate': {
      const value = valueOf(statement.expression, statement, map);
      return value === statement.expression ? statement : { ...statement, expression: value };
    }
    case 'new-object': {
      const construct = valueOf(statement.construct, statement, map);
      return construct === statement.construct ? statement : { ...statement, construct };
    }
    case 'nested': {
      const inner = bodyOf(statement.body, map);
      return inner === statement.body ? statement : { ...statement, body: inner };
    }
    case 'remove-prefix':
    case 'break':
    case 'fallthrough':
    case 'goto':
    case 'label':
    case 'enable-esi':
    case 'platform':
    case 'include':
    case 'verbatim':
    case 'remark':
      return statement;
  }
}

function valueOf(value: Expression, statement: Statement, map: StatementMap): Expression {
  return map.expression === undefined ? value : map.expression(value, statement);
}

function placeOf<T extends Place>(target: T, statement: Statement, map: StatementMap): T {
  return map.place === undefined ? target : (map.place(target, statement) as T);
}

function bodyOf(inner: Body, map: StatementMap): Body {
  return map.body === undefined ? inner : map.body(inner);
}

/** Replaces statements, inner ones first. */
export function rewriteBody(body: Body, f: (statement: Statement) => readonly Statement[]): Body {
  const each = (statement: Statement): readonly Statement[] =>
    f(holdsBodies(statement) ? mapStatement(statement, inside) : statement);
  const inside: StatementMap = { body: (inner) => flatMapSame(inner, each) };
  return flatMapSame(body, each);
}

/** Maps every expression and every place of a body, operands first. */
export function mapBodyExpressions(body: Body, f: MapExpression): Body {
  const expression = expressionMapper(f);
  const place = (target: Place): Place => mapPlace(target, expression);
  const own: StatementMap = { expression, place };
  const inside: StatementMap = { body: (inner) => mapSame(inner, each) };
  const each = (statement: Statement): Statement =>
    mapStatement(holdsBodies(statement) ? mapStatement(statement, inside) : statement, own);
  return mapSame(body, each);
}

/** Whether a statement has others in it. */
export function holdsBodies({ kind }: Statement): boolean {
  return kind === 'if' || kind === 'nested' || kind === 'switch';
}

/** Items with code, their bodies replaced. */
export function mapBodies(program: Program, f: (body: Body, item: Item) => Body): Program {
  const items = mapSame(program.items, (item) => {
    if (item.kind !== 'state' && item.kind !== 'subroutine') return item;
    const body = f(item.body, item);
    return body === item.body ? item : { ...item, body };
  });
  return items === program.items ? program : { ...program, items };
}
