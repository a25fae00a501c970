import type { Body, Local } from '../../ir/model.ts';
import { kinds, statementKinds, visitKinds, visitStatementKinds, visitTargets } from '../../ir/kinds.ts';

/**
 * Hands out names for locals that are free in a body. They depend on that body alone, so that versions of a subroutine for
 * several states stay alike.
 */
export class LocalNames {
  readonly #taken = new Set<string>();
  readonly #lent = new Set<string>();

  constructor(body: Body) {
    const note = ({ name }: Local): void => {
      this.#taken.add(name.toLowerCase());
    };
    visitKinds(body, kinds('local'), note);
    visitTargets(body, kinds('local'), note);
    visitStatementKinds(body, statementKinds('declare'), ({ local }) => note(local));
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
