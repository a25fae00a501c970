import type { Call, Expression, Statement, StringLiteral } from '../ir/model.ts';
import type { Type } from '../ir/types.ts';

/** An integer is kept in 32 bits, a wide one in all that it has. */
export type KeptType = Type | 'wide-integer';

/** How a target keeps values for the time of a request or of a fetch. */
export interface Storage {
  /** The extension that it takes; `null` for none. */
  readonly vmod: string | null;
  /** Types that it cannot keep. */
  readonly cannotKeep: ReadonlySet<Type>;
  /** Types of which it keeps three decimals only. */
  readonly rounds: ReadonlySet<Type>;
  /** The result of a function of the target may need more than 32 bits. */
  givesWideInteger(call: Call): boolean;
  /** The value; with `setWhen` where it reads as an empty text, not as nothing, while it is not set. */
  read(key: string, type: KeptType): Expression;
  write(key: string, type: KeptType, value: Expression): readonly Statement[];
  /** The value is not set afterwards. */
  clear(key: string, type: KeptType): readonly Statement[];
  /** The value that a variable of the type has before anything was assigned. */
  reset(key: string, type: KeptType): readonly Statement[];
  /** A condition: the value is set. */
  isSet(key: string, type: KeptType): Expression;
  /** A condition: the value is set, and is this text. */
  equals(key: string, type: KeptType, text: StringLiteral): Expression;
}
