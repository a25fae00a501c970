import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { statOf } from './stat.ts';
import { reasonOf, UsageError } from './usage-error.ts';

export interface Output {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes files, each whole or not at all: beside their place first, then moved there. Nothing is moved before everything has
 * been written.
 */
export function writeFiles(outputs: readonly Output[]): void {
  const written: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const { path: wanted, text } of outputs) {
      attempt(wanted, () => {
        const known = statOf(wanted);
        if (known !== null && !known.isFile()) {
          // A device or a pipe takes what it is given.
          writeFileSync(wanted, text);
          return;
        }
        const path = known === null ? wanted : realpathSync(wanted);
        makeDirectories(dirname(path));
        const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
        written.push({ temporary, path });
        writeFileSync(temporary, text, { mode: known?.mode ?? 0o666, flag: 'wx' });
      });
    }
    for (const { temporary, path } of written) attempt(path, () => renameSync(temporary, path));
  } finally {
    for (const { temporary } of written) rmSync(temporary, { force: true });
  }
}

/** One by one: Node never comes back from a recursive `mkdir` where the system does not let directories be made, as in /proc. */
function makeDirectories(path: string): void {
  if (statOf(path)?.isDirectory() === true) return;
  if (dirname(path) !== path) makeDirectories(dirname(path));
  mkdirSync(path);
}

function attempt(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new UsageError(`'${path}' cannot be written: ${reasonOf(error)}`);
  }
}
