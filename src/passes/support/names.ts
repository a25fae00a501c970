import type { Header, Program } from '../../ir/model.ts';
import { bodiesOf, isStatement } from '../../ir/visit.ts';
import { kinds, visitKinds, visitTargets } from '../../ir/kinds.ts';

/**
 * Hands out names that clash with nothing: not with what the program declares, not with the reserved words of the target,
 * not with each other.
 */
export class Names {
  /** What the headers that carry the translation's own values begin with. */
  readonly headerPrefix: string;
  readonly #declared: Set<string>;
  readonly #locals = new Set<string>();

  constructor(program: Program, reserved: readonly string[]) {
    this.#declared = new Set(reserved.map((word) => word.toLowerCase()));
    for (const item of program.items) {
      if (!isStatement(item) && 'name' in item) this.#declared.add(item.name.toLowerCase());
    }
    const headers = headersOf(program);
    const prefixes = ['Port-', 'Ported-', 'Vcl-Port-', 'X-Vcl-Port-'];
    const free = prefixes.find((prefix) => !headers.some((header) => header.startsWith(prefix.toLowerCase())));
    this.headerPrefix = free ?? `Vcl-Port-${headers.length}-`;
  }

  /** A name for a declaration: a subroutine, a backend, an object. */
  declare(wanted: string): string {
    return this.#free(this.#declared, wanted.replace(/[^A-Za-z0-9_]/g, '_'), '_');
  }

  isDeclared(name: string): boolean {
    return this.#declared.has(name.toLowerCase());
  }

  /** A name for a value of the translation's own. */
  local(wanted: string): string {
    return this.#free(this.#locals, wanted, ' ');
  }

  #free(taken: Set<string>, wanted: string, separator: string): string {
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}${separator}${count}`;
    taken.add(name.toLowerCase());
    return name;
  }
}

function headersOf(program: Program): string[] {
  const found = new Set<string>();
  const note = ({ name }: Header): void => {
    found.add(name.toLowerCase());
  };
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('header'), note);
    visitTargets(body, kinds('header'), note);
  }
  return [...found];
}
