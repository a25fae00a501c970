/**
 * The text of a Fastly string literal (reference: types/string). Short strings are %-decoded, long ones are raw; a NUL ends
 * the string. Escapes that are not valid stay as they are: the compiler of the source refuses them.
 */
export function decodeString(raw: string): string {
  if (raw.startsWith('"')) return untilNul(decodeEscapes(raw.slice(1, -1)));
  const open = raw.indexOf('"');
  const delimiter = raw.slice(1, open);
  return raw.slice(open + 1, raw.length - delimiter.length - 2);
}

const escape = /%u\{([0-9A-Fa-f]{1,6})\}|%u([0-9A-Fa-f]{4})|((?:%[0-9A-Fa-f]{2})+)/g;

function decodeEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(escape, (whole, braced?: string, four?: string, bytes?: string) => {
    if (bytes !== undefined) return decodeBytes(bytes);
    const codePoint = Number.parseInt((braced ?? four) as string, 16);
    const valid = codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
    return valid ? String.fromCodePoint(codePoint) : whole;
  });
}

/** A run of `%XX`: bytes, of which UTF-8 sequences are characters. */
function decodeBytes(run: string): string {
  const bytes = Uint8Array.from(run.slice(1).split('%'), (pair) => Number.parseInt(pair, 16));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return String.fromCharCode(...bytes);
  }
}

function untilNul(text: string): string {
  const at = text.indexOf('\0');
  return at === -1 ? text : text.slice(0, at);
}

/** A Fastly literal for a text: short where it can be, with `%` escaped; long for quotes and several lines. */
export function encodeString(text: string): string {
  // Control characters have no other way to be written.
  const control = /[\0-\x08\x0b-\x1f\x7f]/;
  if (!text.includes('"') && !text.includes('\n') && !control.test(text)) return `"${text.replaceAll('%', '%25')}"`;
  if (control.test(text)) {
    return `"${text.replace(/[%"\n\0-\x1f\x7f]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}"`;
  }
  if (!text.includes('"}') && !text.endsWith('"')) return `{"${text}"}`;
  let delimiter = 'TEXT';
  while (text.includes(`"${delimiter}}`)) delimiter += 'X';
  return `{${delimiter}"${text}"${delimiter}}`;
}
