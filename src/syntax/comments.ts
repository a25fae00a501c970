import {
  children,
  visitChildren,
  type Block,
  type Comment,
  type IfBranch,
  type Node,
  type NodeKind,
  type Program,
} from './ast.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { CommentToken } from './token.ts';

/**
 * Gives each comment to a node and notes the empty lines, so that both survive whatever is done with the tree.
 *
 * A comment on its own line leads what follows it in its block; one at the end of a line trails what stands before it; one
 * with nothing after it stays with its block. Inside an expression the same holds for the operands.
 */
export function attachComments(program: Program, comments: readonly CommentToken[], source: SourceFile): void {
  const { text } = source;
  const lineAt = (offset: number): number => source.position(offset).line;
  for (const token of comments) {
    const blanks = { blankBefore: blankLineBefore(text, token.start), blankAfter: blankLineAfter(text, token.end) };
    attach(findPlace(program, token), { ...token, ...blanks }, lineAt);
  }
  markBlankLines(program, text);
}

type LineAt = (offset: number) => number;

interface Place {
  readonly enclosing: Node;
  readonly preceding: Node | null;
  readonly following: Node | null;
}

/** The innermost node around a comment, and its children on both sides of it. */
function findPlace(root: Node, comment: CommentToken): Place {
  let enclosing = root;
  let head: IfBranch | null = null;
  for (;;) {
    const { inside, preceding, following } = locate(childrenOf(enclosing), comment);
    if (inside?.kind === 'Parameter') return { enclosing, preceding, following: inside };
    if (inside !== null) {
      if (inside.kind === 'IfBranch') head = inside;
      else if (inside.kind === 'Block') head = null;
      enclosing = inside;
      continue;
    }
    // Between the last operand of a condition, or the name of a subroutine, and its body: the body's.
    if (following === null && head !== null) return beginningOf(head.body);
    if (following?.kind === 'Block' && enclosing.kind !== 'Block' && enclosing.kind !== 'Program')
      return beginningOf(following);
    if (following?.kind === 'PropertyBlock')
      return { enclosing: following, preceding: null, following: following.properties[0] ?? null };
    return { enclosing, preceding, following };
  }
}

function beginningOf(block: Block): Place {
  return { enclosing: block, preceding: null, following: block.statements[0] ?? null };
}

const cache = new WeakMap<Node, Node[]>();

/** Long lists are asked again for each of their comments. */
function childrenOf(node: Node): Node[] {
  const known = cache.get(node);
  if (known !== undefined) return known;
  const found = children(node);
  cache.set(node, found);
  return found;
}

function locate(nodes: readonly Node[], comment: CommentToken) {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as Node).end <= comment.start) low = middle + 1;
    else high = middle;
  }
  const candidate = nodes[low] ?? null;
  if (candidate !== null && candidate.start <= comment.start && comment.end <= candidate.end) {
    return { inside: candidate, preceding: null, following: null };
  }
  return { inside: null, preceding: nodes[low - 1] ?? null, following: candidate };
}

function attach({ enclosing, preceding, following }: Place, comment: Comment, lineAt: LineAt): void {
  const endsLine = preceding !== null && lineAt(preceding.end) === lineAt(comment.start);
  // A comment with code after it on its line belongs to that code.
  const leadsLine = following !== null && lineAt(comment.end) === lineAt(following.start);
  // Among the names and parameters of a declaration: the declaration's.
  if (following?.kind === 'Identifier' || following?.kind === 'Parameter') {
    push(enclosing, 'leading', comment);
  } else if (endsLine && isListed(preceding) && !leadsLine) push(lastOf(preceding), 'trailing', comment);
  else if (following !== null) push(following, 'leading', comment);
  else if (preceding !== null && !isList(enclosing)) push(preceding, 'trailing', comment);
  else push(preceding?.kind === 'SwitchCase' ? preceding : enclosing, 'dangling', comment);
}

/** A case ends with its last statement. */
function lastOf(node: Node): Node {
  return node.kind === 'SwitchCase' ? (node.statements.at(-1) ?? node) : node;
}

function push(node: Node, place: 'leading' | 'trailing' | 'dangling', comment: Comment): void {
  (node[place] ??= []).push(comment);
}

function isListed(node: Node): boolean {
  return node.kind !== 'Identifier' && node.kind !== 'IfBranch';
}

function isList(node: Node): boolean {
  return (
    node.kind === 'Program' ||
    node.kind === 'Block' ||
    node.kind === 'AclDeclaration' ||
    node.kind === 'TableDeclaration' ||
    node.kind === 'BackendDeclaration' ||
    node.kind === 'ProbeDeclaration' ||
    node.kind === 'DirectorDeclaration' ||
    node.kind === 'DirectorMember' ||
    node.kind === 'PropertyBlock' ||
    node.kind === 'SwitchStatement' ||
    node.kind === 'SwitchCase'
  );
}

function markBlankLines(node: Node, text: string): void {
  const listed = isList(node);
  visitChildren(node, (child) => {
    if (listed && blankLineBefore(text, child.leading?.[0]?.start ?? child.start)) child.blankBefore = true;
    if (isList(child) || holders.has(child.kind)) markBlankLines(child, text);
  });
}

/** What has lists somewhere in it; expressions have none. */
const holders: ReadonlySet<NodeKind> = new Set(['Subroutine', 'IfStatement', 'IfBranch', 'Property']);

/** Whether the white space before an offset holds an empty line. */
function blankLineBefore(text: string, offset: number): boolean {
  let breaks = 0;
  for (let at = offset - 1; at >= 0; at -= 1) {
    const character = text[at];
    if (character === '\n') breaks += 1;
    else if (character !== ' ' && character !== '\t' && character !== '\r') break;
  }
  return breaks > 1;
}

function blankLineAfter(text: string, offset: number): boolean {
  let breaks = 0;
  for (let at = offset; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') breaks += 1;
    else if (character !== ' ' && character !== '\t' && character !== '\r') break;
  }
  return breaks > 1;
}
