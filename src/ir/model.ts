/**
 * The intermediate representation: what a configuration means, with no dialect in it.
 *
 * It is the union of what both machines can do. Where they do the same thing differently (a header set from a value that is
 * not set, a boolean in a text), the node says which is meant; a pass turns it into what the target can say.
 * Every node carries `origin`, the span of the source that it came from; `null` for what was generated.
 */
import type { Comment } from '../syntax/ast.ts';
import type { Action, State } from './states.ts';
import type { Expression, Header, Local, Message, Origin, Place } from './expressions.ts';
import type { Type } from './types.ts';

export type * from './expressions.ts';

// -------------------------------------------------------------------------------------------------------------- statements

export interface Comments {
  readonly leading?: readonly Comment[];
  readonly trailing?: readonly Comment[];
  readonly blankBefore?: boolean;
}

interface StatementBase extends Comments {
  readonly origin: Origin;
}

export type AssignmentOperator =
  '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | 'rol=' | 'ror=' | '&&=' | '||=';

export interface Assign extends StatementBase {
  readonly kind: 'assign';
  readonly target: Place;
  readonly operator: AssignmentOperator;
  readonly value: Expression;
  /** What becomes of a header that is assigned a value that is not set. Without it: what the target's own `set` does. */
  readonly ifUnset?: 'remove' | 'empty';
}

export interface Remove extends StatementBase {
  readonly kind: 'remove';
  readonly target: Place;
  /** Its keyword, for a lowering to the same dialect. */
  readonly spelling?: string;
}

/** Removes every header whose name begins so. */
export interface RemovePrefix extends StatementBase {
  readonly kind: 'remove-prefix';
  readonly message: Message;
  readonly prefix: string;
  readonly spelling?: string;
}

/** One more header line of the name. */
export interface Append extends StatementBase {
  readonly kind: 'append';
  readonly target: Header;
  readonly value: Expression;
}

export interface Declare extends StatementBase {
  readonly kind: 'declare';
  readonly local: Local;
  readonly value: Expression | null;
}

export interface CallSubroutine extends StatementBase {
  readonly kind: 'call-subroutine';
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `call f();`, for a lowering to the same dialect. */
  readonly written?: 'parentheses';
}

export interface Transition extends StatementBase {
  readonly kind: 'transition';
  readonly action: Action;
  /** `synth` and `backend-error`: status and reason; `pass`: lifetime; `switch-program`: label; `fail`: reason. */
  readonly arguments: readonly (Expression | null)[];
  /** Not written in the source: what its machine does at the end of a state. */
  readonly implicit?: boolean;
  /** The dialect's word for it; in a subroutine that several states call, what it means depends on the state. */
  readonly word?: string;
  /** A statement of its own (`error 403;`, `restart;`) or a `return`, with or without parentheses. */
  readonly form?: 'statement' | 'return' | 'bare-return';
}

/** Back to the caller, with a value from a subroutine that gives one. */
export interface Return extends StatementBase {
  readonly kind: 'return';
  readonly value: Expression | null;
}

export interface If extends StatementBase {
  readonly kind: 'if';
  readonly branches: readonly Branch[];
  readonly otherwise: Body | null;
  /** Comments before the `else`. */
  readonly otherwiseLeading?: readonly Comment[];
}

export interface Branch {
  readonly condition: Expression;
  readonly body: Body;
  readonly leading?: readonly Comment[];
  /** `elsif`, `else if` …, for a lowering to the same dialect. */
  readonly spelling?: string;
}

export interface Switch extends StatementBase {
  readonly kind: 'switch';
  readonly subject: Expression;
  readonly cases: readonly Case[];
}

export interface Case extends Comments {
  /** `null` is the default. */
  readonly test: Expression | null;
  readonly regex: boolean;
  readonly body: Body;
  readonly origin: Origin;
}

export interface Break extends StatementBase {
  readonly kind: 'break';
}

export interface Fallthrough extends StatementBase {
  readonly kind: 'fallthrough';
}

export interface Goto extends StatementBase {
  readonly kind: 'goto';
  readonly label: string;
}

export interface Label extends StatementBase {
  readonly kind: 'label';
  readonly label: string;
}

export interface Log extends StatementBase {
  readonly kind: 'log';
  readonly value: Expression;
}

/** The body of a response that is made here. */
export interface SetBody extends StatementBase {
  readonly kind: 'set-body';
  readonly value: Expression;
  readonly encoding: 'text' | 'base64';
  readonly mode: 'replace' | 'append';
  readonly spelling?: string;
}

/** One more part of the cache key. */
export interface HashData extends StatementBase {
  readonly kind: 'hash-data';
  readonly value: Expression;
}

export interface EnableEsi extends StatementBase {
  readonly kind: 'enable-esi';
}

/** A function called for its effect. */
export interface Evaluate extends StatementBase {
  readonly kind: 'evaluate';
  readonly expression: Expression;
}

export interface NewObject extends StatementBase {
  readonly kind: 'new-object';
  readonly name: string;
  readonly construct: Expression;
}

export interface Nested extends StatementBase {
  readonly kind: 'nested';
  readonly body: Body;
}

