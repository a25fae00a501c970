/** Whether a shell pattern matches a whole text: `*`, `?`, `[a-z]`, `[!a]` and `\` as in fnmatch(3). */
export function globMatches(pattern: string, text: string): boolean {
  // One place to go back to is enough: a later `*` can take all that an earlier one could.
  let at = 0;
  let place = 0;
  let star: { readonly pattern: number; readonly text: number } | null = null;
  while (at < text.length || place < pattern.length) {
    if (pattern[place] === '*') {
      star = { pattern: place + 1, text: at };
      place += 1;
      continue;
    }
    const next = at < text.length ? matchOne(pattern, place, text[at] as string) : null;
    if (next !== null) {
      place = next;
      at += 1;
    } else if (star !== null && star.text < text.length) {
      star = { pattern: star.pattern, text: star.text + 1 };
      place = star.pattern;
      at = star.text;
    } else return false;
  }
  return true;
}

/** Where the pattern goes on when its next part matches the character. */
function matchOne(pattern: string, place: number, character: string): number | null {
  const part = pattern[place];
  if (part === undefined) return null;
  if (part === '?') return place + 1;
  if (part === '\\' && place + 1 < pattern.length) return pattern[place + 1] === character ? place + 2 : null;
  if (part === '[') {
    const close = pattern.indexOf(']', place + (/[!^]/.test(pattern[place + 1] ?? '') ? 3 : 2));
    if (close !== -1) return inBracket(pattern.slice(place + 1, close), character) ? close + 1 : null;
  }
  return part === character ? place + 1 : null;
}

function inBracket(bracket: string, character: string): boolean {
  const negated = /^[!^]/.test(bracket);
  const members = negated ? bracket.slice(1) : bracket;
  let found = false;
  for (let at = 0; at < members.length; at += 1) {
    const low = members[at] as string;
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    const high = isRange ? (members[at + 2] as string) : low;
    found ||= low <= character && character <= high;
    if (isRange) at += 2;
  }
  return found !== negated;
}
