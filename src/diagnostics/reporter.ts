import type { Span } from '../source/span.ts';
import { catalogue, type Code } from './catalogue.ts';
import type { Diagnostic, RelatedSpan } from './diagnostic.ts';

export interface ReportOptions {
  readonly help?: string | null | undefined;
  readonly related?: readonly RelatedSpan[];
  readonly severity?: Diagnostic['severity'];
  readonly limit?: Diagnostic['limit'];
}

/** Collects diagnostics. The same code at the same place with the same message is said once. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  report(code: Code, span: Span | null, message: string, options: ReportOptions = {}): void {
    const key = `${code}|${span === null ? '' : `${span.file}:${span.start}`}|${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { severity, limit, effort } = catalogue[code];
    this.diagnostics.push({
      code,
      severity: options.severity ?? severity,
      message,
      span,
      related: options.related ?? [],
      help: options.help ?? null,
      limit: options.limit ?? limit,
      effort,
    });
  }
}
