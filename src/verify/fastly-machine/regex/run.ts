import { isWord } from './byte-sets.ts';
import type { Compiled, Step } from './compile.ts';
import type { Assertion } from './syntax.ts';

/** Steps of one search, and places to go back to, before it is given up (PCRE2's match limit, and its heap limit). */
const stepLimit = 10_000_000;
const heapLimit = 1_000_000;

/** Where a called group returns to, and the captures that it leaves as they were. */
interface Frame {
  readonly returnTo: number;
  readonly slots: readonly number[];
  readonly outer: Frame | null;
  readonly depth: number;
}

interface Place {
  readonly pc: number;
  readonly at: number;
  readonly slots: readonly number[];
  readonly frame: Frame | null;
  /** Of a run of one set: how far it can still give back, or take more. */
  readonly run: { readonly step: Extract<Step, { op: 'run' }>; readonly limit: number } | null;
}

export class LimitReached extends Error {}

/** A search in one subject. Captures are never changed in place, so that going back needs no undoing. */
export class Search {
  readonly #compiled: Compiled;
  readonly #subject: string;
  readonly #from: number;
  #steps = 0;
  #nesting = 0;

  constructor(compiled: Compiled, subject: string, from: number) {
    this.#compiled = compiled;
    this.#subject = subject;
    this.#from = from;
  }

