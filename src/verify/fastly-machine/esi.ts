/** A page in parts: text as it is, and fragments to be asked for. */
export type Part = { readonly text: string } | { readonly src: string; readonly alt: string | null };

/** How each directive begins, and what ends it. */
const directive = /<!--esi|<esi:(?:remove>|comment\b|include\b)|<!\[CDATA\[/g;
const ends: Readonly<Record<string, string>> = {
  '<!--esi': '-->',
  '<esi:remove>': '</esi:remove>',
  '<esi:comment': '>',
  '<esi:include': '>',
  '<![CDATA[': ']]>',
};

/** Finds the directives include, remove and comment in a page; `<!--esi … -->` is taken off what it holds. */
export function parseEsi(page: string, insideCdata: boolean): readonly Part[] {
  const parts: Part[] = [];
  /** Ends that do not come any more: what they would end is text. Without that, such a page would be read over and over. */
  const missing = new Set<string>();
  let done = 0;
  for (const match of page.matchAll(directive)) {
    const [begin] = match;
    const { index } = match;
    const mark = ends[begin] as string;
    if (index < done || missing.has(mark)) continue;
    const from = index + begin.length;
    const end = page.indexOf(mark, from);
    if (end === -1) {
      missing.add(mark);
      continue;
    }
    if (index > done) parts.push({ text: page.slice(done, index) });
    const inner = page.slice(from, end);
    done = end + mark.length;
    if (begin === '<!--esi') parts.push(...parseEsi(inner, insideCdata));
    else if (begin === '<![CDATA[') {
      if (insideCdata) parts.push({ text: begin }, ...parseEsi(inner, false), { text: mark });
      else parts.push({ text: page.slice(index, done) });
    } else if (begin === '<esi:include') {
      const src = attribute(inner, 'src');
      if (src !== null) parts.push({ src, alt: attribute(inner, 'alt') });
      if (!inner.endsWith('/')) done += /^\s*<\/esi:include>/.exec(page.slice(done, done + 64))?.[0].length ?? 0;
    }
  }
  if (done < page.length) parts.push({ text: page.slice(done) });
  return parts;
}

function attribute(attributes: string, name: string): string | null {
  const [, double, single] = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? [];
  const value = double ?? single;
  return value === undefined ? null : unescape(value);
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => entities[entity] ?? entity);
}

export interface FragmentAddress {
  readonly url: string;
  /** `null`: that of the page. */
  readonly host: string | null;
}

/** Where a fragment is: another host by an absolute URL, else a path, seen from that of the page. */
export function resolveFragment(src: string, page: string): FragmentAddress | null {
  const absolute = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(src);
  if (absolute !== null) {
    const [, host = '', rest = ''] = absolute;
    return { host, url: rest.startsWith('/') ? rest : `/${rest}` };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(src) || /[\r\n ]/.test(src)) return null;
  if (src.startsWith('/')) return { host: null, url: src };
  const directory = page.replace(/[?#].*$/s, '').replace(/[^/]*$/, '');
  return { host: null, url: directory + src };
}
