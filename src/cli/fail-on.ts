import type { Severity } from '../diagnostics/diagnostic.ts';

export const failLevels = ['never', 'error', 'warning'] as const;
export type FailLevel = (typeof failLevels)[number];

/** Whether a diagnostic reaches the level at which a command fails. */
export function reaches(severity: Severity, level: FailLevel): boolean {
  if (level === 'never' || severity === 'info') return false;
  return severity === 'error' || level === 'warning';
}
