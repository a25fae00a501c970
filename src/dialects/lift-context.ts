import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import type { Span } from '../source/span.ts';
import type { Type } from '../ir/types.ts';
import { hole } from '../syntax/lexer-rules.ts';
import { coreNames } from '../generated/tables.ts';
import { findVariable, own } from '../mappings/table.ts';
import type { LiftContext, TypeNames } from './dialect.ts';

/** What a dialect's lifting has of its own; everything else is in the shared files beside this one. */
export interface LiftRules {
  readonly vocabulary: string;
  readonly types: TypeNames;
  /** The text of a string literal, escapes decoded. */
  text(raw: string): string;
  /** How a boolean reads in a text. */
  readonly booleanText: { readonly whenTrue: string; readonly whenFalse: string };
  /** What a `set` of a header from a value that is not set does. */
  readonly ifUnset: 'remove' | 'empty';
  /** What an operand that is not set prints in a text that goes into a header, a log or a body. */
  readonly unsetText: '' | '(null)';
  /** Whether a `+` or `-` between the two is arithmetic; `first`: nothing stands before them. */
  adds(left: ir.Expression, right: ir.Expression, first: boolean): boolean;
  call(node: ast.CallExpression, lifter: Lifter): ir.Expression;
  /** Statements that only this dialect has, or reads in its own way; `null` leaves them to the shared code. */
  statement(node: ast.Statement, lifter: Lifter): readonly ir.Statement[] | null;
}

/** The state of lifting one file. */
export interface Lifter {
  readonly rules: LiftRules;
  readonly context: LiftContext;
  readonly names: DeclaredNames;
  /** Of the subroutine that is being lifted. */
  readonly scope: Scope;
}

/** What the program declares, by name. */
export interface DeclaredNames {
  readonly types: ReadonlyMap<string, Type>;
  /** Subroutines that give a value. */
  readonly functions: ReadonlyMap<string, Type>;
  readonly subroutines: ReadonlySet<string>;
  readonly tables: ReadonlyMap<string, Type>;
  /** Objects made by `new`, and the constructor of each. */
  readonly objects: ReadonlyMap<string, string>;
}

export interface Scope {
  readonly locals: Map<string, Type>;
  readonly functional: boolean;
}

export function originOf(node: ast.Node, lifter: Lifter): Span {
  return { file: lifter.context.file, start: node.start, end: node.end };
}

const header = /^(req|bereq|beresp|resp|obj|req_top|obj_stale)\.http\.(?:"([^"]*)"|([^:*]+))(?::([^*]+))?(\*)?$/i;

/** `req.http.Cookie:name` in its parts. */
export function headerParts(
  name: string,
): { message: ir.Message; name: string; field: string | null; prefix: boolean } | null {
  const match = header.exec(name);
  if (match === null) return null;
  return {
    message: (match[1] as string).toLowerCase() as ir.Message,
    name: (match[2] ?? match[3]) as string,
    field: match[4] ?? null,
    prefix: match[5] === '*',
  };
}

/** What a name means: a header, a variable of the machine or of the dialect, a local, a declared thing, a bare word. */
export function liftName(name: string, node: ast.Node, lifter: Lifter): ir.Expression {
  const origin = originOf(node, lifter);
  const parts = headerParts(name);
  if (parts !== null) {
    const target: ir.Header = { kind: 'header', message: parts.message, name: parts.name, origin };
    return parts.field === null ? target : { kind: 'subfield', header: target, field: parts.field, origin };
  }
  if (name.startsWith('carrier.') && lifter.context.carrier !== undefined) {
    const carrier = lifter.context.carrier(name.slice(8));
    if (carrier !== null) return carrier;
  }
  if (name.startsWith('var.')) {
    const local = name.slice(4);
    const type = lifter.scope.locals.get(local);
    if (type === undefined && !templateHole.test(name))
      lifter.context.reporter.report('VCP1012', origin, `'${name}' is not declared here`);
    return { kind: 'local', name: local, type: type ?? 'unknown', origin };
  }
  const capture = /^re\.group\.(\d+)$/.exec(name);
  if (capture !== null) return { kind: 'capture', group: Number(capture[1]), origin };
  const { table } = lifter.context;
  const fact = findVariable(table, name);
  const type = fact === undefined ? 'unknown' : typeOfName(fact.type, lifter);
  const core = own(coreNames[table.dialect] ?? {}, name);
  if (core !== undefined) return { kind: 'variable', vocabulary: 'core', name: core, type, spelling: name, origin };
  if (fact !== undefined) return { kind: 'variable', vocabulary: lifter.rules.vocabulary, name, type, origin };
  const declared = lifter.names.types.get(name);
  if (declared !== undefined) return { kind: 'name', name, type: declared, origin };
  if (!name.includes('.')) return { kind: 'name', name, type: 'name', origin };
  // What a template language fills in is not ours to judge.
  if (templateHole.test(name)) return { kind: 'opaque', text: name, origin };
  lifter.context.reporter.report('VCP1010', origin, `'${name}' is not a variable of this dialect`);
  return { kind: 'opaque', text: name, origin };
}

const templateHole = new RegExp(hole);

export function typeOfName(name: string, lifter: Lifter): Type {
  return own(lifter.rules.types, name) ?? 'unknown';
}

/** The files that an include names, each with the lifter for its spans; `null` where there is no way to know them. */
export function resolveInclude(node: ast.Include, lifter: Lifter): { program: ast.Program; lifter: Lifter }[] | null {
  const files = lifter.context.include?.(lifter.rules.text(node.path.raw), node.glob, originOf(node, lifter)) ?? null;
  return (
    files?.map(({ program, file }) => ({ program, lifter: { ...lifter, context: { ...lifter.context, file } } })) ??
    null
  );
}

const declarations: ReadonlySet<ast.NodeKind> = new Set([
  'VersionDeclaration', 'ImportDeclaration', 'PragmaDeclaration', 'ControlLine', 'AclDeclaration', 'TableDeclaration',
  'BackendDeclaration', 'ProbeDeclaration', 'DirectorDeclaration', 'PenaltyBoxDeclaration', 'RateCounterDeclaration',
  'Subroutine',
]); // prettier-ignore

export function isStatement(item: ast.Item): item is ast.Statement {
  return !declarations.has(item.kind);
}
