/**
 * What occurs in code, kept for as long as the code is as it is: trees are immutable, and a pass that looks for something rare
 * goes only where that is. Most passes concern little of a program, and there are many passes.
 */
import type { Body, Expression, Place, Statement } from './model.ts';
import {
  flatMapSame,
  holdsBodies,
  expressionMapper,
  mapPlace,
  mapSame,
  mapStatement,
  type StatementMap,
} from './rewrite.ts';
import { everyOperand, readWith, visitBodies } from './visit.ts';

type Kind = Expression['kind'];
type Of<K extends Kind> = Extract<Expression, { readonly kind: K }>;

/** Kinds of expressions, as a set of bits; with some names, only variables and calls of these. */
export interface Kinds<K extends Kind> {
  readonly of?: K;
  readonly bits: number;
  /** Bits that names are hashed to: a name that is there has its bit, not the other way round. */
  readonly names: number;
  /** The same for what stands before the first dot of a name. */
  readonly roots: number;
}

const numbers: Readonly<Record<Kind, number>> = {
  string: 0, number: 1, boolean: 2, blob: 3, unset: 4, variable: 5, header: 6, subfield: 7, local: 8, carrier: 9, capture: 10,
  name: 11, concat: 12, 'boolean-text': 13, binary: 14, match: 15, logical: 16, not: 17, negate: 18, conditional: 19, call: 20,
  method: 21, apply: 22, lookup: 23, contains: 24, opaque: 25,
}; // prettier-ignore

const everyName = -1;

export function kinds<K extends Kind>(...wanted: readonly K[]): Kinds<K> {
  return { bits: wanted.reduce((bits, kind) => bits | (1 << numbers[kind]), 0), names: everyName, roots: everyName };
}

/** Variables, calls and methods, by their names. */
export function named(...names: readonly string[]): Kinds<'variable' | 'call' | 'method'> {
  return { ...kinds('variable', 'call', 'method'), names: names.reduce((bits, name) => bits | hash(name), 0) };
}

/** Variables, calls and methods, by what stands before the first dot of their names. */
export function under(...roots: readonly string[]): Kinds<'variable' | 'call' | 'method'> {
  return { ...kinds('variable', 'call', 'method'), roots: roots.reduce((bits, root) => bits | hash(root), 0) };
}

type StatementKind = Statement['kind'];
type StatementOf<K extends StatementKind> = Extract<Statement, { readonly kind: K }>;

/** Kinds of statements, as a set of bits. */
export interface StatementKinds<K extends StatementKind> {
  readonly of?: K;
  readonly statements: number;
}

const statementNumbers: Readonly<Record<StatementKind, number>> = {
  assign: 0, remove: 1, 'remove-prefix': 2, append: 3, declare: 4, 'call-subroutine': 5, transition: 6, return: 7, if: 8, switch: 9,
  break: 10, fallthrough: 11, goto: 12, label: 13, log: 14, 'set-body': 15, 'hash-data': 16, 'enable-esi': 17, evaluate: 18,
  'new-object': 19, nested: 20, platform: 21, include: 22, verbatim: 23, remark: 24,
}; // prettier-ignore

export function statementKinds<K extends StatementKind>(...wanted: readonly K[]): StatementKinds<K> {
  return { statements: wanted.reduce((bits, kind) => bits | (1 << statementNumbers[kind]), 0) };
}

function hash(name: string, length = name.length): number {
  let sum = length;
  for (let at = 0; at < length; at += 1) sum = (sum * 31 + name.charCodeAt(at)) | 0;
  return 1 << ((sum ^ (sum >>> 15)) & 31);
}

/** What occurs in a statement with others in it, or in a body. */
interface Found {
  bits: number;
  names: number;
  roots: number;
  statements: number;
}

const known = new WeakMap<Statement | Body, Found>();

/** What is being found: one for all that is looked at, as there are many more expressions than bodies. */
let found: Found = { bits: 0, names: 0, roots: 0, statements: 0 };

const noteAll = everyOperand((expression) => {
  found.bits |= 1 << numbers[expression.kind];
  if (expression.kind === 'variable' || expression.kind === 'call' || expression.kind === 'method') {
    const dot = expression.name.indexOf('.');
    found.names |= hash(expression.name);
    found.roots |= hash(expression.name, dot === -1 ? undefined : dot);
  }
  if (expression.setWhen !== undefined && expression.setWhen !== true) noteAll(expression.setWhen);
});

