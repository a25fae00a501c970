/** A stretch of a text, and what stands there instead. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with edits. What is taken out leaves its line breaks, so that lines stay where they are; a `;` that ended it goes, too. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const rest = /^\s*;/.exec(text.slice(edit.end))?.[0].length ?? 0;
    const end = edit.text === '' && text[edit.end - 1] !== ';' ? edit.end + rest : edit.end;
    parts.push(text.slice(from, edit.start), edit.text, text.slice(edit.start, end).replace(/[^\n]/g, ''));
    from = end;
  }
  return parts.join('') + text.slice(from);
}
