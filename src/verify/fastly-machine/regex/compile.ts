import { MachineError } from '../machine-error.ts';
import type { Assertion, ByteSet, Pattern, RegexNode } from './syntax.ts';

/** A step of a compiled pattern. */
export type Step =
  | { readonly op: 'set'; readonly set: ByteSet }
  /** One set over and over: the commonest loop, without a step for each byte. */
  | { readonly op: 'run'; readonly set: ByteSet; readonly min: number; readonly max: number; readonly greedy: boolean }
  /** Goes on at `first`; back here, at `second`. */
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  /** Notes the place in a slot; a negative one closes the group of that number. */
  | { readonly op: 'save'; readonly slot: number }
  /** Back to the start of a loop, unless its last round matched nothing. */
  | { readonly op: 'again'; readonly slot: number; readonly to: number }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'back'; readonly groups: readonly number[]; readonly fold: boolean }
  /** Goes back so many bytes, in a lookbehind. */
  | { readonly op: 'rewind'; readonly count: number }
  /** The steps up to `done` on their own, which are not gone back into; then on at `next`, or at `otherwise`. */
  | { op: 'alone'; readonly consumes: boolean; readonly negated: boolean; next: number; otherwise: number | null }
  | { readonly op: 'ifGroup'; readonly groups: readonly number[]; otherwise: number }
  | { readonly op: 'call'; readonly group: number }
  | { readonly op: 'return' }
  | { readonly op: 'done' }
  | { readonly op: 'fail' };

export interface Compiled {
  readonly steps: readonly Step[];
  /** Where the steps of a called group begin. */
  readonly entries: ReadonlyMap<number, number>;
  /** Where a group began, until it ends and becomes a capture: its slot. */
  readonly openings: ReadonlyMap<number, number>;
  /** Two for each group, then one for each opening and each loop. */
  readonly slotCount: number;
}

/** A pattern whose counts are written out must stay of a size that can be matched. */
const most = 200_000;

export function compilePattern(pattern: Pattern): Compiled {
  return new Compiler(pattern).compile();
}

