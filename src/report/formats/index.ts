import type { Report } from '../report.ts';
import { json } from './json.ts';
import { text } from './text.ts';

/** A way to write a report down. */
export interface ReportFormat {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** One report, or one after the other. */
  write(reports: readonly Report[]): string;
}

/** Every format, by its name; the command line takes its choices from here. */
export const reportFormats: Readonly<Record<string, ReportFormat>> = { text, json };
