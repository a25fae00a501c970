import * as make from '../../ir/make.ts';
import type { Expression, Header } from '../../ir/model.ts';
import { quotePattern } from '../../regex/quote.ts';

/** One member of a list: `name=value`, `name="value"` or only `name`. */
export interface Field {
  readonly list: Expression;
  readonly name: string;
  readonly separator: string;
  /** Its values may be spaced, and have escapes within quotes; those of the well-known headers do not. */
  readonly escapes: boolean;
  /** Members have no values at all. */
  readonly bare: boolean;
}

const plainLists: ReadonlySet<string> = new Set([
  'cache-control',
  'surrogate-control',
  'pragma',
  'accept-encoding',
  'te',
  'cookie',
  'set-cookie',
]);
const nameLists: ReadonlySet<string> = new Set(['vary', 'connection', 'allow', 'surrogate-key']);

export function fieldOf(header: Header, name: string): Field {
  const key = header.name.toLowerCase();
  const separator = key === 'cookie' || key === 'set-cookie' ? ';' : ',';
  const bare = nameLists.has(key);
  return { list: header, name, separator, escapes: !bare && !plainLists.has(key), bare };
}

/** The value of the first member of the name; not set where there is none. */
export function readField(field: Field): Expression {
  const { list, separator, escapes, bare } = field;
  const setWhen = make.match(list, presence(field));
  if (bare) return { ...make.string(''), setWhen, origin: list.origin };
  const before = `(?i)^(?:(?:.*?${quotePattern(separator)})??`;
  const plain = `([^${inClass(separator)}\\s]*)`;
  if (separator === '&') return { ...make.regsub(list, `${before}${named(field)}=([^&]*))?.*$`, '\\1'), setWhen };
  const equals = escapes ? '\\s*=\\s*' : '=';
  // What follows the second quote belongs to the value, too: then it has no quotes.
  const quoted = `${escapes ? '"([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"' : '"([^"]*)"'}(?![^${inClass(separator)}\\s])`;
  const value = make.regsub(list, `${before}\\s*${named(field)}${equals}(?:${quoted}|${plain}))?.*$`, '\\1\\2');
  return { ...(escapes ? make.regsub(value, '\\\\"', '"', 'regsuball') : value), setWhen };
}

/** The list without the first member of the name; what is left may begin with a separator. */
export function withoutField(field: Field): Expression {
  const { list, separator, escapes, bare } = field;
  const mark = quotePattern(separator);
  const rest = `[^${inClass(separator)}]*`;
  const value = escapes ? `(=\\s*("[^"]*"\\s*|${rest}))?` : separator === ',' ? `(=("[^"]*"|${rest}))?` : `(=${rest})?`;
  return make.regsub(list, `(?i)(^|${mark})\\s*${named(field)}\\s*${bare ? '' : value}(?=${mark}|$)`, '');
}

/** A list that begins with its first member. */
export function trimmedList(list: Expression, separator: string): Expression {
  return make.regsub(list, `^${quotePattern(separator)}\\s*`, '');
}

function presence(field: Field): string {
  const mark = quotePattern(field.separator);
  const blanks = field.separator === '&' ? '' : '\\s*';
  return `(?i)(^|${mark})${blanks}${named(field)}${blanks}([=${inClass(field.separator)}]|$)`;
}

function named({ name }: Field): string {
  return quotePattern(name);
}

/** A separator inside brackets. */
function inClass(separator: string): string {
  return /[\\\]^-]/.test(separator) ? `\\${separator}` : separator;
}

/** A value that has one of these in it is put in quotes. */
const special = /[\s=@()[\]{}?/\\;:'<>,]/;

/** How a member is written: a text, and whether it is so for certain. */
export function memberText(
  name: string,
  value: Expression,
): { readonly parts: readonly Expression[]; readonly certain: boolean } {
  const parts = value.kind === 'concat' ? value.parts : value.kind === 'unset' ? [] : [value];
  const texts = parts.map((part) => (part.kind === 'string' ? part.value : null));
  const literal = texts.every((text) => text !== null);
  const whole = texts.join('');
  if (literal && whole === '') return { parts: [make.string(name)], certain: true };
  const quotes = texts.some((text) => text !== null && special.test(text));
  const written = parts.map((part) =>
    part.kind === 'string' && quotes ? { ...part, value: part.value.replaceAll('"', '\\"') } : part,
  );
  const mark = quotes ? '"' : '';
  return {
    parts: [make.string(`${name}=${mark}`), ...written, ...(quotes ? [make.string('"')] : [])],
    certain: literal || quotes,
  };
}

/** Texts side by side as one. */
export function joinTexts(parts: readonly Expression[]): readonly Expression[] {
  const joined: Expression[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === 'string' && part.kind === 'string') joined.splice(-1, 1, make.string(last.value + part.value));
    else joined.push(part);
  }
  return joined;
}
