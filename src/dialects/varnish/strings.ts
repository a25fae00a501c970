/** The text of a Varnish string literal: no escapes at all. */
export function decodeString(raw: string): string {
  if (raw.startsWith('"""')) return raw.slice(3, -3);
  if (raw.startsWith('{"')) return raw.slice(2, -2);
  return raw.slice(1, -1);
}

/**
 * A Varnish literal for a text; `null` when there is none: a text with both ends of the long forms in it has to be joined
 * from pieces, and a NUL cannot be written.
 */
export function encodeString(text: string): string | null {
  if (text.includes('\0')) return null;
  if (!text.includes('"') && !text.includes('\n')) return `"${text}"`;
  if (!text.includes('"}')) return `{"${text}"}`;
  if (!text.includes('"""') && !text.endsWith('"')) return `"""${text}"""`;
  return null;
}
