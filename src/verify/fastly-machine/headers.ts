/**
 * The header lines of one message, in their order and as they were spelled. Names are compared without regard to case. Values
 * are bytes, one character each.
 */
export class Headers {
  #lines: (readonly [name: string, value: string])[];

  constructor(lines: Iterable<readonly [string, string]> = []) {
    this.#lines = [...lines];
  }

  get lines(): readonly (readonly [name: string, value: string])[] {
    return this.#lines;
  }

  /** The first line of a name; `null` where there is none. */
  get(name: string): string | null {
    const wanted = name.toLowerCase();
    return this.#lines.find(([other]) => other.toLowerCase() === wanted)?.[1] ?? null;
  }

  all(name: string): readonly string[] {
    const wanted = name.toLowerCase();
    return this.#lines.filter(([other]) => other.toLowerCase() === wanted).map(([, value]) => value);
  }

  /** Replaces every line of the name by one. */
  set(name: string, value: string): void {
    const wanted = name.toLowerCase();
    const at = this.#lines.findIndex(([other]) => other.toLowerCase() === wanted);
    const rest = this.#lines.filter(([other], index) => index <= at || other.toLowerCase() !== wanted);
    if (at === -1) rest.push([name, value]);
    else rest[at] = [name, value];
    this.#lines = rest;
  }

  add(name: string, value: string): void {
    this.#lines.push([name, value]);
  }

  /** Every line of the name; with `*` at its end, of every name that begins so. */
  unset(name: string): void {
    const wanted = name.toLowerCase();
    const prefix = wanted.endsWith('*') ? wanted.slice(0, -1) : null;
    this.#lines = this.#lines.filter(([other]) => {
      const lower = other.toLowerCase();
      return prefix === null ? lower !== wanted : !lower.startsWith(prefix);
    });
  }

  copy(): Headers {
    return new Headers(this.#lines);
  }
}
