import type { Expression, Statement } from '../ir/model.ts';
import type { Type } from '../ir/types.ts';

/** How a target keeps values for the time of a request or of a fetch. */
export interface Storage {
  /** The extension that it takes; `null` for none. */
  readonly vmod: string | null;
  /** Types that it cannot keep. */
  readonly cannotKeep: ReadonlySet<Type>;
  read(key: string, type: Type): Expression;
  write(key: string, type: Type, value: Expression): readonly Statement[];
  /** The value is not set afterwards. */
  clear(key: string, type: Type): readonly Statement[];
  /** The value that a variable of the type has before anything was assigned. */
  reset(key: string, type: Type): readonly Statement[];
  /** A condition: the value is set. */
  isSet(key: string, type: Type): Expression;
}
