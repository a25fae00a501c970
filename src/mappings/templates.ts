import type { Expression } from '../ir/model.ts';

/** `{{name}}` or `{{name|filter}}` or `{{name|filter:argument}}` in a text of a row. */
const template = /\{\{(\w+)(?:\|(\w+)(?::([^}]*))?)?\}\}/g;

/** What `querystring.filtersep()` is: it separates names in one text. */
export const nameSeparator = '\u001f';

const filters: Readonly<Record<string, (text: string, asPattern: boolean, argument: string | undefined) => string>> = {
  /** Texts separated by the argument, or by the separator of names, as alternatives of a pattern. */
  alternation: (text, _asPattern, argument) =>
    text.split(argument ?? nameSeparator).map((part) => quotePattern(part.trim())).join('|'),
  /** `*` and `?` as a pattern. */
  glob: (text) => quotePattern(text).replaceAll('\\*', '[^&=]*').replaceAll('\\?', '[^&=]'),
  /** A pattern for the name of a query parameter, where it stands before its value. */
  member: (text) => text.replace(/^\^/, '').replace(/\$$/, '(?=[=&]|\\z)'),
  urlencode: (text, asPattern) => (asPattern ? quotePattern(encode(text)) : encode(text)),
  /** Backslashes mean something in a replacement. */
  replacement: (text) => text.replaceAll('\\', '\\\\'),
};

export const filterNames: ReadonlySet<string> = new Set(Object.keys(filters));

/** A text of a row with its literals filled in; in a pattern they are quoted. */
export function fillText(text: string, binding: ReadonlyMap<string, Expression>, asPattern: boolean): string {
  if (!text.includes('{{')) return text;
  return text.replace(template, (whole, name: string, filter?: string, argument?: string) => {
    const value = literalText(binding.get(name));
    if (value === null) return whole;
    if (filter === undefined) return asPattern ? quotePattern(value) : value;
    return filters[filter]?.(value, asPattern, argument) ?? whole;
  });
}

export function literalText(expression: Expression | undefined): string | null {
  switch (expression?.kind) {
    case 'string':
      return expression.value;
    case 'number':
      return expression.text;
    case 'boolean':
      return String(expression.value);
    default:
      return null;
  }
}

/** A text as a pattern that matches it alone. */
export function quotePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function encode(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => (/[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}

/** Texts of a pattern side with templates of their own: what the literal has to look like. */
export function matchTemplate(pattern: string, text: string): ReadonlyMap<string, string> | null {
  const names: string[] = [];
  const parts = pattern.split(/\{\{\w+\}\}/);
  for (const match of pattern.matchAll(/\{\{(\w+)\}\}/g)) names.push(match[1] as string);
  const regex = new RegExp(`^${parts.map(quotePattern).join('([^]*)')}$`);
  const match = regex.exec(text);
  return match === null ? null : new Map(names.map((name, index) => [name, match[index + 1] as string]));
}
