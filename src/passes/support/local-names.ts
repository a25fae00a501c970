import type { Body, Expression } from '../../ir/model.ts';
import { visitStatements } from '../../ir/visit.ts';
import { kinds, visitKinds } from '../../ir/kinds.ts';

/**
 * Hands out names for locals that are free in a body. They depend on that body alone, so that versions of a subroutine for
 * several states stay alike.
 */
export class LocalNames {
  readonly #taken = new Set<string>();
  readonly #lent = new Set<string>();

  constructor(body: Body) {
    const note = (expression: Expression): void => {
      if (expression.kind === 'local') this.#taken.add(expression.name.toLowerCase());
    };
    visitKinds(body, kinds('local'), note);
    visitStatements(body, (statement) => {
      if ('target' in statement) note(statement.target);
      if (statement.kind === 'declare') note(statement.local);
    });
  }

  free(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name.toLowerCase()) || this.#lent.has(name.toLowerCase()); count += 1)
      name = `${wanted} ${count}`;
    this.#lent.add(name.toLowerCase());
    return name;
  }

  /** What was handed out so far is not needed any more. */
  release(): void {
    this.#lent.clear();
  }
}
