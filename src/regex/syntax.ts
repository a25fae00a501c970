/** A pattern as far as rewriting it needs: its groups, what repeats, what is anchored. Offsets are into the pattern's text. */
export type Node = Alternation | Sequence | Group | Repeat | Atom;

export interface Alternation {
  readonly kind: 'alternation';
  readonly branches: readonly Sequence[];
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
}

export interface Group {
  readonly kind: 'group';
  readonly what: 'capture' | 'plain' | 'look' | 'negative-look' | 'conditional';
  /** Its number; `null` where nothing is captured. */
  readonly number: number | null;
  /** From its opening parenthesis, over `?:` or a name, to where its content begins. */
  readonly start: number;
  readonly inner: number;
  readonly content: Alternation;
}

export interface Repeat {
  readonly kind: 'repeat';
  readonly node: Node;
  readonly least: number;
  readonly most: number;
  readonly lazy: boolean;
}

export interface Atom {
  readonly kind: 'atom';
  readonly what: 'character' | 'any' | 'start' | 'end' | 'nothing' | 'reference';
}

/** `\2`: a place where the pattern speaks of a group by its number. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly group: number;
}

export interface Pattern {
  readonly text: string;
  /** Options that it begins with: `(?i)`; empty without. */
  readonly flags: string;
  readonly content: Alternation;
  readonly groups: readonly Group[];
  readonly references: readonly Reference[];
  /** It speaks of groups in other ways than `\2`, so that they cannot be given other numbers. */
  readonly fixedNumbers: boolean;
}