/** Where the platform puts its own part. */
export interface Platform extends StatementBase {
  readonly kind: 'platform';
  readonly scope: string;
  readonly text: string;
}

export interface Include extends StatementBase {
  readonly kind: 'include';
  readonly path: string;
  readonly glob: boolean;
}

/** Text that goes through as it is (inline C, template lines), or that could not be translated, said by `code`. */
export interface Verbatim extends StatementBase {
  readonly kind: 'verbatim';
  readonly text: string;
  readonly what: 'inline-c' | 'template' | 'bad' | 'unsupported';
  readonly code?: string;
}

/** Comments with no statement after them. */
export interface Remark extends StatementBase {
  readonly kind: 'remark';
  readonly comments: readonly Comment[];
}

export type Statement =
  | Assign
  | Remove
  | RemovePrefix
  | Append
  | Declare
  | CallSubroutine
  | Transition
  | Return
  | If
  | Switch
  | Break
  | Fallthrough
  | Goto
  | Label
  | Log
  | SetBody
  | HashData
  | EnableEsi
  | Evaluate
  | NewObject
  | Nested
  | Platform
  | Include
  | Verbatim
  | Remark;

export type Body = readonly Statement[];

// ------------------------------------------------------------------------------------------------------------ declarations

interface DeclarationBase extends Comments {
  readonly origin: Origin;
}

export interface AclEntry extends Comments {
  readonly negated: boolean;
  /** The address or name, unquoted. */
  readonly address: string;
  readonly spelling?: string;
  readonly mask: string | null;
  readonly optional: boolean;
  readonly origin: Origin;
  /** The entry is a line of a template language. */
  readonly template?: string;
}

export interface Acl extends DeclarationBase {
  readonly kind: 'acl';
  readonly name: string;
  readonly flags: readonly string[];
  readonly entries: readonly AclEntry[];
  readonly dangling?: readonly Comment[];
}

export interface TableEntry extends Comments {
  readonly key: string;
  readonly value: Expression;
  readonly origin: Origin;
  readonly template?: string;
  readonly keySpelling?: string;
}

export interface Table extends DeclarationBase {
  readonly kind: 'table';
  readonly name: string;
  readonly type: Type;
  readonly typeSpelling?: string;
  readonly entries: readonly TableEntry[];
  readonly dangling?: readonly Comment[];
}

export interface Property extends Comments {
  readonly name: string;
  readonly value: PropertyValue;
  readonly origin: Origin;
  readonly template?: string;
}

export type PropertyValue =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'lines'; readonly lines: readonly Expression[] }
  | { readonly kind: 'block'; readonly properties: readonly Property[]; readonly dangling?: readonly Comment[] };

export interface Backend extends DeclarationBase {
  readonly kind: 'backend';
  readonly name: string;
  /** A backend that is never there. */
  readonly none: boolean;
  readonly properties: readonly Property[];
  readonly dangling?: readonly Comment[];
}

export interface Probe extends DeclarationBase {
  readonly kind: 'probe';
  readonly name: string;
  readonly properties: readonly Property[];
  readonly dangling?: readonly Comment[];
}

export interface DirectorMember extends Comments {
  readonly properties: readonly Property[];
  readonly origin: Origin;
  readonly dangling?: readonly Comment[];
}

export interface Director extends DeclarationBase {
  readonly kind: 'director';
  readonly name: string;
  readonly policy: string;
  readonly properties: readonly Property[];
  readonly members: readonly DirectorMember[];
  readonly dangling?: readonly Comment[];
}

/** What counts or punishes requests. */
export interface RateDeclaration extends DeclarationBase {
  readonly kind: 'rate-counter' | 'penalty-box';
  readonly name: string;
}

export interface Import extends DeclarationBase {
  readonly kind: 'import';
  readonly name: string;
  readonly alias: string | null;
  readonly from: string | null;
}

/** Marks of the dialect's own: its version, a pragma, a control line. */
export interface Mark extends DeclarationBase {
  readonly kind: 'mark';
  readonly what: 'version' | 'pragma' | 'control';
  readonly text: string;
}

/** The code of one or more states. */
export interface StateCode extends DeclarationBase {
  readonly kind: 'state';
  /** More than one where the dialect has one subroutine for several states of the neutral machine. */
  readonly states: readonly State[];
  readonly body: Body;
  /** Not in the source: what its machine does when nothing is written. */
  readonly implicit?: boolean;
}

export interface Parameter {
  readonly local: Local;
  readonly typeSpelling?: string;
}

export interface Subroutine extends DeclarationBase {
  readonly kind: 'subroutine';
  readonly name: string;
  /** `null`: written without parentheses. */
  readonly parameters: readonly Parameter[] | null;
  readonly returns: Type | null;
  readonly returnsSpelling?: string;
  readonly body: Body;
  /** The one state that it is called from, and its name in the source, once a pass has made it so. */
  readonly state?: State;
  readonly original?: string;
}

export type Declaration =
  Acl | Table | Backend | Probe | Director | RateDeclaration | Import | Mark | StateCode | Subroutine;

/** A bare snippet has statements at the top. */
export type Item = Declaration | Statement;

export interface Program {
  readonly items: readonly Item[];
}
