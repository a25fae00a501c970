import { isIP } from 'node:net';
import {
  anyOrigin,
  headerOf,
  type HeaderLines,
  plainAnswer,
  type OriginAnswer,
  type Plan,
  type PlannedRequest,
  withHeader,
} from './plan.ts';

/** A part of a request, or of what an origin answers, that a configuration can look at. */
export type Aspect =
  | {
      readonly of:
        'method' | 'url' | 'path' | 'query' | 'ext' | 'basename' | 'dirname' | 'host' | 'client' | 'tls' | 'body';
    }
  | { readonly of: 'header'; readonly name: string }
  /** A part of a header: `Cookie:a`, `subfield(req.http.X, "a")`. */
  | { readonly of: 'field'; readonly header: string; readonly field: string; readonly separator: string }
  | { readonly of: 'argument'; readonly name: string }
  /** Whether the probes of backends fail. */
  | { readonly of: 'sick'; readonly backends: readonly string[] }
  | { readonly of: 'status' | 'reason' | 'lifetime' | 'answer-body' }
  | { readonly of: 'answer-header'; readonly name: string };

/** A value that an aspect should have once; `null`: it is not there. */
export interface Interest {
  readonly aspect: Aspect;
  readonly value: string | null;
}

/** The plan in which the request of a step, or the answers of the origins, are as an interest has it. */
export function applyInterest(plan: Plan, step: number, interest: Interest): Plan {
  const { aspect } = interest;
  if (
    aspect.of === 'status' ||
    aspect.of === 'reason' ||
    aspect.of === 'lifetime' ||
    aspect.of === 'answer-header' ||
    aspect.of === 'answer-body'
  ) {
    return withAnswers(plan, (answer) => changedAnswer(answer, interest));
  }
  const steps = plan.steps.map((one, at) =>
    at === step && one.kind === 'request' ? { ...one, request: changedRequest(one.request, interest) } : one,
  );
  return { ...plan, steps };
}

export function withAnswers(plan: Plan, change: (answer: OriginAnswer) => OriginAnswer): Plan {
  const origins = Object.keys(plan.origins).length === 0 ? { [anyOrigin]: [plainAnswer] } : plan.origins;
  return {
    ...plan,
    origins: Object.fromEntries(Object.entries(origins).map(([name, all]) => [name, all.map(change)])),
  };
}

/** Headers that are about the connection and its framing, not about the request; and one that only the platform's own nodes send. */
const framing = /^(?:fastly-ff|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive)$/i;

function changedRequest(request: PlannedRequest, { aspect, value }: Interest): PlannedRequest {
  const [path = '/', query] = splitUrl(request.url);
  const withPath = (changed: string): PlannedRequest => ({
    ...request,
    url: asUrl(query === undefined ? changed : `${changed}?${query}`),
  });
  const text = value ?? '';
  switch (aspect.of) {
    case 'method':
      return /^[A-Za-z]{1,20}$/.test(text) && !/^(?:connect|trace)$/i.test(text)
        ? { ...request, method: text }
        : request;
    case 'url':
      return { ...request, url: asUrl(text) };
    case 'path':
      return withPath(text);
    case 'query':
      return { ...request, url: asUrl(value === null ? path : `${path}?${text}`) };
    case 'ext':
      return withPath(text === '' ? '/file' : `/file.${text}`);
    case 'basename':
      return withPath(`/${text}`);
    case 'dirname':
      return withPath(`${text.replace(/\/$/, '')}/file`);
    case 'host':
      return { ...request, host: inHeader(text).replaceAll(/[^\w.:[\]-]/g, '') || 'www.example.com' };
    case 'client':
      return isIP(text) === 0 ? request : { ...request, client: text };
    case 'tls':
      return { ...request, tls: value !== null && value !== '0' && value !== 'http' && value !== 'false' };
    case 'body':
      return { ...request, body: text };
    case 'header':
      if (framing.test(aspect.name)) return request;
      if (/^host$/i.test(aspect.name)) return changedRequest(request, { aspect: { of: 'host' }, value });
      return { ...request, headers: withHeader(request.headers, aspect.name, value === null ? null : inHeader(text)) };
    case 'field':
      return { ...request, headers: withField(request.headers, aspect, value) };
    case 'sick':
      return { ...request, sick: value === '1' ? aspect.backends : [] };
    case 'argument':
      return { ...request, url: asUrl(withArgument(path, query ?? '', aspect.name, value)) };
    default:
      return request;
  }
}

function changedAnswer(answer: OriginAnswer, { aspect, value }: Interest): OriginAnswer {
  const text = value ?? '';
  switch (aspect.of) {
    case 'status':
      // Nobody is asked whether something has changed who has not been told of it.
      return /^[2-9]\d\d$/.test(text) && text !== '304' ? { ...answer, status: Number(text) } : answer;
    case 'reason':
      return { ...answer, reason: value === null ? null : inHeader(text) };
    case 'lifetime':
      return {
        ...answer,
        headers: withHeader(answer.headers, 'Cache-Control', value === null ? null : `max-age=${value}`),
      };
    case 'answer-body':
      return { ...answer, body: text };
    case 'answer-header':
      if (framing.test(aspect.name)) return answer;
      return { ...answer, headers: withHeader(answer.headers, aspect.name, value === null ? null : inHeader(text)) };
    default:
      return answer;
  }
}

function splitUrl(url: string): readonly [path: string, query: string | undefined] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, undefined] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** As it can stand in the first line of a request. */
function asUrl(text: string): string {
  const absolute = /^https?:\/\/[^/]*(\/.*)?$/.exec(text);
  const local = absolute === null ? text : (absolute[1] ?? '/');
  const rooted = local.startsWith('/') ? local : `/${local}`;
  return rooted.replaceAll(/[^!-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
}

/** As it can stand in a header line. */
function inHeader(text: string): string {
  return text.replaceAll(/[^\t -~\u0080-\u00ff]/g, '').trim();
}

function withField(
  lines: HeaderLines,
  { header, field, separator }: Extract<Aspect, { of: 'field' }>,
  value: string | null,
): HeaderLines {
  const before = headerOf(lines, header);
  const others = (before ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.split('=', 1)[0] !== field);
  const all = value === null ? others : [...others, `${field}=${inHeader(value)}`];
  return withHeader(lines, header, all.length === 0 ? null : all.join(`${separator} `));
}

function withArgument(path: string, query: string, name: string, value: string | null): string {
  const others = query.split('&').filter((part) => part !== '' && part.split('=', 1)[0] !== name);
  const all = value === null ? others : [...others, `${name}=${encodeURIComponent(value)}`];
  return all.length === 0 ? path : `${path}?${all.join('&')}`;
}
