/**
 * The syntax tree of both dialects: one closed union, each dialect's grammar builds the part that it has.
 * It keeps everything: comments, the exact spelling of literals, which of two keywords was used.
 */

export interface Comment {
  /** With its marker. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** An empty line stood before it, after it. */
  readonly blankBefore: boolean;
  readonly blankAfter: boolean;
}

interface NodeBase {
  /** Offsets into the source file that the node was parsed from. */
  readonly start: number;
  readonly end: number;
  /** Comments on their own lines before the node. */
  leading?: Comment[];
  /** Comments after the node on its last line. */
  trailing?: Comment[];
  /** Comments inside a node that has no child after them. */
  dangling?: Comment[];
  /** An empty line stood before the node and its leading comments. */
  blankBefore?: boolean;
}

// ---------------------------------------------------------------------------------------------- program and declarations

/** One file. A bare snippet has statements at the top. */
export interface Program extends NodeBase {
  readonly kind: 'Program';
  readonly items: readonly Item[];
}

export type Item = Declaration | Statement;

export interface VersionDeclaration extends NodeBase {
  readonly kind: 'VersionDeclaration';
  readonly version: string;
}

export interface ImportDeclaration extends NodeBase {
  readonly kind: 'ImportDeclaration';
  readonly name: Identifier;
  readonly alias: Identifier | null;
  readonly from: StringLiteral | null;
}

/** `include "x";`, at the top or inside a subroutine; Varnish also `include +glob "x*";`. */
export interface Include extends NodeBase {
  readonly kind: 'Include';
  readonly path: StringLiteral;
  readonly glob: boolean;
}

export interface PragmaDeclaration extends NodeBase {
  readonly kind: 'PragmaDeclaration';
  readonly words: readonly string[];
}

/** The bare `C!` and `W!` lines of generated VCL. */
export interface ControlLine extends NodeBase {
  readonly kind: 'ControlLine';
  readonly text: string;
}

export interface AclDeclaration extends NodeBase {
  readonly kind: 'AclDeclaration';
  readonly name: Identifier;
  /** `+log`, `-pedantic` … */
  readonly flags: readonly string[];
  readonly entries: readonly (AclEntry | TemplateDirective | BadNode)[];
}

export interface AclEntry extends NodeBase {
  readonly kind: 'AclEntry';
  readonly negated: boolean;
  readonly address: StringLiteral | Variable;
  readonly mask: NumberLiteral | Variable | null;
  /** In parentheses: Varnish ignores the entry when its name does not resolve. */
  readonly optional: boolean;
}

export interface TableDeclaration extends NodeBase {
  readonly kind: 'TableDeclaration';
  readonly name: Identifier;
  readonly type: Identifier | null;
  readonly entries: readonly (TableEntry | TemplateDirective | BadNode)[];
}

export interface TableEntry extends NodeBase {
  readonly kind: 'TableEntry';
  readonly key: StringLiteral;
  readonly value: Expression;
}

export interface BackendDeclaration extends NodeBase {
  readonly kind: 'BackendDeclaration';
  readonly name: Identifier;
  /** `backend x none;` */
  readonly none: boolean;
  readonly properties: readonly PropertyItem[];
}

export interface ProbeDeclaration extends NodeBase {
  readonly kind: 'ProbeDeclaration';
  readonly name: Identifier;
  readonly properties: readonly PropertyItem[];
}

export interface DirectorDeclaration extends NodeBase {
  readonly kind: 'DirectorDeclaration';
  readonly name: Identifier;
  readonly type: Identifier;
  readonly items: readonly (PropertyItem | DirectorMember)[];
}

export interface DirectorMember extends NodeBase {
  readonly kind: 'DirectorMember';
  readonly properties: readonly PropertyItem[];
}

export type PropertyItem = Property | TemplateDirective | BadNode;

export interface Property extends NodeBase {
  readonly kind: 'Property';
  /** Without its dot. */
  readonly name: string;
  readonly value: Expression | PropertyBlock | StringList;
}

/** `.probe = { … }` */
export interface PropertyBlock extends NodeBase {
  readonly kind: 'PropertyBlock';
  readonly properties: readonly PropertyItem[];
}

/** Adjacent strings: the lines of `.request`. */
export interface StringList extends NodeBase {
  readonly kind: 'StringList';
  readonly items: readonly StringLiteral[];
}