/** Places, what is declared and what tells whether a value is set count, too. */
function foundIn(code: Statement | Body): Found {
  const before = known.get(code);
  if (before !== undefined) return before;
  const outer = found;
  const own: Found = { bits: 0, names: 0, roots: 0, statements: 0 };
  found = own;
  if (!('kind' in code)) code.forEach(look);
  else {
    found.statements |= 1 << statementNumbers[code.kind];
    readWith(code, noteAll);
    visitBodies(code, (body) => body.forEach(look));
  }
  found = outer;
  known.set(code, own);
  return own;
}

function look(statement: Statement): void {
  if (holdsBodies(statement)) {
    const inner = foundIn(statement);
    found.bits |= inner.bits;
    found.names |= inner.names;
    found.roots |= inner.roots;
    found.statements |= inner.statements;
    return;
  }
  found.statements |= 1 << statementNumbers[statement.kind];
  readWith(statement, noteAll);
  if ('target' in statement) noteAll(statement.target);
  if (statement.kind === 'declare') noteAll(statement.local);
}

/** Whether something of some kinds may be in code; never `false` where it is. */
export function mayHold(code: Statement | Body, { bits, names, roots }: Kinds<Kind>): boolean {
  const found = foundIn(code);
  return (
    (found.bits & bits) !== 0 &&
    (names === everyName || (found.names & names) !== 0) &&
    (roots === everyName || (found.roots & roots) !== 0)
  );
}

/** Whether statements of some kinds are in code. */
export function holdsStatement(code: Statement | Body, wanted: StatementKinds<StatementKind>): boolean {
  return (foundIn(code).statements & wanted.statements) !== 0;
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
  const each = everyOperand((expression) => {
    if (((1 << numbers[expression.kind]) & wanted.bits) !== 0) f(expression as Of<K>, reader);
  });
  const visit = (inner: Body): void => {
    for (const statement of inner) {
      if (!isConcerned(statement, wanted)) continue;
      reader = statement;
      readWith(statement, each);
      if (holdsBodies(statement)) visitBodies(statement, visit);
    }
  };
  if (mayHold(body, wanted)) visit(body);
}

/** `visitStatements` for statements of some kinds. */
export function visitStatementKinds<K extends StatementKind>(
  body: Body,
  wanted: StatementKinds<K>,
  f: (statement: StatementOf<K>) => void,
): void {
  if (!holdsStatement(body, wanted)) return;
  for (const statement of body) {
    if (((1 << statementNumbers[statement.kind]) & wanted.statements) !== 0) f(statement as StatementOf<K>);
    if (holdsBodies(statement) && holdsStatement(statement, wanted))
      visitBodies(statement, (inner) => visitStatementKinds(inner, wanted, f));
  }
}

/** The places of some kinds that something is done to in a body. */
export function visitTargets<K extends Kind>(
  body: Body,
  wanted: Kinds<K>,
  f: (target: Extract<Place, { readonly kind: K }>, statement: Statement) => void,
): void {
  if (!mayHold(body, wanted)) return;
  for (const statement of body) {
    if ('target' in statement) {
      const { target } = statement;
      if (((1 << numbers[target.kind]) & wanted.bits) !== 0)
        f(target as Extract<Place, { readonly kind: K }>, statement);
    } else if (holdsBodies(statement) && mayHold(statement, wanted)) {
      visitBodies(statement, (inner) => visitTargets(inner, wanted, f));
    }
  }
}

/** `rewriteBody` for statements of some kinds. */
export function rewriteStatementKinds<K extends StatementKind>(
  body: Body,
  wanted: StatementKinds<K>,
  f: (statement: StatementOf<K>) => readonly Statement[],
): Body {
  const each = (statement: Statement): readonly Statement[] => {
    const inner =
      holdsBodies(statement) && holdsStatement(statement, wanted) ? mapStatement(statement, inside) : statement;
    return ((1 << statementNumbers[inner.kind]) & wanted.statements) === 0 ? [inner] : f(inner as StatementOf<K>);
  };
  const inBody = (inner: Body): Body => (holdsStatement(inner, wanted) ? flatMapSame(inner, each) : inner);
  const inside: StatementMap = { body: inBody };
  return inBody(body);
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
  const expression = expressionMapper(f);
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
