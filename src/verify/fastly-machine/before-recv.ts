import type { Task } from './task.ts';

const longestCookie = 32 * 1024;

/** What the platform does to a request before any code of the configuration sees it. */
export function prepareRequest({ req, client, parent }: Task): void {
  const { headers } = req;
  const host = headers.get('Host');
  if (host !== null) headers.set('Host', host.toLowerCase());
  if (parent === null) normalizeEncoding(req.headers);
  if (headers.get('Fastly-Client-IP') === null) headers.set('Fastly-Client-IP', client.ip);
  if (client.tls) headers.set('Fastly-SSL', '1');
  else headers.unset('Fastly-SSL');
  if (headers.all('Cookie').reduce((sum, value) => sum + value.length, 0) > longestCookie) {
    headers.unset('Cookie');
    headers.set('Fastly-Cookie-Overflow', '1');
  }
}

/** Variants by Accept-Encoding are two, not one for each wording of a client. */
function normalizeEncoding(headers: Task['req']['headers']): void {
  const asked = headers.all('Accept-Encoding').join(', ');
  if (asked === '') return;
  headers.set('Fastly-Orig-Accept-Encoding', asked);
  const accepts = asked.split(',').some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !parameters.some((one) => /^q\s*=\s*0(?:\.0*)?$/.test(one));
  });
  if (accepts) headers.set('Accept-Encoding', 'gzip');
  else headers.unset('Accept-Encoding');
}
