import { hardline, join, lineSuffix, literalline, breakParent, type Doc } from './doc.ts';
import type { Comment, Node } from '../syntax/ast.ts';

/** A node's document with its comments around it. Dangling ones are printed by the node itself. */
export function withComments(node: Node, printed: Doc): Doc {
  if (node.leading === undefined && node.trailing === undefined) return printed;
  return [(node.leading ?? []).map(printLeading), printed, (node.trailing ?? []).map(printTrailing)];
}

function printLeading(comment: Comment): Doc {
  return [printComment(comment), hardline, comment.blankAfter ? hardline : ''];
}

function printTrailing(comment: Comment): Doc {
  if (comment.text.startsWith('/*') && !comment.text.includes('\n')) return [' ', comment.text];
  return [lineSuffix([' ', printComment(comment)]), breakParent];
}

/** A block comment whose lines begin with `*` moves with its code; the text of another one is left alone. */
export function printComment(comment: Comment): Doc {
  const lines = comment.text.split('\n');
  if (lines.length === 1) return comment.text;
  const starred = lines.slice(1).every((line) => line.trimStart().startsWith('*'));
  if (!starred)
    return join(
      literalline,
      lines.map((line) => line.trimEnd()),
    );
  return join(
    hardline,
    lines.map((line, index) => (index === 0 ? line.trimEnd() : ` ${line.trim()}`)),
  );
}

/** Items of a list, each on its line, with the empty lines that the source had. */
export function printList(
  items: readonly Node[],
  dangling: readonly Comment[] | undefined,
  print: (node: Node) => Doc,
): Doc {
  const parts: Doc[] = [];
  for (const item of items) {
    if (parts.length > 0) parts.push(hardline, item.blankBefore === true ? hardline : '');
    parts.push(print(item));
  }
  for (const comment of dangling ?? []) {
    if (parts.length > 0) parts.push(hardline, comment.blankBefore ? hardline : '');
    parts.push(printComment(comment));
  }
  return parts;
}
