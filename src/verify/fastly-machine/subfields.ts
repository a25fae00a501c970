/**
 * Fields within a header value: `req.http.Cookie:name`. The rules are those that Fastly's engineers observed on the platform and
 * wrote into falco (interpreter/variable/field.go): no parser, one pattern.
 */

/** What is between two fields of a header: `;` in Cookie, a comma elsewhere. */
export function separatorOf(header: string): string {
  return header.toLowerCase() === 'cookie' ? ';' : ',';
}

interface Found {
  /** `undefined` for a field without `=`. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
/** The white space of C; JavaScript's `\s` has more. */
const space = String.raw`[\t\n\f\r ]`;

function find(subject: string, field: string, separator: string): Found | null {
  // Every letter in both cases, as the `i` flag would fold the letters beyond ASCII as well.
  const name = quote(field).replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
  const mark = quote(separator);
  const value = String.raw`(?:"(?:\\"|[^"])+"|"|[^${mark}\t\n\f\r ]*)`;
  const pattern = `(?:^|${mark})${space}*${name}(?:${space}*=${space}*(${value}))?(?:${mark}|$|${space}+)`;
  const match = new RegExp(pattern).exec(subject);
  if (match === null) return null;
  return { value: match[1], start: match.index, end: match.index + match[0].length };
}

/** The value of the first field of a name; without `=` it is empty, and `null` when there is none. */
export function getField(subject: string | null, field: string, separator: string): string | null {
  if (subject === null || subject === '') return null;
  const found = find(subject, field, separator);
  if (found === null) return null;
  const { value = '' } = found;
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replaceAll(String.raw`\"`, '"');
}

/** The subject without the first field of a name. */
export function unsetField(subject: string, field: string, separator: string): string {
  const found = find(subject, field, separator);
  if (found === null) return subject;
  if (found.start === 0) return subject.slice(found.end);
  if (subject[found.end - 1] === separator) return subject.slice(0, found.start) + subject.slice(found.end - 1);
  return subject.slice(0, found.start);
}

/** The subject with a field: the first one of the name is taken out, and the new one is put at the end. */
export function setField(subject: string | null, field: string, value: string | null, separator: string): string {
  const rest = unsetField(subject ?? '', field, separator);
  const text = value === null || value === '' ? field : `${field}=${quoteField(value)}`;
  // A comma is followed by a blank on the platform, as a fiddle shows (fastly.md 4.4); falco has none.
  return rest === '' ? text : rest + (separator === ',' ? ', ' : separator) + text;
}

function quoteField(value: string): string {
  if (!/[\t\n\f\r =@()[\]{}?/\\;:'<>,]/.test(value)) return value;
  // Cut at a newline after it was quoted.
  return `"${value.replaceAll('"', String.raw`\"`)}"`.split('\n', 1)[0] as string;
}
