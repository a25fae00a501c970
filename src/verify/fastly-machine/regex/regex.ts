/** A stand-in until the matcher is there. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

export function matchRegex(
  pattern: string,
  subject: string,
  from: number,
  notEmpty = false,
): RegexMatch | 'limit' | null {
  const insensitive = pattern.startsWith('(?i)');
  const regex = new RegExp(insensitive ? pattern.slice(4) : pattern, insensitive ? 'gi' : 'g');
  regex.lastIndex = from;
  const match = regex.exec(subject);
  if (match === null || (notEmpty && match[0] === '')) return null;
  return {
    start: match.index,
    end: match.index + match[0].length,
    groups: Array.from(match, (group) => group ?? null),
  };
}
