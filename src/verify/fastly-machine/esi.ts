/** A page in parts: text as it is, and fragments to be asked for. */
export type Part = { readonly text: string } | { readonly src: string; readonly alt: string | null };

const mark =
  /<!--esi([^]*?)-->|<esi:remove>[^]*?<\/esi:remove>|<esi:comment\b[^>]*>|<esi:include\b([^>]*?)(?:\/>|>(?:\s*<\/esi:include>)?)|<!\[CDATA\[[^]*?\]\]>/g;

/** Finds the directives include, remove and comment in a page; `<!--esi … -->` is taken off what it holds. */
export function parseEsi(page: string, insideCdata: boolean): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of page.matchAll(mark)) {
    const [whole, hidden, attributes] = match;
    if (match.index > end) parts.push({ text: page.slice(end, match.index) });
    end = match.index + whole.length;
    if (whole.startsWith('<![CDATA[')) {
      if (insideCdata) parts.push({ text: '<![CDATA[' }, ...parseEsi(whole.slice(9, -3), false), { text: ']]>' });
      else parts.push({ text: whole });
    } else if (hidden !== undefined) parts.push(...parseEsi(hidden, insideCdata));
    else if (attributes !== undefined) {
      const src = attribute(attributes, 'src');
      if (src !== null) parts.push({ src, alt: attribute(attributes, 'alt') });
    }
  }
  if (end < page.length) parts.push({ text: page.slice(end) });
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
