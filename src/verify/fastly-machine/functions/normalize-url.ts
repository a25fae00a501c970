/**
 * `url.normalize`: no fragment, lower-case scheme and host, no default port, no needless escapes, upper-case hexadecimal in the others,
 * no dot segments. What is no path and no URL of http stays as it is (falco, builtin/url_normalize.go; it has no page).
 */
export function normalizeUrl(input: string): string {
  const url = input.split('#', 1)[0] as string;
  if (url.startsWith('/')) return normalizeRest(url);
  const match = /^(https?):\/\/([^/?@]*)(.*)$/is.exec(url);
  if (match === null) return url;
  const [, scheme = '', authority = '', rest = ''] = match;
  const defaultPort = scheme.toLowerCase() === 'http' ? ':80' : ':443';
  const host = authority.toLowerCase();
  const shown = host.endsWith(defaultPort) ? host.slice(0, -defaultPort.length) : host;
  return `${scheme.toLowerCase()}://${shown}${normalizeRest(rest.startsWith('/') ? rest : `/${rest}`)}`;
}

function normalizeRest(pathAndQuery: string): string {
  const at = pathAndQuery.indexOf('?');
  const path = at === -1 ? pathAndQuery : pathAndQuery.slice(0, at);
  return removeDotSegments(normalizeEscapes(path)) + (at === -1 ? '' : pathAndQuery.slice(at));
}

function normalizeEscapes(path: string): string {
  return path.replace(/%([\dA-Fa-f]{2})/g, (escape, pair: string) => {
    const character = String.fromCharCode(Number.parseInt(pair, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

/** RFC 3986 5.2.4. */
function removeDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  segments.forEach((segment, at) => {
    const isLast = at === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (isLast && (segment === '.' || segment === '..')) kept.push('');
  });
  return `/${kept.join('/')}`;
}
