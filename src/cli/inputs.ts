import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parse } from '../api/syntax.ts';
import { dialects, type DialectName } from '../dialects/index.ts';
import { children, type Include, type Node } from '../syntax/ast.ts';
import { detect } from '../syntax/detect.ts';
import type { Io } from './io.ts';
import { readText } from './read-text.ts';
import { Roots } from './roots.ts';
import { statOf } from './stat.ts';
import { reasonOf, UsageError } from './usage-error.ts';

/** One text to work on. */
export interface Input {
  /** What diagnostics call it. */
  readonly name: string;
  readonly text: string;
  /** `null` for the standard input. */
  readonly path: string | null;
  /** Its place under an output directory. */
  readonly target: string;
  readonly roots: Roots;
}

/** The files that arguments name: `-`, files, and every `.vcl` of directories. */
export function readInputs(names: readonly string[], include: readonly string[], io: Io): readonly Input[] {
  for (const directory of include) {
    if (statOf(resolve(io.cwd, directory))?.isDirectory() !== true)
      throw new UsageError(`'${directory}' of -I is not a directory`);
  }
  const inputs = names.flatMap((name) => (name === '-' ? [readStdin(include, io)] : readPath(name, include, io)));
  const [first, second] = inputs.filter((input) => input.path === null);
  if (first !== undefined && second !== undefined) throw new UsageError("'-' can be given only once");
  return inputs;
}

function readStdin(include: readonly string[], io: Io): Input {
  try {
    return {
      name: 'stdin',
      text: io.readStdin(),
      path: null,
      target: 'stdin.vcl',
      roots: new Roots(io.cwd, null, include),
    };
  } catch (error) {
    throw new UsageError(`the standard input cannot be read: ${reasonOf(error)}`);
  }
}

function readPath(name: string, include: readonly string[], io: Io): readonly Input[] {
  if (name === '') throw new UsageError("'' names no file");
  const path = resolve(io.cwd, name);
  try {
    if (!statSync(path).isDirectory())
      return [readInput(path, basename(path), new Roots(io.cwd, dirname(path), include))];
    const roots = new Roots(io.cwd, path, include);
    const files = filesIn(path);
    if (files.length === 0) throw new UsageError(`there is no .vcl file in '${name}'`);
    return files.map((file) => readInput(file, relative(path, file), roots));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`'${name}' cannot be read: ${reasonOf(error)}`);
  }
}

function readInput(path: string, target: string, roots: Roots): Input {
  return { name: roots.nameOf(path), text: readText(path), path, target: target.split(sep).join('/'), roots };
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.isFile() && entry.name.endsWith('.vcl') ? [path] : [];
    });
}

/**
 * Of several files those that a configuration begins with: no other one includes them, they have code of the machine or say
 * their version, and they are in the dialect that is asked for. A file that was named alone is always one.
 */
export function entryPoints(
  inputs: readonly Input[],
  names: readonly string[],
  dialect: DialectName | null,
): readonly Input[] {
  if (inputs.length === 1) return inputs;
  const parts = new Map(inputs.map((input) => [input.name, partsOf(input)]));
  const included = new Set([...parts.values()].flat());
  // Files that include each other in a circle have no beginning: the first of them is one.
  for (const { name } of circles(inputs, parts, included)) included.delete(name);
  const entries = inputs.filter((input) => {
    if (input.path === null) return true;
    if (included.has(input.name) || !beginsConfiguration.test(input.text)) return false;
    return dialect === null || detect(input.text).dialect === dialect;
  });
  if (entries.length === 0) {
    throw new UsageError(
      `no file of ${names.map((name) => `'${name}'`).join(', ')} is a configuration${dialect === null ? '' : ` in ${dialect} VCL`}`,
    );
  }
  return entries;
}

function partsOf({ name, text, roots }: Input): readonly string[] {
  if (!/include/i.test(text)) return [];
  const { program, dialect } = parse(text);
  return [...includesOf(program)].flatMap(({ path, glob }) => {
    const answer = roots.resolve(dialects[dialect].text(path.raw), name, glob);
    const files = answer === null ? [] : 'text' in answer ? [answer] : answer;
    return files.map((file) => file.name);
  });
}

/** One input of each circle that no other file leads into. */
function circles(
  inputs: readonly Input[],
  parts: ReadonlyMap<string, readonly string[]>,
  included: ReadonlySet<string>,
): readonly Input[] {
  const reached = new Set<string>();
  const reach = (from: string): void => {
    for (const waiting = [from]; waiting.length > 0;) {
      const name = waiting.pop() as string;
      if (reached.has(name)) continue;
      reached.add(name);
      waiting.push(...(parts.get(name) ?? []));
    }
  };
  for (const { name } of inputs) if (!included.has(name)) reach(name);
  return inputs.filter(({ name }) => {
    if (reached.has(name)) return false;
    reach(name);
    return true;
  });
}

const beginsConfiguration = /^\s*(?:sub\s+vcl_\w+|vcl\s+\d+\.\d+\s*;)/m;

function* includesOf(node: Node): Generator<Include> {
  if (node.kind === 'Include') yield node;
  for (const child of children(node)) yield* includesOf(child);
}
