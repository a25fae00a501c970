import type { Span } from '../source/span.ts';
import type { Code } from './catalogue.ts';

/**
 * 1 input, 2 no equivalent, 3 behaves differently, 4 needs something at run time, 5 provided by the platform, 6 worth a
 * review, 9 a limit or fault of vcl-port itself.
 */
export type Family = 1 | 2 | 3 | 4 | 5 | 6 | 9;

export type Severity = 'error' | 'warning' | 'info';

/** Why it could not be exact: the other engine cannot, vcl-port does not yet, or the input has to change. */
export type Limit = 'target' | 'tool' | 'input';

/** How much work it leaves for a person. */
export type Effort = 'none' | 'look' | 'small' | 'large';

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Where in the input; `null` for what concerns the configuration as a whole. */
  readonly span: Span | null;
  readonly related: readonly RelatedSpan[];
  /** What to do about it. */
  readonly help: string | null;
  readonly limit: Limit;
  readonly effort: Effort;
}

/** The family of a code is its first digit. */
export function familyOf(code: Code): Family {
  return Number(code[3]) as Family;
}