export interface PenaltyBoxDeclaration extends NodeBase {
  readonly kind: 'PenaltyBoxDeclaration';
  readonly name: Identifier;
}

export interface RateCounterDeclaration extends NodeBase {
  readonly kind: 'RateCounterDeclaration';
  readonly name: Identifier;
}

export interface Subroutine extends NodeBase {
  readonly kind: 'Subroutine';
  readonly name: Identifier;
  /** `null` when it was written without parentheses. */
  readonly parameters: readonly Parameter[] | null;
  readonly returnType: Identifier | null;
  readonly body: Block;
}

export interface Parameter extends NodeBase {
  readonly kind: 'Parameter';
  readonly type: Identifier;
  readonly name: Variable;
}

export interface InlineC extends NodeBase {
  readonly kind: 'InlineC';
  /** With its `C{` and `}C`. */
  readonly text: string;
}

/** A control line of a template language: `%{ if … }`, `<% … %>`, `{% … %}`. */
export interface TemplateDirective extends NodeBase {
  readonly kind: 'TemplateDirective';
  readonly text: string;
}

/** Text that did not parse; a diagnostic says why. It is printed as it was. */
export interface BadNode extends NodeBase {
  readonly kind: 'BadNode';
  readonly text: string;
}

export type Declaration =
  | VersionDeclaration
  | ImportDeclaration
  | Include
  | PragmaDeclaration
  | ControlLine
  | AclDeclaration
  | TableDeclaration
  | BackendDeclaration
  | ProbeDeclaration
  | DirectorDeclaration
  | PenaltyBoxDeclaration
  | RateCounterDeclaration
  | Subroutine
  | InlineC
  | TemplateDirective
  | BadNode;

// -------------------------------------------------------------------------------------------------------------- statements

export interface Block extends NodeBase {
  readonly kind: 'Block';
  readonly statements: readonly Statement[];
}

export interface SetStatement extends NodeBase {
  readonly kind: 'SetStatement';
  readonly target: Variable;
  readonly operator: string;
  readonly value: Expression;
}

export interface UnsetStatement extends NodeBase {
  readonly kind: 'UnsetStatement';
  readonly keyword: 'unset' | 'remove';
  readonly target: Variable;
}

export interface AddStatement extends NodeBase {
  readonly kind: 'AddStatement';
  readonly target: Variable;
  readonly operator: string;
  readonly value: Expression;
}

export interface DeclareStatement extends NodeBase {
  readonly kind: 'DeclareStatement';
  readonly name: Variable;
  readonly type: Identifier;
  readonly value: Expression | null;
}

export interface CallStatement extends NodeBase {
  readonly kind: 'CallStatement';
  readonly callee: Expression;
}

/** `return;`, `return (action);`, `return action;` and, in a functional subroutine, `return value;`. */
export interface ReturnStatement extends NodeBase {
  readonly kind: 'ReturnStatement';
  /** The parentheses belong to the statement, not to the value. */
  readonly parentheses: boolean;
  readonly value: Expression | null;
}

export interface ErrorStatement extends NodeBase {
  readonly kind: 'ErrorStatement';
  readonly status: Expression | null;
  readonly message: Expression | null;
}

export interface RestartStatement extends NodeBase {
  readonly kind: 'RestartStatement';
}

export interface EsiStatement extends NodeBase {
  readonly kind: 'EsiStatement';
}

export interface LogStatement extends NodeBase {
  readonly kind: 'LogStatement';
  readonly value: Expression;
}

export interface SyntheticStatement extends NodeBase {
  readonly kind: 'SyntheticStatement';
  readonly base64: boolean;
  readonly value: Expression;
}

export interface GotoStatement extends NodeBase {
  readonly kind: 'GotoStatement';
  readonly label: string;
}

export interface LabelStatement extends NodeBase {
  readonly kind: 'LabelStatement';
  readonly label: string;
}

export interface IfStatement extends NodeBase {
  readonly kind: 'IfStatement';
  /** The first is the `if`; a branch without condition is the `else`, and is the last. */
  readonly branches: readonly IfBranch[];
}

export interface IfBranch extends NodeBase {
  readonly kind: 'IfBranch';
  /** `if`, `else if`, `elseif`, `elsif`, `elif`, `else`. */
  readonly keyword: string;
  readonly condition: Expression | null;
  readonly body: Block;
}

