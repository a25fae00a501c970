import type { Argument, Body, Branch, Case, Expression, Item, Place, Program, Statement } from './model.ts';

/** Maps each element; the same array when nothing changed. */
export function mapSame<T>(items: readonly T[], f: (item: T) => T): readonly T[] {
  let changed: T[] | null = null;
  items.forEach((item, index) => {
    const mapped = f(item);
    if (mapped !== item && changed === null) changed = items.slice(0, index);
    if (changed !== null) changed.push(mapped);
  });
  return changed ?? items;
}

/** Replaces each element by some; the same array when nothing changed. */
export function flatMapSame<T>(items: readonly T[], f: (item: T) => readonly T[]): readonly T[] {
  let changed: T[] | null = null;
  items.forEach((item, index) => {
    const mapped = f(item);
    const same = mapped.length === 1 && mapped[0] === item;
    if (!same && changed === null) changed = items.slice(0, index);
    if (changed !== null) changed.push(...mapped);
  });
  return changed ?? items;
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
  const mapped = mapOperands(expression, (operand) => mapExpression(operand, f));
  const { setWhen } = mapped;
  if (setWhen === undefined || setWhen === true) return f(mapped);
  const condition = mapExpression(setWhen, f);
  return f(condition === setWhen ? mapped : { ...mapped, setWhen: condition });
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
  const expression = (value: Expression): Expression => map.expression?.(value, statement) ?? value;
  const place = <T extends Place>(target: T): T => (map.place?.(target, statement) as T | undefined) ?? target;
  const body = (inner: Body): Body => map.body?.(inner) ?? inner;
  switch (statement.kind) {
    case 'assign': {
      const value = expression(statement.value);
      const target = place(statement.target);
      return value === statement.value && target === statement.target ? statement : { ...statement, target, value };
    }
    case 'append': {
      const value = expression(statement.value);
      const target = place(statement.target);
      return value === statement.value && target === statement.target ? statement : { ...statement, target, value };
    }
    case 'remove': {
      const target = place(statement.target);
      return target === statement.target ? statement : { ...statement, target };
    }
    case 'declare': {
      const value = statement.value === null ? null : expression(statement.value);
      return value === statement.value ? statement : { ...statement, value };
    }
    case 'call-subroutine': {
      const args = mapSame(statement.arguments, expression);
      return args === statement.arguments ? statement : { ...statement, arguments: args };
    }
    case 'transition': {
      const args = mapSame(statement.arguments, (value) => (value === null ? null : expression(value)));
      return args === statement.arguments ? statement : { ...statement, arguments: args };
    }
    case 'return': {
      const value = statement.value === null ? null : expression(statement.value);
      return value === statement.value ? statement : { ...statement, value };
    }
    case 'if': {
      const branches = mapSame(statement.branches, (branch): Branch => {
        const condition = expression(branch.condition);
        const inner = body(branch.body);
        return condition === branch.condition && inner === branch.body ? branch : { ...branch, condition, body: inner };
      });
      const otherwise = statement.otherwise === null ? null : body(statement.otherwise);
      return branches === statement.branches && otherwise === statement.otherwise
        ? statement
        : { ...statement, branches, otherwise };
    }
    case 'switch': {
      const subject = expression(statement.subject);
      const cases = mapSame(statement.cases, (item): Case => {
        const test = item.test === null ? null : expression(item.test);
        const inner = body(item.body);
        return test === item.test && inner === item.body ? item : { ...item, test, body: inner };
      });
      return subject === statement.subject && cases === statement.cases ? statement : { ...statement, subject, cases };
    }
    case 'log':
    case 'set-body':
    case 'hash-data': {
      const value = expression(statement.value);
      return value === statement.value ? statement : { ...statement, value };
    }
    case 'evaluate': {
      const value = expression(statement.expression);
      return value === statement.expression ? statement : { ...statement, expression: value };
    }
    case 'new-object': {
      const construct = expression(statement.construct);
      return construct === statement.construct ? statement : { ...statement, construct };
    }
    case 'nested': {
      const inner = body(statement.body);
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

/** Replaces statements, inner ones first. */
export function rewriteBody(body: Body, f: (statement: Statement) => readonly Statement[]): Body {
  return flatMapSame(body, (statement) => f(mapStatement(statement, { body: (inner) => rewriteBody(inner, f) })));
}

/** Maps every expression and every place of a body, operands first. */
export function mapBodyExpressions(body: Body, f: MapExpression): Body {
  return rewriteBody(body, (statement) => [
    mapStatement(statement, {
      expression: (expression) => mapExpression(expression, f),
      place: (place) => mapPlace(place, (value) => mapExpression(value, f)),
    }),
  ]);
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
