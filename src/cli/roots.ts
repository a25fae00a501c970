import { readdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { IncludeResolver, SourceInput } from '../source/includes.ts';
import { readText } from './read-text.ts';
import { statOf } from './stat.ts';
import { reasonOf } from './usage-error.ts';

/**
 * Finds included files, in the directory of the input and in those of `-I`, and nowhere else: an include that leads out of
 * them, by `..` or by a symbolic link, is not read.
 */
export class Roots {
  /** Includes that were there but lie outside. */
  readonly refused = new Set<string>();
  /** Includes that are there and cannot be read, and why. */
  readonly unreadable = new Map<string, string>();
  /** Absolute paths of the included files that were read. */
  readonly read = new Set<string>();
  readonly #directories: readonly string[];
  readonly #cwd: string;
  readonly #base: string | null;
  /** Absolute paths of sources by the name that diagnostics give them. */
  readonly #paths = new Map<string, string>();

  constructor(cwd: string, base: string | null, extra: readonly string[]) {
    this.#cwd = cwd;
    this.#base = base;
    const all = [...(base === null ? [] : [base]), ...extra].map((directory) => resolve(cwd, directory));
    this.#directories = [...new Set(all)].filter((directory) => statOf(directory)?.isDirectory() === true);
  }

  /** The name of a file in diagnostics and reports: never an absolute path. */
  nameOf(path: string): string {
    const within = [this.#cwd, ...(this.#base === null ? [] : [resolve(this.#cwd, this.#base)]), ...this.#directories];
    const inside = within
      .map((directory) => relative(directory, path))
      .find((name) => !name.startsWith('..') && !isAbsolute(name));
    const name = (inside ?? path.slice(path.lastIndexOf(sep) + 1)).split(sep).join('/');
    this.#paths.set(name, path);
    return name;
  }

  readonly resolve: IncludeResolver = (path, from, glob) => {
    const directory = dirname(this.#paths.get(from) ?? resolve(this.#cwd, from));
    const wanted = candidates(path, directory, this.#directories);
    if (glob) {
      for (const pattern of wanted) {
        const found = expandGlob(pattern).filter((file) => this.#isInside(file));
        if (found.length > 0) return found.flatMap((file) => this.#read(file, path) ?? []);
      }
      return null;
    }
    for (const candidate of wanted) {
      for (const file of [candidate, `${candidate}.vcl`]) {
        if (statOf(file)?.isFile() !== true) continue;
        if (this.#isInside(file)) return this.#read(file, path);
        this.refused.add(path);
      }
    }
    return null;
  };

  #read(file: string, include: string): SourceInput | null {
    try {
      const text = readText(file);
      this.read.add(file);
      return { name: this.nameOf(file), text };
    } catch (error) {
      this.unreadable.set(include, reasonOf(error));
      return null;
    }
  }

  #isInside(file: string): boolean {
    const real = realpathSync(file);
    return this.#directories.some((directory) => real.startsWith(realpathSync(directory) + sep));
  }
}

/** Where an include may be: beside the file that names it, then in the roots; an absolute path also by its last parts there. */
function candidates(path: string, directory: string, roots: readonly string[]): readonly string[] {
  if (!isAbsolute(path)) return [...new Set([directory, ...roots].map((root) => join(root, path)))];
  const parts = path.split('/').filter((part) => part !== '');
  const tails = parts.map((_, index) => parts.slice(index).join('/'));
  return [path, ...tails.flatMap((tail) => roots.map((root) => join(root, tail)))];
}

/** The files that a pattern with `*`, `?` and `[…]` names, in order. */
export function expandGlob(pattern: string): readonly string[] {
  const [first = '', ...parts] = pattern.split('/');
  let found = [first === '' ? '/' : first];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (!/[*?[]/.test(part)) {
      found = found.map((directory) => join(directory, part));
      continue;
    }
    const matches = globPattern(part);
    found = found.flatMap((directory) =>
      namesIn(directory)
        .filter((name) => matches.test(name))
        .map((name) => join(directory, name)),
    );
  }
  return found.filter((file) => statOf(file)?.isFile() === true).toSorted();
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}

function globPattern(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]*\]|[^]/g, (token) => {
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^(?!)/;
  }
}
