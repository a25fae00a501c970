import type { Effort, Limit, Severity } from './diagnostic.ts';

/** What is said about a code in `docs/diagnostics/` and by `vcl-port explain CODE`. */
export interface CatalogueEntry {
  readonly title: string;
  readonly severity: Severity;
  readonly limit: Limit;
  readonly effort: Effort;
  /** Markdown: what it means, why it is so, what to do. */
  readonly text: string;
}

const entry = (severity: Severity, limit: Limit, effort: Effort, title: string, text: string): CatalogueEntry => ({
  severity,
  limit,
  effort,
  title,
  text,
});

/** Every diagnostic of vcl-port. The first digit is the family. */
export const catalogue = {
  VCP1001: entry('error', 'input', 'small', 'Syntax error', 'The text does not follow the grammar of its dialect. The message says what was found and what could stand there. Parsing goes on after the statement or declaration, which is kept in the output as a comment.'),
  VCP1002: entry('error', 'input', 'small', 'Unexpected character', 'A character that no token of the dialect can hold, outside strings and comments.'),
  VCP1003: entry('error', 'input', 'small', 'String without an end', 'A `"…"` string ends on its own line; text over several lines is written `{"…"}`.'),
  VCP1004: entry('error', 'input', 'small', 'Comment or inline C without an end', 'A `/*` without `*/`, or `C{` without `}C`.'),
  VCP1005: entry('error', 'input', 'small', 'Brace without its counterpart', 'A declaration began inside another one: the brace that closes the first is missing. vcl-port goes on as if it were there.'),
  VCP1006: entry('error', 'input', 'small', 'Nested too deeply', 'More than 200 levels of braces or parentheses. No configuration needs them; the limit keeps hostile input from exhausting the stack.'),
} as const satisfies Record<string, CatalogueEntry>; // prettier-ignore

export type Code = keyof typeof catalogue;
