/** The expressions of the intermediate representation. */
import type { Span } from '../source/span.ts';
import type { Type } from './types.ts';

/** The place in the source that a node came from; `null` for what was generated. */
export type Origin = Span | null;

interface ExpressionBase {
  readonly origin: Origin;
  /** It stood in parentheses of its own. */
  readonly grouped?: boolean;
  /** A condition that is true when the value is set, `true` when it always is; without it the kind of node tells. */
  readonly setWhen?: Expression | true;
}

export interface StringLiteral extends ExpressionBase {
  readonly kind: 'string';
  /** The text itself, escapes decoded. */
  readonly value: string;
  /** How the source wrote it, for a lowering to the same dialect. */
  readonly spelling?: string;
}

export interface NumberLiteral extends ExpressionBase {
  readonly kind: 'number';
  readonly type: 'integer' | 'float' | 'duration' | 'bytes' | 'percent';
  /** As written: both dialects read decimal numbers and `5m` the same. */
  readonly text: string;
}

export interface BooleanLiteral extends ExpressionBase {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface BlobLiteral extends ExpressionBase {
  readonly kind: 'blob';
  readonly text: string;
}

/** The value that is no value: reads as false, and as nothing in a text. */
export interface Unset extends ExpressionBase {
  readonly kind: 'unset';
}

/**
 * The words of which names are made. `core` names belong to the neutral machine and mean the same everywhere; any other
 * vocabulary is a dialect's, and a program is legal for a target when its names are core or the target's.
 */
export type Vocabulary = 'core' | (string & {});

export interface Variable extends ExpressionBase {
  readonly kind: 'variable';
  readonly vocabulary: Vocabulary;
  readonly name: string;
  readonly type: Type;
  /** Another name of the source for the same, for a lowering to the same dialect. */
  readonly spelling?: string;
}

/** The messages whose headers can be read. */
export type Message = 'req' | 'bereq' | 'beresp' | 'obj' | 'resp' | 'req_top' | 'obj_stale';

export interface Header extends ExpressionBase {
  readonly kind: 'header';
  readonly message: Message;
  /** As written; names are compared without case. */
  readonly name: string;
}

/** One member of a header with a list of them: `Cookie:name`, `Cache-Control:max-age`. */
export interface Subfield extends ExpressionBase {
  readonly kind: 'subfield';
  readonly header: Header;
  readonly field: string;
}

/** A variable of one subroutine. */
export interface Local extends ExpressionBase {
  readonly kind: 'local';
  readonly name: string;
  readonly type: Type;
}

/**
 * A value that the translation itself hands from state to state. `client` and `backend` values live in one thread;
 * `to-backend` ones are written on the client side and read by the fetch, `to-client` ones the other way round.
 */
export interface Carrier extends ExpressionBase {
  readonly kind: 'carrier';
  readonly name: string;
  readonly type: Type;
  readonly scope: 'client' | 'backend' | 'to-backend' | 'to-client' | 'object';
}

/** A group of the last successful match. */
export interface Capture extends ExpressionBase {
  readonly kind: 'capture';
  readonly group: number;
}

/** A declared thing by its name, or a word that a function takes. */
export interface Name extends ExpressionBase {
  readonly kind: 'name';
  readonly name: string;
  readonly type: Type;
}

export interface Concat extends ExpressionBase {
  readonly kind: 'concat';
  readonly parts: readonly Expression[];
  /** What an operand that is not set prints. */
  readonly unset: '' | '(null)';
}

/** A boolean as text. */
export interface BooleanText extends ExpressionBase {
  readonly kind: 'boolean-text';
  readonly operand: Expression;
  readonly whenTrue: string;
  readonly whenFalse: string;
}

export interface Binary extends ExpressionBase {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly left: Expression;
  readonly right: Expression;
}

/** `~`: a regular expression or an access list. */
export interface Match extends ExpressionBase {
  readonly kind: 'match';
  readonly negated: boolean;
  readonly subject: Expression;
  readonly pattern: Expression;
}

export interface Logical extends ExpressionBase {
  readonly kind: 'logical';
  readonly operator: '&&' | '||';
  readonly operands: readonly Expression[];
}

export interface Not extends ExpressionBase {
  readonly kind: 'not';
  readonly operand: Expression;
}

export interface Negate extends ExpressionBase {
  readonly kind: 'negate';
  readonly operand: Expression;
}

export interface Conditional extends ExpressionBase {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternate: Expression;
}

export interface Argument {
  readonly name: string | null;
  readonly value: Expression;
}

export interface Call extends ExpressionBase {
  readonly kind: 'call';
  readonly vocabulary: Vocabulary;
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly type: Type;
}

export interface MethodCall extends ExpressionBase {
  readonly kind: 'method';
  readonly vocabulary: Vocabulary;
  readonly object: Expression;
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly type: Type;
}

/** A subroutine that gives a value. */
export interface Apply extends ExpressionBase {
  readonly kind: 'apply';
  readonly subroutine: string;
  readonly arguments: readonly Expression[];
  readonly type: Type;
}

export interface Lookup extends ExpressionBase {
  readonly kind: 'lookup';
  readonly table: string;
  readonly key: Expression;
  /** `null`: not set when the table has no such key. */
  readonly fallback: Expression | null;
  readonly type: Type;
  /** The name of the function that asked for it, for a lowering to the same dialect. */
  readonly spelling?: string;
}

export interface Contains extends ExpressionBase {
  readonly kind: 'contains';
  readonly table: string;
  readonly key: Expression;
}

/** What could not be read; it stands for itself in the text. */
export interface Opaque extends ExpressionBase {
  readonly kind: 'opaque';
  readonly text: string;
}

export type Expression =
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | BlobLiteral
  | Unset
  | Variable
  | Header
  | Subfield
  | Local
  | Carrier
  | Capture
  | Name
  | Concat
  | BooleanText
  | Binary
  | Match
  | Logical
  | Not
  | Negate
  | Conditional
  | Call
  | MethodCall
  | Apply
  | Lookup
  | Contains
  | Opaque;

/** What can be assigned to. */
export type Place = Variable | Header | Subfield | Local | Carrier;
