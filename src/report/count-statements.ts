import { familyOf, type Diagnostic, type Family } from '../diagnostics/diagnostic.ts';
import { children, type Node, type NodeKind, type Program } from '../syntax/ast.ts';
import type { StatementCounts } from './report.ts';

type Kind = 'same' | 'noted' | 'platform' | 'left';

/** What is said of a statement by a diagnostic of a family, and which of two weighs more. */
const kinds: Readonly<Record<Family, Kind>> = {
  1: 'left',
  2: 'left',
  9: 'left',
  3: 'noted',
  4: 'noted',
  6: 'noted',
  5: 'platform',
};
const weights: Readonly<Record<Kind, number>> = { same: 0, noted: 1, platform: 2, left: 3 };

/** Kinds of nodes that hold statements but are none. */
const holders: ReadonlySet<NodeKind> = new Set(['Program', 'Subroutine', 'Block', 'IfBranch', 'SwitchCase']);
const nested: ReadonlySet<NodeKind> = new Set([...holders, 'IfStatement', 'SwitchStatement']);

/** Counts the statements and declarations of a program by what was said about each; the innermost one takes it. */
export function countStatements(programs: readonly Program[], diagnostics: readonly Diagnostic[]): StatementCounts {
  const said = new Map<Node, Kind>();
  for (const diagnostic of diagnostics) {
    const kind = kindOf(diagnostic);
    for (const span of [diagnostic.span, ...diagnostic.related.map((one) => one.span)]) {
      const program = span === null ? undefined : programs[span.file];
      const node = program === undefined || span === null ? null : innermost(program, span.start);
      if (node !== null && weights[kind] > weights[said.get(node) ?? 'same']) said.set(node, kind);
    }
  }
  const counts = { total: 0, same: 0, noted: 0, platform: 0, left: 0 };
  const count = (node: Node): void => {
    if (!holders.has(node.kind)) {
      counts.total += 1;
      counts[said.get(node) ?? 'same'] += 1;
    }
    partsOf(node).forEach(count);
  };
  programs.forEach(count);
  return counts;
}

/** What is only remarked on is no work, whatever its family. */
function kindOf({ code, severity }: Diagnostic): Kind {
  const kind = kinds[familyOf(code)];
  return kind === 'left' && severity !== 'error' ? 'noted' : kind;
}

const known = new WeakMap<Node, readonly Node[]>();

/** The statements and declarations in a node, and what holds them. */
function partsOf(node: Node): readonly Node[] {
  if (!nested.has(node.kind)) return [];
  const cached = known.get(node);
  if (cached !== undefined) return cached;
  const parts = children(node).filter(({ kind }) => nested.has(kind) || isStatement(kind));
  known.set(node, parts);
  return parts;
}

function isStatement(kind: NodeKind): boolean {
  return /(?:Statement|Declaration|Include|InlineC|TemplateDirective|BadNode|ControlLine)$/.test(kind);
}

function innermost(node: Node, offset: number): Node | null {
  const parts = partsOf(node);
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle] as Node).end <= offset) low = middle + 1;
    else high = middle;
  }
  const part = parts[low];
  const inner = part !== undefined && part.start <= offset ? innermost(part, offset) : null;
  return inner ?? (holders.has(node.kind) ? null : node);
}