export interface SwitchStatement extends NodeBase {
  readonly kind: 'SwitchStatement';
  readonly subject: Expression;
  readonly cases: readonly (SwitchCase | TemplateDirective)[];
}

export interface SwitchCase extends NodeBase {
  readonly kind: 'SwitchCase';
  /** `null` is `default:`. */
  readonly test: Expression | null;
  /** `case ~ "…":` */
  readonly regex: boolean;
  readonly statements: readonly Statement[];
}

export interface BreakStatement extends NodeBase {
  readonly kind: 'BreakStatement';
}

export interface FallthroughStatement extends NodeBase {
  readonly kind: 'FallthroughStatement';
}

/** A function or method called for its effect. */
export interface ExpressionStatement extends NodeBase {
  readonly kind: 'ExpressionStatement';
  readonly expression: Expression;
}

export interface NewStatement extends NodeBase {
  readonly kind: 'NewStatement';
  readonly name: Identifier;
  readonly constructorCall: Expression;
}

/** `#FASTLY recv`: where the platform puts its own part. */
export interface MacroStatement extends NodeBase {
  readonly kind: 'MacroStatement';
  readonly text: string;
  readonly scope: string;
}

export type Statement =
  | SetStatement
  | UnsetStatement
  | AddStatement
  | DeclareStatement
  | CallStatement
  | ReturnStatement
  | ErrorStatement
  | RestartStatement
  | EsiStatement
  | LogStatement
  | SyntheticStatement
  | GotoStatement
  | LabelStatement
  | IfStatement
  | SwitchStatement
  | BreakStatement
  | FallthroughStatement
  | ExpressionStatement
  | NewStatement
  | MacroStatement
  | Block
  | Include
  | InlineC
  | TemplateDirective
  | BadNode;

// ------------------------------------------------------------------------------------------------------------- expressions

export interface Identifier extends NodeBase {
  readonly kind: 'Identifier';
  readonly name: string;
}

/** A name with dots: a variable, or the bare name of a backend, an ACL, a table. */
export interface Variable extends NodeBase {
  readonly kind: 'Variable';
  /** As written, with quotes, subfield and wildcard: `req.http.Cookie:a`, `req.http."x.y"`, `req.http.X-*`. */
  readonly name: string;
}

export interface StringLiteral extends NodeBase {
  readonly kind: 'StringLiteral';
  /** With its quotes. */
  readonly raw: string;
}

export type NumberType = 'integer' | 'float' | 'duration' | 'bytes' | 'percent';

export interface NumberLiteral extends NodeBase {
  readonly kind: 'NumberLiteral';
  readonly type: NumberType;
  readonly raw: string;
}

export interface BooleanLiteral extends NodeBase {
  readonly kind: 'BooleanLiteral';
  readonly value: boolean;
}

/** Varnish's `:base64:`. */
export interface BlobLiteral extends NodeBase {
  readonly kind: 'BlobLiteral';
  readonly raw: string;
}

/** A chain of `&&` or of `||`. */
export interface LogicalExpression extends NodeBase {
  readonly kind: 'LogicalExpression';
  readonly operator: '&&' | '||';
  readonly operands: readonly Expression[];
}

/** Fastly's concatenation, by juxtaposition or by `+`; Varnish's `+` and `-`, on strings and numbers. */
export interface Concatenation extends NodeBase {
  readonly kind: 'Concatenation';
  readonly parts: readonly ConcatenationPart[];
}

export interface ConcatenationPart extends NodeBase {
  readonly kind: 'ConcatenationPart';
  /** What stood before it: nothing (juxtaposition, or the first), `+` or `-`. */
  readonly operator: '' | '+' | '-';
  readonly value: Expression;
}

