/** A set of bytes: one for each that belongs to it. */
export type ByteSet = Uint8Array;

export type Assertion =
  'start' | 'end' | 'endOrNewline' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'noWordBoundary' | 'searchStart';

/** A pattern of PCRE. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'capture'; readonly group: number; readonly body: RegexNode }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negated: boolean; readonly body: RegexNode }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  /** Several groups where a name belongs to several: the first that is set. */
  | { readonly kind: 'backreference'; readonly groups: readonly number[]; readonly fold: boolean }
  /** `(?1)`; group 0 is the whole pattern. */
  | { readonly kind: 'call'; readonly group: number }
  | {
      readonly kind: 'condition';
      readonly test: ConditionTest;
      readonly then: RegexNode;
      readonly otherwise: RegexNode;
    }
  /** `\K` */
  | { readonly kind: 'keep' }
  | { readonly kind: 'fail' };

export type ConditionTest = { readonly groups: readonly number[] } | Extract<RegexNode, { kind: 'look' }>;

export interface Pattern {
  readonly root: RegexNode;
  /** Without group 0. */
  readonly groupCount: number;
}
