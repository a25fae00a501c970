import type { Frame } from '../frame.ts';
import type { Value } from '../value.ts';

/** How a variable of the platform is read and, where it can be, written. Values come in the type of the variable. */
export interface Variable {
  readonly read: (frame: Frame) => Value;
  readonly write?: (frame: Frame, value: Value) => void;
}

export type Family = Readonly<Record<string, Variable>>;

/** The text of a value that is known to be one; empty for what is not set. */
export function textIn(value: Value): string {
  return value.type === 'STRING' ? (value.value ?? '') : '';
}

export function numberIn(value: Value): number {
  return typeof value.value === 'number' || typeof value.value === 'bigint' ? Number(value.value) : 0;
}

export function flagIn(value: Value): boolean {
  return value.value === true;
}
