/** A text as a pattern that matches just that text. */
export function quotePattern(text: string): string {
  return text.replace(/[\\^$.[\]|()?*+{}]/g, '\\$&');
}

/** A text as a replacement that is just that text. */
export function quoteReplacement(text: string): string {
  return text.replaceAll('\\', '\\\\');
}
