import { locate, type LocatedDiagnostic } from '../../diagnostics/located.ts';
import { Reporter } from '../../diagnostics/reporter.ts';
import { type IncludeResolver, type SourceInput, Sources } from '../../source/includes.ts';
import type { SourceFile } from '../../source/source-file.ts';
import {
  type Block,
  children,
  type Item,
  type Node,
  type Program,
  type Statement,
  type Subroutine,
} from '../../syntax/ast.ts';
import type * as ast from '../../syntax/ast.ts';
import { fastlySyntax } from '../../syntax/grammar.ts';
import type { Linked, StateName } from './context.ts';
import { textOfLiteral } from './literals.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A configuration that the machine can run, and where each of its statements stands. */
export interface Configuration {
  readonly linked: Linked;
  readonly diagnostics: readonly LocatedDiagnostic[];
  readonly files: readonly SourceFile[];
  placeOf(node: Node): Place | null;
}

export const stateNames: readonly StateName[] = [
  'recv', 'hash', 'hit', 'miss', 'pass', 'fetch', 'error', 'deliver', 'log',
]; // prettier-ignore

/** Reads a configuration with all that it includes, and finds its declarations. What is wrong with it is in `diagnostics`. */
export function link(entry: SourceInput, include?: IncludeResolver): Configuration {
  const reporter = new Reporter();
  const sources = new Sources(entry, { grammar: fastlySyntax, reporter, text: textOfLiteral, include });
  const linker = new Linker(sources, reporter);
  linker.program(sources.entry, 0);
  linker.check();
  const { files } = sources;
  return {
    linked: linker.linked,
    diagnostics: locate(reporter.diagnostics, files),
    files,
    placeOf: (node) => {
      const file = linker.fileOf.get(node);
      if (file === undefined) return null;
      const source = files[file] as SourceFile;
      return { file: source.name, line: source.position(node.start).line };
    },
  };
}

class Linker {
  readonly fileOf = new Map<Node, number>();
  readonly linked = {
    acls: new Map<string, ast.AclDeclaration>(),
    tables: new Map<string, ast.TableDeclaration>(),
    backends: new Map<string, ast.BackendDeclaration>(),
    directors: new Map<string, ast.DirectorDeclaration>(),
    subroutines: new Map<string, Subroutine>(),
    states: new Map<StateName, Subroutine[]>(),
    penaltyBoxes: new Set<string>(),
    rateCounters: new Set<string>(),
  };
  readonly #sources: Sources;
  readonly #reporter: Reporter;

  constructor(sources: Sources, reporter: Reporter) {
    this.#sources = sources;
    this.#reporter = reporter;
  }

  program({ items }: Program, file: number): void {
    for (const item of items) this.#declare(item, file);
  }

  #declare(item: Item, file: number): void {
    const { linked } = this;
    switch (item.kind) {
      case 'Include':
        for (const each of this.#included(item, file)) this.program(each.program, each.file);
        return;
      case 'AclDeclaration':
        linked.acls.set(item.name.name, item);
        return;
      case 'TableDeclaration':
        linked.tables.set(item.name.name, item);
        return;
      case 'BackendDeclaration':
        linked.backends.set(item.name.name, item);
        return;
      case 'DirectorDeclaration':
        linked.directors.set(item.name.name, item);
        return;
      case 'PenaltyBoxDeclaration':
        linked.penaltyBoxes.add(item.name.name);
        return;
      case 'RateCounterDeclaration':
        linked.rateCounters.add(item.name.name);
        return;
      case 'Subroutine':
        this.#subroutine(item, file);
        return;
      default:
    }
  }

  /** Definitions of one state are run one after the other; any other subroutine has one. */
  #subroutine(item: Subroutine, file: number): void {
    const subroutine = { ...item, body: this.#block(item.body, file) };
    const { name } = item.name;
    this.fileOf.set(subroutine, file);
    const state = stateNames.find((one) => name === `vcl_${one}`);
    if (state === undefined) this.linked.subroutines.set(name, subroutine);
    else this.linked.states.set(state, [...(this.linked.states.get(state) ?? []), subroutine]);
  }

  #block(block: Block, file: number): Block {
    return { ...block, statements: this.#statements(block.statements, file) };
  }

  /** The statements with those of included files in their places. */
  #statements(statements: readonly Statement[], file: number): Statement[] {
    return statements.flatMap((statement) => {
      if (statement.kind === 'Include') {
        return this.#included(statement, file).flatMap(({ program, file: inner }) =>
          this.#statements(program.items as readonly Statement[], inner),
        );
      }
      return [this.#statement(statement, file)];
    });
  }

  #statement(statement: Statement, file: number): Statement {
    const placed = this.#withIncludes(statement, file);
    this.fileOf.set(placed, file);
    return placed;
  }

  #withIncludes(statement: Statement, file: number): Statement {
    switch (statement.kind) {
      case 'Block':
        return this.#block(statement, file);
      case 'IfStatement':
        return {
          ...statement,
          branches: statement.branches.map((branch) => ({ ...branch, body: this.#block(branch.body, file) })),
        };
      case 'SwitchStatement':
        return {
          ...statement,
          cases: statement.cases.map((one) =>
            one.kind === 'SwitchCase' ? { ...one, statements: this.#statements(one.statements, file) } : one,
          ),
        };
      default:
        return { ...statement };
    }
  }

  #included({ path, glob, start, end }: ast.Include, file: number) {
    return this.#sources.include(textOfLiteral(path.raw), glob, { file, start, end }) ?? [];
  }

  /** What would otherwise show only when a request comes that way: calls of what is not there, and circles of calls. */
  check(): void {
    const { linked } = this;
    const all = [...linked.subroutines.values(), ...[...linked.states.values()].flat()];
    for (const subroutine of all) {
      for (const { name, node, file } of this.#calls(subroutine.body, 0)) {
        const span = { file, start: node.start, end: node.end };
        if (node.kind === 'CallStatement' && !linked.subroutines.has(name))
          this.#reporter.report('VCP1013', span, `there is no subroutine '${name}'`);
        else if (this.#reaches(name, subroutine.name.name, new Set()))
          this.#reporter.report('VCP1032', span, `'${subroutine.name.name}' calls itself`);
      }
    }
  }

  #reaches(from: string, wanted: string, seen: Set<string>): boolean {
    if (from === wanted) return true;
    const subroutine = this.linked.subroutines.get(from);
    if (subroutine === undefined || seen.has(from)) return false;
    seen.add(from);
    return [...this.#calls(subroutine.body, 0)].some(({ name }) => this.#reaches(name, wanted, seen));
  }

  *#calls(node: Node, outer: number): Generator<{ readonly name: string; readonly node: Node; readonly file: number }> {
    const file = this.fileOf.get(node) ?? outer;
    if (node.kind === 'CallStatement') {
      const callee = node.callee.kind === 'CallExpression' ? node.callee.callee : node.callee;
      if (callee.kind === 'Variable' || callee.kind === 'Identifier') yield { name: callee.name, node, file };
    } else if (node.kind === 'CallExpression' && this.linked.subroutines.has(node.callee.name)) {
      yield { name: node.callee.name, node, file };
    }
    for (const child of children(node)) yield* this.#calls(child, file);
  }
}
