/**
 * vcl-port translates Fastly VCL to Varnish VCL and back. Everything here is synchronous and reads no file: what a source
 * includes comes through a function of the caller. It runs in a browser as it does in Node.
 *
 * @packageDocumentation
 */
export { translate, check } from './api/translate.ts';
export { parse, format, type FormatOptions, type Formatted, type Parsed, type SyntaxOptions } from './api/syntax.ts';
export {
  explain,
  type Explanation,
  type DiagnosticExplanation,
  type NameExplanation,
  type NameFact,
  type MappedName,
} from './api/explain.ts';
export { detect, type Detection, type TemplateLanguage } from './syntax/detect.ts';
export { OptionError, type TranslateOptions } from './options.ts';
export { profileNames as targets } from './dialects/index.ts';
export { version } from './version.ts';
export type { Translation } from './translate.ts';
export type { LocatedDiagnostic as Diagnostic } from './diagnostics/located.ts';
export type { Effort, Family, Limit, Severity } from './diagnostics/diagnostic.ts';
export type { Code } from './diagnostics/catalogue.ts';
export type { Report, ReportedNeeds, ReportedSidecar, StatementCounts, VmodNeed } from './report/report.ts';
export type { Edge } from './report/state-graph.ts';
export { mermaid } from './report/state-graph.ts';
export { reportFormats, type ReportFormat } from './report/formats/index.ts';
export type { IncludeResolver, SourceInput } from './source/includes.ts';
export type { SourceMap } from './source/map.ts';
export type { SourcePlace } from './source/place.ts';
