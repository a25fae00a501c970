/** Whether two trees mean the same, wherever they came from and whatever comments they have. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameMeaning(item, b[index]));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = meaning(a);
  const right = meaning(b);
  return (
    left.length === right.length &&
    left.every(([key, value]) => sameMeaning(value, (b as Record<string, unknown>)[key]))
  );
}

const beside: ReadonlySet<string> = new Set([
  'origin', 'setWhen', 'leading', 'trailing', 'blankBefore', 'spelling', 'word', 'form', 'implicit', 'written', 'grouped',
]); // prettier-ignore

function meaning(node: object): [string, unknown][] {
  return Object.entries(node).filter(([key, value]) => !beside.has(key) && value !== undefined);
}