class Compiler {
  readonly #steps: Step[] = [];
  readonly #pattern: Pattern;
  readonly #groups = new Map<number, RegexNode>();
  readonly #called = new Set<number>();
  readonly #openings = new Map<number, number>();
  #slotCount: number;

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
    this.#slotCount = 2 * (pattern.groupCount + 1);
    this.#groups.set(0, pattern.root);
  }

  compile(): Compiled {
    this.#emit(this.#pattern.root);
    this.#add({ op: 'done' });
    const entries = new Map<number, number>();
    // Emitting a group may call for another.
    for (const group of this.#called) {
      entries.set(group, this.#steps.length);
      const body = this.#groups.get(group);
      if (body === undefined) throw new MachineError('a pattern calls a group that it does not have');
      this.#emit(body);
      this.#add({ op: 'return' });
    }
    // The last step is one that fails, for whoever needs it.
    this.#add({ op: 'fail' });
    return { steps: this.#steps, entries, openings: this.#openings, slotCount: this.#slotCount };
  }

  #add<S extends Step>(step: S): S {
    if (this.#steps.length >= most) throw new MachineError('a pattern is too large');
    this.#steps.push(step);
    return step;
  }

  #emit(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.#add({ op: 'set', set: node.set });
        return;
      case 'sequence':
        for (const item of node.items) this.#emit(item);
        return;
      case 'alternatives':
        this.#emitAlternatives(node.branches);
        return;
      case 'capture':
        // The first of its number is the one that is called.
        if (!this.#groups.has(node.group)) this.#groups.set(node.group, node);
        this.#add({ op: 'save', slot: this.#opening(node.group) });
        this.#emit(node.body);
        this.#add({ op: 'save', slot: -node.group });
        return;
      case 'atomic':
        this.#emitAlone(node.body, true, false);
        return;
      case 'look':
        this.#emitLook(node);
        return;
      case 'repeat':
        this.#emitRepeat(node);
        return;
      case 'assertion':
        this.#add({ op: 'assert', assertion: node.assertion });
        return;
      case 'backreference':
        this.#add({ op: 'back', groups: node.groups, fold: node.fold });
        return;
      case 'call':
        this.#called.add(node.group);
        this.#add({ op: 'call', group: node.group });
        return;
      case 'condition':
        this.#emitCondition(node);
        return;
      case 'keep':
        this.#add({ op: 'save', slot: 0 });
        return;
      case 'fail':
        this.#add({ op: 'fail' });
    }
  }

  #opening(group: number): number {
    let slot = this.#openings.get(group);
    if (slot === undefined) {
      slot = this.#newSlot();
      this.#openings.set(group, slot);
    }
    return slot;
  }

  #newSlot(): number {
    this.#slotCount += 1;
    return this.#slotCount - 1;
  }

  #emitAlternatives(branches: readonly RegexNode[]): void {
    const ends: { to: number }[] = [];
    branches.forEach((branch, at) => {
      if (at === branches.length - 1) {
        this.#emit(branch);
        return;
      }
      const split = this.#add({ op: 'split', first: this.#steps.length + 1, second: 0 });
      this.#emit(branch);
      ends.push(this.#add({ op: 'jump', to: 0 }));
      split.second = this.#steps.length;
    });
    for (const end of ends) end.to = this.#steps.length;
  }

  #emitAlone(body: RegexNode, consumes: boolean, negated: boolean): Extract<Step, { op: 'alone' }> {
    const alone: Extract<Step, { op: 'alone' }> = { op: 'alone', consumes, negated, next: 0, otherwise: null };
    this.#add(alone);
    this.#emit(body);
    this.#add({ op: 'done' });
    alone.next = this.#steps.length;
    return alone;
  }

  #emitLook(node: Extract<RegexNode, { kind: 'look' }>): Extract<Step, { op: 'alone' }> {
    if (!node.behind) return this.#emitAlone(node.body, false, node.negated);
    const alone: Extract<Step, { op: 'alone' }> = {
      op: 'alone',
      consumes: false,
      negated: node.negated,
      next: 0,
      otherwise: null,
    };
    this.#add(alone);
    const branches = node.body.kind === 'alternatives' ? node.body.branches : [node.body];
    const ends: { to: number }[] = [];
    for (const branch of branches) {
      const split = this.#add({ op: 'split', first: this.#steps.length + 1, second: 0 });
      this.#add({ op: 'rewind', count: fixedLength(branch) });
      this.#emit(branch);
      ends.push(this.#add({ op: 'jump', to: 0 }));
      split.second = this.#steps.length;
    }
    this.#add({ op: 'fail' });
    for (const end of ends) end.to = this.#steps.length;
    this.#add({ op: 'done' });
    alone.next = this.#steps.length;
    return alone;
  }

  #emitRepeat({ body, min, max, greedy }: Extract<RegexNode, { kind: 'repeat' }>): void {
    if (body.kind === 'set') {
      this.#add({ op: 'run', set: body.set, min, max, greedy });
      return;
    }
    for (let round = 0; round < min; round += 1) this.#emit(body);
    if (max === Number.POSITIVE_INFINITY) {
      const slot = this.#newSlot();
      const start = this.#steps.length;
      const split = this.#split(greedy);
      this.#add({ op: 'save', slot });
      this.#emit(body);
      this.#add({ op: 'again', slot, to: start });
      split(this.#steps.length);
      return;
    }
    const splits = Array.from({ length: max - min }, () => {
      const split = this.#split(greedy);
      this.#emit(body);
      return split;
    });
    for (const split of splits) split(this.#steps.length);
  }

  /** A choice between going on and leaving; the function it gives is told where leaving leads. */
  #split(greedy: boolean): (exit: number) => void {
    const next = this.#steps.length + 1;
    const split = this.#add({ op: 'split', first: next, second: next });
    return (exit) => {
      if (greedy) split.second = exit;
      else split.first = exit;
    };
  }

  #emitCondition({ test, then, otherwise }: Extract<RegexNode, { kind: 'condition' }>): void {
    const branch =
      'groups' in test
        ? this.#add({ op: 'ifGroup' as const, groups: test.groups, otherwise: 0 })
        : this.#emitLook(test);
    this.#emit(then);
    const end = this.#add({ op: 'jump', to: 0 });
    branch.otherwise = this.#steps.length;
    this.#emit(otherwise);
    end.to = this.#steps.length;
  }
}

/** How many bytes a branch of a lookbehind matches; PCRE takes none whose length is not fixed. */
function fixedLength(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return node.items.reduce((sum, item) => sum + fixedLength(item), 0);
    case 'alternatives': {
      const lengths = new Set(node.branches.map(fixedLength));
      if (lengths.size === 1) return [...lengths][0] as number;
      break;
    }
    case 'capture':
    case 'atomic':
      return fixedLength(node.body);
    case 'repeat':
      if (node.min === node.max) return node.min * fixedLength(node.body);
      break;
    case 'look':
    case 'assertion':
    case 'fail':
      return 0;
    default:
  }
  throw new MachineError('a lookbehind of a pattern has no fixed length');
}
