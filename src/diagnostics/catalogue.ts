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
  VCP1010: entry('error', 'input', 'small', 'Unknown variable', 'The name is in no table of the dialect that is translated from. A misspelling, a variable of the other dialect, or one that is newer than the tables.'),
  VCP1011: entry('error', 'input', 'small', 'Unknown function', 'The name is in no table of the dialect that is translated from, and no subroutine of the program has it.'),
  VCP1012: entry('warning', 'input', 'look', 'Local that is not declared', 'A `var.` name is used that the subroutine does not declare. The platform declares some in its macros; any other is an error that the compiler of the source would report.'),
  VCP1020: entry('error', 'input', 'small', 'Include that was not found', 'The file that an `include` names is not in the given directories. What it holds is missing from the translation.'),
  VCP1021: entry('error', 'input', 'small', 'Include that includes itself', 'Following the `include` would never end.'),
  VCP1030: entry('warning', 'input', 'look', 'Return action that the subroutine does not have', 'The word after `return` is none that its dialect knows in this place.'),
  VCP2010: entry('error', 'target', 'small', 'Type that cannot be kept', 'A local variable of a type that the target has no way to keep: an access list, a regular expression. Test against the named thing where it is used instead.'),
  VCP2011: entry('error', 'target', 'small', 'Arithmetic that the target does not have', 'Bit operations and rotations have no equal: the value stays as it was. Shifts by a constant become multiplications and divisions.'),
  VCP3010: entry('info', 'target', 'look', 'Lifetime of a synthetic response', 'A response made by the cache is never stored on the target, so a lifetime for it has no effect.'),
  VCP3011: entry('info', 'input', 'look', 'Stale setting without effect', 'A window for stale objects in place of errors only matters where the health of a backend is known, or where the code asks for stale objects. The configuration has neither, so the statement has no effect in the source and is left out.'),
  VCP3012: entry('warning', 'target', 'look', 'Changes to the request made before a pass', 'A change to the request for the origin is made before the miss is turned into a pass. On the target the pass begins with the request of the client again.'),
  VCP9010: entry('error', 'tool', 'small', 'Decision that depends on the request to the origin', 'Code of a miss or a pass decides, or sets something on the client side, by a part of the request to the origin that it has changed before. On the target the request to the origin is made afterwards. vcl-port does not undo the order.'),
  VCP4020: entry('info', 'target', 'small', 'TLS in front of the cache', 'The configuration asks whether the client came over TLS. The target has no TLS of its own: whatever ends TLS in front of it has to speak the PROXY protocol, so that the address that the client connected to is known.'),
  VCP5001: entry('warning', 'input', 'look', 'Part of the platform', 'A macro stands for code that the platform generates from the settings of the service: default backend, conditions, headers, snippets, logging. That code is not in the files, so it is not in the translation either.'),
  VCP6001: entry('info', 'input', 'look', 'Subroutine that nothing calls', 'The target refuses a configuration with a subroutine that nothing calls. It has no effect in the source either, so it is left out.'),
  VCP9001: entry('error', 'tool', 'large', 'Left untranslated', 'A construct reached the printer that no pass had made legal for the target. The output does not compile at that place, on purpose. This is a fault of vcl-port: please report it.'),
} as const satisfies Record<string, CatalogueEntry>; // prettier-ignore

export type Code = keyof typeof catalogue;
