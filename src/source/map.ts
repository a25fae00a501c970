import type { Origin } from '../ir/model.ts';
import { visitChildren, type Comment, type Node, type NodeKind } from '../syntax/ast.ts';
import { placeOf, type SourcePlace } from './place.ts';
import type { SourceFile } from './source-file.ts';

/** Where each line of an output came from. */
export interface SourceMap {
  /** By line of the output, the first one at 0; `null` for lines that nothing in the source stands for. */
  readonly lines: readonly (SourcePlace | null)[];
}

/** Nodes that begin lines of their own and know what they came from. */
const listed: ReadonlySet<NodeKind> = new Set([
  'VersionDeclaration', 'ImportDeclaration', 'Include', 'PragmaDeclaration', 'ControlLine', 'AclDeclaration', 'AclEntry',
  'TableDeclaration', 'TableEntry', 'BackendDeclaration', 'ProbeDeclaration', 'DirectorDeclaration', 'DirectorMember',
  'Property', 'PenaltyBoxDeclaration', 'RateCounterDeclaration', 'Subroutine', 'InlineC', 'TemplateDirective',
  'SetStatement', 'UnsetStatement', 'AddStatement', 'DeclareStatement', 'CallStatement', 'ReturnStatement', 'ErrorStatement',
  'RestartStatement', 'EsiStatement', 'LogStatement', 'SyntheticStatement', 'GotoStatement', 'LabelStatement', 'IfStatement',
  'SwitchStatement', 'BreakStatement', 'FallthroughStatement', 'ExpressionStatement', 'NewStatement', 'MacroStatement',
]); // prettier-ignore

/** Nodes that hold listed ones and have no place of their own. */
const holders: ReadonlySet<NodeKind> = new Set(['Program', 'Block', 'IfBranch', 'SwitchCase', 'PropertyBlock']);

/**
 * The output is read again, and has the nodes of the tree that it was printed from, in the same order: what the tree knows of
 * their origin holds for their lines.
 */
export class Trace {
  readonly #origins = new Map<Node, Origin>();
  readonly #comments = new Map<Comment, Origin>();

  constructor(parsed: Node, printed: Node, originOf: (node: Node) => Origin) {
    this.#pair(parsed, printed, originOf);
  }

  /** What a node of the output came from. */
  originOf(node: Node): Origin {
    return this.#origins.get(node) ?? null;
  }

  lines(output: SourceFile, files: readonly SourceFile[]): SourceMap {
    const lines: (SourcePlace | null)[] = Array.from({ length: output.lineCount }, () => null);
    const places = new Map<Origin, SourcePlace | null>([[null, null]]);
    const paint = (start: number, end: number, origin: Origin): void => {
      let place = places.get(origin);
      if (place === undefined && origin !== null) places.set(origin, (place = placeOf(origin, files)));
      lines.fill(place ?? null, output.position(start).line - 1, output.position(end).line);
    };
    // Outer nodes come first, so that inner ones have the last word.
    for (const [node, origin] of this.#origins) paint(node.start, node.end - 1, origin);
    for (const [comment, origin] of this.#comments) paint(comment.start, comment.end - 1, origin);
    return { lines };
  }

  #pair(parsed: Node, printed: Node, originOf: (node: Node) => Origin): void {
    if (parsed.kind !== printed.kind) return;
    if (listed.has(parsed.kind)) {
      const origin = originOf(printed);
      this.#origins.set(parsed, origin);
      this.#pairComments(parsed.leading, printed.leading, origin);
    } else if (!holders.has(parsed.kind)) return;
    const others = inner(printed);
    let at = 0;
    for (const child of inner(parsed)) {
      // What could not be read again is missing on one side: the rest goes on with the next of its kind.
      let found = at;
      while (found < others.length && !sameName(others[found] as Node, child)) found += 1;
      if (found === others.length) continue;
      this.#pair(child, others[found] as Node, originOf);
      at = found + 1;
    }
  }

  /** Comments of the source know their place; generated ones have none. */
  #pairComments(parsed: readonly Comment[] = [], printed: readonly Comment[] = [], origin: Origin): void {
    parsed.forEach((comment, index) => {
      const { start, end } = printed[index] ?? { start: 0, end: 0 };
      const known = end > 0 && origin !== null && parsed.length === printed.length;
      this.#comments.set(comment, known ? { file: origin.file, start, end } : null);
    });
  }
}

function sameName(a: Node, b: Node): boolean {
  return a.kind === b.kind && nameOf(a) === nameOf(b);
}

function nameOf(node: Node): string | null {
  return 'name' in node && typeof node.name === 'object' && node.name !== null ? node.name.name : null;
}

/** The children that matter here. What was put in to be refused is not in the text that was read. */
function inner(node: Node): Node[] {
  const found: Node[] = [];
  visitChildren(node, (child) => {
    if (listed.has(child.kind) || holders.has(child.kind)) found.push(child);
  });
  return found;
}
