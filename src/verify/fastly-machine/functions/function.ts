import type { Context } from '../context.ts';
import { MachineError } from '../machine-error.ts';
import type { Value } from '../value.ts';

/** A function of the platform. Its arguments have the types of the table, texts are set; one without a value gives not set. */
export type PlatformFunction = (args: readonly Value[], context: Context) => Value;

export type Family = Readonly<Record<string, PlatformFunction>>;

const wrong = (at: number, type: string): never => {
  throw new MachineError(`argument ${at + 1} is no ${type}`);
};

export function text(args: readonly Value[], at: number): string {
  const arg = args[at];
  return arg?.type === 'STRING' || arg?.type === 'REGEX' ? (arg.value ?? '') : wrong(at, 'STRING');
}

export function whole(args: readonly Value[], at: number): bigint {
  const arg = args[at];
  return arg?.type === 'INTEGER' ? arg.value : wrong(at, 'INTEGER');
}

export function number(args: readonly Value[], at: number): number {
  const arg = args[at];
  return arg?.type === 'FLOAT' || arg?.type === 'TIME' || arg?.type === 'RTIME' ? arg.value : wrong(at, 'number');
}

export function word(args: readonly Value[], at: number): string {
  const arg = args[at];
  return arg?.type === 'ID' ? arg.value : wrong(at, 'bare word');
}

export function flag(args: readonly Value[], at: number): boolean {
  const arg = args[at];
  return arg?.type === 'BOOL' ? arg.value : wrong(at, 'BOOL');
}
