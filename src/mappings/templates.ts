import type { Expression } from '../ir/model.ts';

/** `{{name}}`, `{{name|filter}}`, `{{name|filter:argument}}`; several filters work from left to right. */
const template = /\{\{([A-Za-z]+)((?:\|[a-z]+(?::[^}|]*)?)*)\}\}/g;

/** What `querystring.filtersep()` is: it separates names in one text. */
const nameSeparator = '\u001f';

interface Filter {
  /** What comes out is a pattern already, and is not quoted again. */
  readonly givesPattern: boolean;
  readonly apply: (text: string, argument: string | undefined) => string;
}

/** The filters of `mappings/README.md`, which says what each does. */
const filters: Readonly<Record<string, Filter>> = {
  urlencode: { givesPattern: false, apply: (text) => percentEncode(bytesOf(text)) },
  parameter: { givesPattern: false, apply: (text) => percentEncode(percentDecode(text)) },
  replacement: { givesPattern: false, apply: (text) => text.replaceAll('\\', '\\\\') },
  alternation: {
    givesPattern: true,
    apply: (text, separator) => {
      const members =
        separator === undefined ? text.split(nameSeparator) : text.split(separator).map((member) => member.trim());
      return members.map(quotePattern).join('|');
    },
  },
  glob: { givesPattern: true, apply: globPattern },
  member: { givesPattern: true, apply: memberPattern },
};

export const filterNames: ReadonlySet<string> = new Set(Object.keys(filters));

/** A text of a row with its literals filled in; in a pattern they are quoted. */
export function fillText(text: string, binding: ReadonlyMap<string, Expression>, asPattern: boolean): string {
  if (!text.includes('{{')) return text;
  return text.replace(template, (whole, name: string, names: string) => {
    let value = literalText(binding.get(name));
    if (value === null) return whole;
    let quoted = false;
    for (const [, filter, argument] of names.matchAll(/\|([a-z]+)(?::([^|]*))?/g)) {
      const { givesPattern, apply } = filters[filter as string] as Filter;
      value = apply(value, argument);
      quoted ||= givesPattern;
    }
    return asPattern && !quoted ? quotePattern(value) : value;
  });
}

function globPattern(glob: string): string {
  return glob.replace(
    /\\([^])|\[([!^]?)((?:\\[^]|[^\]\\])+)\]|\*|\?|[^]/g,
    (whole, escaped?: string, negated?: string, members?: string) => {
      if (escaped !== undefined) return quotePattern(escaped);
      if (members !== undefined) return negated === '' ? `[${members}]` : `[^&=${members}]`;
      if (whole === '*') return '[^&=]*';
      return whole === '?' ? '[^&=]' : quotePattern(whole);
    },
  );
}

/** Escapes that match what separates parameters, too. */
const wide: ReadonlySet<string> = new Set(['D', 'S', 'W', 'N']);

function memberPattern(pattern: string): string {
  const anchored = pattern.startsWith('^') || pattern.startsWith('\\A');
  const body = pattern.replace(
    /\\([^])|\[(\^?)((?:\\[^]|[^\]\\]|(?<=\[\^?)\])*)\]|[$^.]/g,
    (whole, escaped?: string, negated?: string, members?: string) => {
      if (escaped !== undefined) {
        if (escaped === 'A') return '(?<=&)';
        if (escaped === 'z' || escaped === 'Z') return '(?=[=&]|\\z)';
        return wide.has(escaped) ? `(?![=&])${whole}` : whole;
      }
      if (members !== undefined) return negated === '^' ? `[^=&${members}]` : whole;
      if (whole === '^') return '(?<=&)';
      return whole === '$' ? '(?=[=&]|\\z)' : '[^=&]';
    },
  );
  return anchored ? body : `[^=&]*?(?:${body})`;
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

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function percentEncode(bytes: Uint8Array): string {
  const encode = (byte: number): string => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  };
  return [...bytes].map(encode).join('');
}

function percentDecode(text: string): Uint8Array {
  const parts = text
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part) =>
      /^%[0-9A-Fa-f]{2}$/.test(part) ? Uint8Array.of(Number.parseInt(part.slice(1), 16)) : bytesOf(part),
    );
  return Uint8Array.from(parts.flatMap((part) => [...part]));
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