export interface BinaryExpression extends NodeBase {
  readonly kind: 'BinaryExpression';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface UnaryExpression extends NodeBase {
  readonly kind: 'UnaryExpression';
  readonly operator: '!' | '-' | '+';
  readonly operand: Expression;
}

export interface GroupExpression extends NodeBase {
  readonly kind: 'GroupExpression';
  readonly expression: Expression;
}

/** `if(c, a, b)` */
export interface ConditionalExpression extends NodeBase {
  readonly kind: 'ConditionalExpression';
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternate: Expression;
}

/** `f(a)`; `object.method(a)` has the whole path as its callee. */
export interface CallExpression extends NodeBase {
  readonly kind: 'CallExpression';
  readonly callee: Variable;
  readonly arguments: readonly Argument[];
}

export interface Argument extends NodeBase {
  readonly kind: 'Argument';
  readonly name: string | null;
  readonly value: Expression;
}

/** Varnish's methods on values: `req.http.Host.lower()`. */
export interface MethodExpression extends NodeBase {
  readonly kind: 'MethodExpression';
  readonly object: Expression;
  readonly method: string;
  readonly arguments: readonly Argument[];
}

export type Expression =
  | Identifier
  | Variable
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | BlobLiteral
  | Concatenation
  | BinaryExpression
  | LogicalExpression
  | UnaryExpression
  | GroupExpression
  | ConditionalExpression
  | CallExpression
  | MethodExpression
  | TemplateDirective;

export type Node =
  | Program
  | Declaration
  | Statement
  | Expression
  | AclEntry
  | TableEntry
  | DirectorMember
  | Property
  | PropertyBlock
  | StringList
  | Parameter
  | IfBranch
  | SwitchCase
  | ConcatenationPart
  | Argument;

export type NodeKind = Node['kind'];
export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;

/** The fields of a node that hold child nodes, in source order. A kind without its keys does not compile. */
export const childKeys: { readonly [K in NodeKind]: readonly Exclude<keyof NodeOf<K>, keyof NodeBase | 'kind'>[] } = {
  Program: ['items'],
  VersionDeclaration: [],
  ImportDeclaration: ['name', 'alias', 'from'],
  Include: ['path'],
  PragmaDeclaration: [],
  ControlLine: [],
  AclDeclaration: ['name', 'entries'],
  AclEntry: ['address', 'mask'],
  TableDeclaration: ['name', 'type', 'entries'],
  TableEntry: ['key', 'value'],
  BackendDeclaration: ['name', 'properties'],
  ProbeDeclaration: ['name', 'properties'],
  DirectorDeclaration: ['name', 'type', 'items'],
  DirectorMember: ['properties'],
  Property: ['value'],
  PropertyBlock: ['properties'],
  StringList: ['items'],
  PenaltyBoxDeclaration: ['name'],
  RateCounterDeclaration: ['name'],
  Subroutine: ['name', 'parameters', 'returnType', 'body'],
  Parameter: ['type', 'name'],
  InlineC: [],
  TemplateDirective: [],
  BadNode: [],
  Block: ['statements'],
  SetStatement: ['target', 'value'],
  UnsetStatement: ['target'],
  AddStatement: ['target', 'value'],
  DeclareStatement: ['name', 'type', 'value'],
  CallStatement: ['callee'],
  ReturnStatement: ['value'],
  ErrorStatement: ['status', 'message'],
  RestartStatement: [],
  EsiStatement: [],
  LogStatement: ['value'],
  SyntheticStatement: ['value'],
  GotoStatement: [],
  LabelStatement: [],
  IfStatement: ['branches'],
  IfBranch: ['condition', 'body'],
  SwitchStatement: ['subject', 'cases'],
  SwitchCase: ['test', 'statements'],
  BreakStatement: [],
  FallthroughStatement: [],
  ExpressionStatement: ['expression'],
  NewStatement: ['name', 'constructorCall'],
  MacroStatement: [],
  Identifier: [],
  Variable: [],
  StringLiteral: [],
  NumberLiteral: [],
  BooleanLiteral: [],
  BlobLiteral: [],
  Concatenation: ['parts'],
  ConcatenationPart: ['value'],
  BinaryExpression: ['left', 'right'],
  LogicalExpression: ['operands'],
  UnaryExpression: ['operand'],
  GroupExpression: ['expression'],
  ConditionalExpression: ['condition', 'consequent', 'alternate'],
  CallExpression: ['callee', 'arguments'],
  Argument: ['value'],
  MethodExpression: ['object', 'arguments'],
};

/** The children of a node, in source order. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  visitChildren(node, (child) => {
    found.push(child);
  });
  return found;
}

/** Calls `f` for the children of a node, in source order. */
export function visitChildren(node: Node, f: (child: Node) => void): void {
  for (const key of childKeys[node.kind]) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) for (const child of value as Node[]) f(child);
    else if (value !== null && value !== undefined) f(value as Node);
  }
}