  /** The places of all groups for the first match at or after the start; `null` when there is none. */
  find(notEmpty: boolean): readonly number[] | null {
    for (let start = this.#from; start <= this.#subject.length; start += 1) {
      const slots = Array.from({ length: this.#compiled.slotCount }, () => -1);
      slots[0] = start;
      const result = this.#run(0, start, slots, null, (end) => !notEmpty || end > start);
      if (result !== null) {
        const found = [...result.slots];
        found[1] = result.at;
        return found;
      }
    }
    return null;
  }

  #run(
    startPc: number,
    startAt: number,
    startSlots: readonly number[],
    startFrame: Frame | null,
    accepts: (end: number) => boolean,
  ): { readonly at: number; readonly slots: readonly number[] } | null {
    const { steps } = this.#compiled;
    const subject = this.#subject;
    const places: Place[] = [];
    let pc = startPc;
    let at = startAt;
    let slots = startSlots;
    let frame = startFrame;
    this.#nesting += 1;
    if (this.#nesting > 1000) throw new LimitReached();

    while (true) {
      this.#steps += 1;
      if (this.#steps > stepLimit || places.length > heapLimit) throw new LimitReached();
      const step = steps[pc] as Step;
      let goesOn = true;
      switch (step.op) {
        case 'set':
          goesOn = step.set[subject.charCodeAt(at)] === 1;
          at += 1;
          pc += 1;
          break;
        case 'run': {
          const end = this.#reach(step, at, step.greedy ? step.max : step.min);
          const lowest = at + step.min;
          goesOn = end >= lowest;
          const limit = step.greedy ? lowest : Math.min(at + step.max, subject.length);
          if (goesOn && end !== limit) places.push({ pc, at: end, slots, frame, run: { step, limit } });
          at = end;
          pc += 1;
          break;
        }
        case 'split':
          places.push({ pc: step.second, at, slots, frame, run: null });
          pc = step.first;
          break;
        case 'jump':
          pc = step.to;
          break;
        case 'save':
          slots = this.#saved(slots, step.slot, at);
          pc += 1;
          break;
        case 'again':
          pc = slots[step.slot] === at ? pc + 1 : step.to;
          break;
        case 'assert':
          goesOn = this.#holds(step.assertion, at);
          pc += 1;
          break;
        case 'back': {
          const length = this.#backreference(step, slots, at);
          goesOn = length !== null;
          at += length ?? 0;
          pc += 1;
          break;
        }
        case 'rewind':
          at -= step.count;
          goesOn = at >= 0;
          pc += 1;
          break;
        case 'alone': {
          const result = this.#run(pc + 1, at, slots, frame, () => true);
          if ((result !== null) === step.negated) {
            goesOn = step.otherwise !== null;
            pc = step.otherwise ?? pc;
            break;
          }
          if (result !== null) slots = result.slots;
          if (result !== null && step.consumes) at = result.at;
          pc = step.next;
          break;
        }
        case 'ifGroup':
          pc = step.groups.some((group) => (slots[2 * group + 1] ?? -1) !== -1) ? pc + 1 : step.otherwise;
          break;
        case 'call':
          frame = { returnTo: pc + 1, slots, outer: frame, depth: (frame?.depth ?? 0) + 1 };
          if (frame.depth > 1000) throw new LimitReached();
          pc = this.#compiled.entries.get(step.group) as number;
          break;
        case 'return': {
          const done: Frame = frame as Frame;
          ({ slots, outer: frame } = done);
          pc = done.returnTo;
          break;
        }
        case 'done':
          if (accepts(at)) {
            this.#nesting -= 1;
            return { at, slots };
          }
          goesOn = false;
          break;
        case 'fail':
          goesOn = false;
      }
      if (goesOn) continue;
      const place = places.pop();
      if (place === undefined) {
        this.#nesting -= 1;
        return null;
      }
      ({ pc, at, slots, frame } = place);
      if (place.run !== null) {
        const { step: run, limit } = place.run;
        at += run.greedy ? -1 : 1;
        // A lazy run takes one byte more, if it can.
        if (!run.greedy && run.set[subject.charCodeAt(at - 1)] !== 1) {
          at = place.at;
          pc = this.#failing;
          continue;
        }
        if (at !== limit) places.push({ ...place, at });
        pc += 1;
      }
    }
  }

  /** A step that only fails: the `done` of the whole never does, so there is one at the end of the steps. */
  get #failing(): number {
    return this.#compiled.steps.length - 1;
  }

  #reach({ set }: Extract<Step, { op: 'run' }>, from: number, most: number): number {
    const end = Math.min(this.#subject.length, from + most);
    let at = from;
    while (at < end && set[this.#subject.charCodeAt(at)] === 1) at += 1;
    return at;
  }

  /** A negative slot closes the group of that number. */
  #saved(slots: readonly number[], slot: number, at: number): readonly number[] {
    const changed = [...slots];
    if (slot >= 0) {
      changed[slot] = at;
      return changed;
    }
    changed[-slot * 2] = slots[this.#compiled.openings.get(-slot) as number] as number;
    changed[-slot * 2 + 1] = at;
    return changed;
  }

  #backreference(step: Extract<Step, { op: 'back' }>, slots: readonly number[], at: number): number | null {
    const group = step.groups.find((candidate) => (slots[2 * candidate + 1] ?? -1) !== -1);
    // A group that took no part matches nothing, not even the empty text.
    if (group === undefined) return null;
    const text = this.#subject.slice(slots[2 * group], slots[2 * group + 1]);
    const here = this.#subject.slice(at, at + text.length);
    return here === text || (step.fold && asciiLower(here) === asciiLower(text)) ? text.length : null;
  }

  #holds(assertion: Assertion, at: number): boolean {
    const subject = this.#subject;
    switch (assertion) {
      case 'start':
        return at === 0;
      case 'end':
        return at === subject.length;
      case 'endOrNewline':
        return at === subject.length || (at === subject.length - 1 && subject[at] === '\n');
      case 'lineStart':
        // Not after a newline that is the last byte.
        return at === 0 || (subject[at - 1] === '\n' && at < subject.length);
      case 'lineEnd':
        return at === subject.length || subject[at] === '\n';
      case 'searchStart':
        return at === this.#from;
      case 'wordBoundary':
      case 'noWordBoundary': {
        const differs = isWord(subject.charCodeAt(at - 1)) !== isWord(subject.charCodeAt(at));
        return differs === (assertion === 'wordBoundary');
      }
    }
  }
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
