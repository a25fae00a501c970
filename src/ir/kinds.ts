/**
 * What occurs in code, kept for as long as the code is as it is: trees are immutable, and a pass that looks for something rare
 * goes only where that is. Most passes concern little of a program, and there are many passes.
 */
import type { Body, Expression, Statement } from './model.ts';
import {
  flatMapSame,
  holdsBodies,
  mapExpression,
  mapPlace,
  mapSame,
  mapStatement,
  type StatementMap,
} from './rewrite.ts';
import { visitExpression, visitReads } from './visit.ts';

type Kind = Expression['kind'];
type Of<K extends Kind> = Extract<Expression, { readonly kind: K }>;

/** Kinds of expressions, as a set of bits; with some names, only variables and calls of these. */
export interface Kinds<K extends Kind> {
  readonly of?: K;
  readonly bits: number;
  /** Bits that names are hashed to: a name that is there has its bit, not the other way round. */
  readonly names: number;
}

const numbers: Readonly<Record<Kind, number>> = {
  string: 0, number: 1, boolean: 2, blob: 3, unset: 4, variable: 5, header: 6, subfield: 7, local: 8, carrier: 9, capture: 10,
  name: 11, concat: 12, 'boolean-text': 13, binary: 14, match: 15, logical: 16, not: 17, negate: 18, conditional: 19, call: 20,
  method: 21, apply: 22, lookup: 23, contains: 24, opaque: 25,
}; // prettier-ignore

const everyName = -1;

export function kinds<K extends Kind>(...wanted: readonly K[]): Kinds<K> {
  return { bits: wanted.reduce((bits, kind) => bits | (1 << numbers[kind]), 0), names: everyName };
}

/** Variables, calls and methods, by their names. */
export function named(...names: readonly string[]): Kinds<'variable' | 'call' | 'method'> {
  return { ...kinds('variable', 'call', 'method'), names: names.reduce((bits, name) => bits | hash(name), 0) };
}

function hash(name: string): number {
  let sum = name.length;
  for (let at = 0; at < name.length; at += 1) sum = (sum * 31 + name.charCodeAt(at)) | 0;
  return 1 << ((sum ^ (sum >>> 15)) & 31);
}

/** What occurs in a statement with others in it, or in a body. */
interface Found {
  bits: number;
  names: number;
}

const known = new WeakMap<Statement | Body, Found>();

/** Places and what tells whether a value is set count, too. */
function foundIn(code: Statement | Body): Found {
  const before = known.get(code);
  if (before !== undefined) return before;
  const found: Found = { bits: 0, names: 0 };
  const note = (expression: Expression): void => {
    found.bits |= 1 << numbers[expression.kind];
    if (expression.kind === 'variable' || expression.kind === 'call' || expression.kind === 'method')
      found.names |= hash(expression.name);
    if (expression.setWhen !== undefined && expression.setWhen !== true) visitExpression(expression.setWhen, note);
  };
  const look = (statement: Statement): void => {
    if (statement.kind === 'if' || statement.kind === 'switch' || statement.kind === 'nested') {
      const inner = foundIn(statement);
      found.bits |= inner.bits;
      found.names |= inner.names;
      return;
    }
    visitReads(statement, note);
    if ('target' in statement) visitExpression(statement.target, note);
  };
  const lookInside = (body: Body): void => body.forEach(look);
  if (!('kind' in code)) lookInside(code);
  else {
    visitReads(code, note);
    if (code.kind === 'if') {
      for (const branch of code.branches) lookInside(branch.body);
      if (code.otherwise !== null) lookInside(code.otherwise);
    } else if (code.kind === 'switch') for (const item of code.cases) lookInside(item.body);
    else if (code.kind === 'nested') lookInside(code.body);
  }
  known.set(code, found);
  return found;
}

/** Whether something of some kinds may be in code; never `false` where it is. */
export function mayHold(code: Statement | Body, { bits, names }: Kinds<Kind>): boolean {
  const found = foundIn(code);
  return (found.bits & bits) !== 0 && (names === everyName || (found.names & names) !== 0);
}

/** Whether a pass that looks for something of some kinds has to look into a statement. */
export function isConcerned(statement: Statement, wanted: Kinds<Kind>): boolean {
  switch (statement.kind) {
    case 'if':
    case 'switch':
    case 'nested':
      return mayHold(statement, wanted);
    default:
      return true;
  }
}

/** `visitBodyReads` for expressions of some kinds. */
export function visitKinds<K extends Kind>(
  body: Body,
  wanted: Kinds<K>,
  f: (expression: Of<K>, statement: Statement) => void,
): void {
  let reader: Statement;
  const each = (expression: Expression): void => {
    if (((1 << numbers[expression.kind]) & wanted.bits) !== 0) f(expression as Of<K>, reader);
  };
  const visit = (inner: Body): void => {
    for (const statement of inner) {
      if (!isConcerned(statement, wanted)) continue;
      reader = statement;
      visitReads(statement, each);
      if (holdsBodies(statement)) mapStatement(statement, { body: (nested) => (visit(nested), nested) });
    }
  };
  if (mayHold(body, wanted)) visit(body);
}

/** `rewriteBody` for statements that may hold something of some kinds. */
export function rewriteWhere(body: Body, wanted: Kinds<Kind>, f: (statement: Statement) => readonly Statement[]): Body {
  const each = (statement: Statement): readonly Statement[] =>
    isConcerned(statement, wanted)
      ? f(holdsBodies(statement) ? mapStatement(statement, inside) : statement)
      : [statement];
  const inside: StatementMap = { body: (inner) => flatMapSame(inner, each) };
  return mayHold(body, wanted) ? flatMapSame(body, each) : body;
}

/** `mapBodyExpressions` for statements that may hold something of some kinds. */
export function mapWhere(body: Body, wanted: Kinds<Kind>, f: (expression: Expression) => Expression): Body {
  const expression = (value: Expression): Expression => mapExpression(value, f);
  const own: StatementMap = { expression, place: (target) => mapPlace(target, expression) };
  const each = (statement: Statement): Statement =>
    isConcerned(statement, wanted)
      ? mapStatement(holdsBodies(statement) ? mapStatement(statement, inside) : statement, own)
      : statement;
  const inside: StatementMap = { body: (inner) => mapSame(inner, each) };
  return mayHold(body, wanted) ? mapSame(body, each) : body;
}

/** `mapBodyExpressions` for expressions of some kinds. */
export function mapKinds<K extends Kind>(body: Body, wanted: Kinds<K>, f: (expression: Of<K>) => Expression): Body {
  return mapWhere(body, wanted, (expression) =>
    ((1 << numbers[expression.kind]) & wanted.bits) === 0 ? expression : f(expression as Of<K>),
  );
}
