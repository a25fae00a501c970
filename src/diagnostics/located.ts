import { placeOf, type SourcePlace } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import { catalogue } from './catalogue.ts';
import { familyOf, type Diagnostic, type Family } from './diagnostic.ts';

/** A diagnostic as the API gives it out: everything that there is to say about it, as plain values. */
export interface LocatedDiagnostic extends Pick<
  Diagnostic,
  'code' | 'severity' | 'message' | 'help' | 'limit' | 'effort'
> {
  readonly family: Family;
  /** What the code means, in a few words. */
  readonly title: string;
  /** Where in the input; `null` for what concerns the configuration as a whole. */
  readonly place: SourcePlace | null;
  readonly related: readonly { readonly place: SourcePlace; readonly message: string }[];
}

/** Diagnostics in the order of the source, those of the whole first; of one line each is said once. */
export function locate(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): readonly LocatedDiagnostic[] {
  const ordered = diagnostics.toSorted((a, b) => {
    if (a.span === null || b.span === null) return Number(b.span === null) - Number(a.span === null);
    return a.span.file - b.span.file || a.span.start - b.span.start;
  });
  const located = ordered.map(({ code, severity, message, span, related, help, limit, effort }) => ({
    code,
    family: familyOf(code),
    severity,
    title: catalogue[code].title,
    message,
    help,
    limit,
    effort,
    place: span === null ? null : placeOf(span, files),
    related: related.map((one) => ({ place: placeOf(one.span, files), message: one.message })),
  }));
  const said = new Set<string>();
  return located.filter(({ code, message, place }) => {
    const what = `${code} ${place?.file}:${place?.line} ${message}`;
    return said.size < said.add(what).size;
  });
}
