import type { Reporter } from '../diagnostics/reporter.ts';
import type { IncludedFile } from '../dialects/dialect.ts';
import { children, type Include, type Node, type Program } from '../syntax/ast.ts';
import type { Grammar } from '../syntax/grammar.ts';
import { parse } from '../syntax/parse.ts';
import { checkText } from './check-text.ts';
import { SourceFile } from './source-file.ts';
import type { Span } from './span.ts';

/** A text and the name that diagnostics call it by. */
export interface SourceInput {
  readonly name: string;
  readonly text: string;
}

/**
 * Finds what an `include` names: a file, the files of a glob, or `null` where there is none.
 * `from` is the name of the file with the `include` in it.
 */
export type IncludeResolver = (
  path: string,
  from: string,
  glob: boolean,
) => SourceInput | readonly SourceInput[] | null;

export interface SourceOptions {
  readonly grammar: Grammar;
  readonly reporter: Reporter;
  /** The text of a string literal. */
  readonly text: (raw: string) => string;
  readonly include: IncludeResolver | undefined;
}

interface Loaded extends IncludedFile {
  state: 'open' | 'done';
  /** How many files it stands for, with all that it includes. */
  size: number;
}

/** A program of files that include each other. Each is read and parsed once, however often it is included. */
export class Sources {
  readonly files: SourceFile[] = [];
  readonly programs: Program[] = [];
  readonly #options: SourceOptions;
  readonly #loaded = new Map<string, Loaded>();
  readonly #included = new Map<string, readonly Loaded[] | null>();

  constructor(entry: SourceInput, options: SourceOptions) {
    this.#options = options;
    this.#load(entry);
  }

  /** The file that everything begins with. */
  get entry(): Program {
    return this.programs[0] as Program;
  }

  /** The files that an `include` at a place names; `null` for none. */
  readonly include = (path: string, glob: boolean, origin: Span): readonly IncludedFile[] | null =>
    this.#included.get(key(origin.file, path, glob)) ?? null;

  textOf(span: Span | null): string {
    return span === null ? '' : (this.files[span.file]?.text.slice(span.start, span.end) ?? '');
  }

  #load(input: SourceInput): Loaded {
    const { grammar, reporter } = this.#options;
    const source = new SourceFile(input.name, input.text);
    const file = this.files.push(source) - 1;
    checkText(source, file, reporter);
    const program = parse(source, file, grammar, reporter);
    this.programs.push(program);
    const loaded: Loaded = { program, file, state: 'open', size: 1 };
    this.#loaded.set(input.name, loaded);
    if (/include/i.test(input.text)) {
      for (const include of includesOf(program)) loaded.size += this.#resolve(include, file);
    }
    loaded.state = 'done';
    return loaded;
  }

  /** Finds and reads the files of an `include`; how many files they stand for. */
  #resolve(node: Include, file: number): number {
    const { reporter, text, include } = this.#options;
    const path = text(node.path.raw);
    const id = key(file, path, node.glob);
    const known = this.#included.get(id);
    const span = { file, start: node.start, end: node.end };
    const found = known ?? this.#find(path, node.glob, file, include);
    if (found === null) {
      if (path.startsWith(snippetPrefix)) {
        reporter.report('VCP5002', span, `the snippet '${path.slice(snippetPrefix.length)}' is not in these files`);
        return 0;
      }
      const help = include === undefined ? 'Give translate() an `include` function that finds files.' : null;
      reporter.report('VCP1020', span, `'${path}' was not found`, { help });
      return 0;
    }
    const size = found.reduce((sum, one) => sum + one.size, 0);
    const cycle = found.find((one) => one.state === 'open');
    if (cycle !== undefined || size > mostFiles) {
      const message = cycle === undefined ? 'more files than any configuration has' : `'${path}' includes this file`;
      reporter.report('VCP1021', span, message);
      return 0;
    }
    this.#included.set(id, found);
    return size;
  }

  #find(path: string, glob: boolean, file: number, include: IncludeResolver | undefined): readonly Loaded[] | null {
    const answer = include?.(path, (this.files[file] as SourceFile).name, glob) ?? null;
    if (answer === null) return null;
    const inputs: readonly SourceInput[] = 'text' in answer ? [answer] : answer;
    return inputs.map((input) => this.#loaded.get(input.name) ?? this.#load(input));
  }
}

/** What stands before the name of a text that the platform keeps beside the files. */
const snippetPrefix = 'snippet::';
/** Files that include others twice each would otherwise never end. */
const mostFiles = 10_000;

function key(file: number, path: string, glob: boolean): string {
  return `${file}|${glob}|${path}`;
}

function* includesOf(node: Node): Generator<Include> {
  if (node.kind === 'Include') yield node;
  else if (mayHold.has(node.kind)) for (const child of children(node)) yield* includesOf(child);
}

const mayHold: ReadonlySet<Node['kind']> = new Set([
  'Program', 'Subroutine', 'Block', 'IfStatement', 'IfBranch', 'SwitchStatement', 'SwitchCase',
]); // prettier-ignore
