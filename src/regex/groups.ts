import type { Group, Node, Pattern } from './syntax.ts';

/** Whether a group has a part in every match. Group 0 is the whole match. */
export function alwaysTakesPart(pattern: Pattern, number: number): boolean {
  return number === 0 || reached(pattern.content, number) === true;
}

/** Whether the text of a group is never empty: then an empty text means that it took no part. */
export function neverEmpty(pattern: Pattern, number: number): boolean {
  const content = number === 0 ? pattern.content : pattern.groups.find((item) => item.number === number)?.content;
  return content !== undefined && leastLength(content) > 0;
}

/** Whether a part of a pattern has a group: `true` where every match goes through it, `null` where it is not there. */
function reached(node: Node, number: number): boolean | null {
  switch (node.kind) {
    case 'atom':
      return null;
    case 'repeat':
      return node.least > 0 ? reached(node.node, number) : reached(node.node, number) === null ? null : false;
    case 'group': {
      const inside = node.number === number ? true : reached(node.content, number);
      return inside !== null && (node.what === 'negative-look' || node.what === 'conditional') ? false : inside;
    }
    case 'sequence':
      return node.items.map((item) => reached(item, number)).find((found) => found !== null) ?? null;
    case 'alternation': {
      const found = node.branches.map((branch) => reached(branch, number)).find((item) => item !== null) ?? null;
      return found !== null && node.branches.length > 1 ? false : found;
    }
  }
}

function leastLength(node: Node): number {
  switch (node.kind) {
    case 'atom':
      return node.what === 'character' || node.what === 'any' ? 1 : 0;
    case 'repeat':
      return node.least * leastLength(node.node);
    case 'group':
      return isLook(node) || node.what === 'conditional' ? 0 : leastLength(node.content);
    case 'sequence':
      return node.items.reduce((sum, item) => sum + leastLength(item), 0);
    case 'alternation':
      return Math.min(...node.branches.map(leastLength));
  }
}

export function isLook(group: Group): boolean {
  return group.what === 'look' || group.what === 'negative-look';
}
