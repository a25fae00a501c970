import { applyInterest, withAnswers, type Interest } from './aspects.ts';
import {
  anyOrigin,
  plainAnswer,
  type OriginAnswer,
  type Plan,
  type PlannedRequest,
  plainRequest,
  type PlannedStep,
  withHeader,
} from './plan.ts';
import type { Random } from './random.ts';

/** An object that lives for a second is out of date after this pause. */
export const pastOneSecond = 1.3;
const mostRequests = 4;

/** Lifetimes are a second or a minute: no pause falls between. */
const answerHeaders: readonly (readonly [name: string, values: readonly (string | null)[]])[] = [
  ['Cache-Control', ['max-age=60', 'max-age=1', 'no-store', 'private', 'no-cache', 'max-age=0', 's-maxage=60, max-age=0', 'max-age=1, stale-while-revalidate=60', 'max-age=0, stale-while-revalidate=60', 'max-age=1, stale-if-error=60', 'max-age=1, stale-while-revalidate=60, stale-if-error=60', null]],
  ['Surrogate-Control', ['max-age=60', 'max-age=1', null]],
  ['Surrogate-Key', ['one two', null]],
  ['Expires', ['Thu, 01 Jan 1970 00:00:00 GMT', null]],
  ['ETag', ['"v1"', 'W/"v1"', null]],
  ['Last-Modified', ['Tue, 01 Nov 2022 10:00:00 GMT', null]],
  ['Set-Cookie', ['a=1; Path=/', null]],
  ['Vary', ['Accept-Encoding', 'X-Variant', 'Accept-Encoding, Cookie', null]],
  ['Content-Type', ['text/html', 'text/html; charset=utf-8', 'application/json', 'image/png', 'text/css', null]],
  ['Location', ['/elsewhere', null]],
  ['Age', ['10', null]],
]; // prettier-ignore

const requestHeaders: readonly (readonly [name: string, values: readonly (string | null)[]])[] = [
  ['Accept-Encoding', ['gzip', 'gzip, deflate, br', 'identity', null]],
  ['Cookie', ['a=1', 'a=1; b=2; session=abc', null]],
  ['Authorization', ['Basic dXNlcjpwYXNz', null]],
  ['If-None-Match', ['"v1"', '"v2"', null]],
  ['If-Modified-Since', ['Tue, 01 Nov 2022 10:00:00 GMT', null]],
  ['Range', ['bytes=0-1', null]],
  ['User-Agent', ['curl/8.0', 'Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X)', null]],
  ['Accept-Language', ['en', 'de-CH, fr;q=0.5', null]],
  ['Referer', ['https://www.example.com/', null]],
  ['Origin', ['https://www.example.com', null]],
  ['X-Forwarded-For', ['198.51.100.7', null]],
  ['X-Forwarded-Proto', ['https', 'http', null]],
  ['X-Variant', ['1', null]],
  ['Fastly-Debug', ['1', null]],
  ['Content-Type', ['application/json', null]],
]; // prettier-ignore

const statuses = [200, 200, 204, 206, 301, 302, 404, 410, 500, 502, 503];
const methods = ['GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PURGE'];
const urls = ['/', '/a', '/a/b.html?x=1', '/index.php', '/file.jpg', '/file.css?v=2', '/a%20b/', '//a', '/?'];
const bodies = ['', 'hello\n', 'a longer body that is worth packing '.repeat(40), '{"a": 1}'];

export function freshPlan(random: Random): Plan {
  const lives: OriginAnswer = { ...plainAnswer, headers: [['Cache-Control', 'max-age=60']], body: 'hello\n' };
  const origins = { [anyOrigin]: [random.chance(0.7) ? lives : { ...plainAnswer, body: 'hello\n' }] };
  return { origins, steps: [requestStep({ ...plainRequest, url: random.chance(0.6) ? '/' : random.pick(urls) })] };
}

/** A plan that varnishd takes: it refuses a body that comes with HEAD. */
export function sendable(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.kind === 'request' && step.request.method === 'HEAD' ? requestStep({ ...step.request, body: '' }) : step,
  );
  return { ...plan, steps };
}

/** A plan with one thing, or some, otherwise. */
export function mutate(plan: Plan, interests: readonly Interest[], random: Random): Plan {
  let changed = plan;
  for (let count = 1 + random.below(3); count > 0; count -= 1) changed = mutateOnce(changed, interests, random);
  return changed;
}

function mutateOnce(plan: Plan, interests: readonly Interest[], random: Random): Plan {
  const requests = plan.steps.flatMap((step, at) => (step.kind === 'request' ? [at] : []));
  const at = random.pick(requests);
  const dice = random.next();
  if (dice < 0.35 && interests.length > 0) return applyInterest(plan, at, random.pick(interests));
  if (dice < 0.5) return withAnswers(plan, (answer) => headerOfAnswer(answer, random));
  if (dice < 0.6) return changeRequest(plan, at, random);
  if (dice < 0.78) return requests.length >= mostRequests ? plan : again(plan, random);
  if (dice < 0.9) return changeAnswers(plan, random);
  if (dice < 0.95) return goneStale(plan, at, random);
  return requests.length < 2 ? plan : withoutStep(plan, at);
}

export function requestStep(request: PlannedRequest): PlannedStep {
  return { kind: 'request', request };
}

/** The last request once more, perhaps after a pause. */
function again(plan: Plan, random: Random): Plan {
  const last = plan.steps.findLast((step) => step.kind === 'request');
  if (last === undefined) return plan;
  const pause: readonly PlannedStep[] = random.chance(0.4) ? [{ kind: 'pause', seconds: pastOneSecond }] : [];
  return { ...plan, steps: [...plan.steps, ...pause, last] };
}

function withoutStep(plan: Plan, at: number): Plan {
  const steps = plan.steps.filter((_, index) => index !== at);
  // A pause is between two requests.
  const kept = steps.filter(
    ({ kind }, index) =>
      kind === 'request' || (index > 0 && steps[index - 1]?.kind === 'request' && index < steps.length - 1),
  );
  return { ...plan, steps: kept };
}

function headerOfAnswer(answer: OriginAnswer, random: Random): OriginAnswer {
  const [name, values] = random.pick(answerHeaders);
  return { ...answer, headers: withHeader(answer.headers, name, random.pick(values)) };
}

function changeRequest(plan: Plan, at: number, random: Random): Plan {
  const steps = plan.steps.map((step, index) => {
    if (index !== at || step.kind !== 'request') return step;
    const { request } = step;
    const dice = random.next();
    if (dice < 0.55) {
      const [name, values] = random.pick(requestHeaders);
      return requestStep({ ...request, headers: withHeader(request.headers, name, random.pick(values)) });
    }
    if (dice < 0.75) {
      const method = random.pick(methods);
      return requestStep({ ...request, method, body: /^P(?:OST|UT)$/.test(method) ? 'a=1&b=2' : '' });
    }
    if (dice < 0.9) return requestStep({ ...request, url: random.pick(urls) });
    return requestStep({ ...request, tls: !request.tls });
  });
  return { ...plan, steps };
}

function changeAnswers(plan: Plan, random: Random): Plan {
  const dice = random.next();
  if (dice < 0.35) {
    const status = random.pick(statuses);
    return withAnswers(plan, (answer) => ({ ...answer, status }));
  }
  if (dice < 0.55) {
    const body = random.pick(bodies);
    return withAnswers(plan, (answer) => ({ ...answer, body }));
  }
  if (dice < 0.6) return withFragment(plan);
  const all = plan.origins[anyOrigin] ?? [plainAnswer];
  const [first = plainAnswer] = all;
  const times = 1 + random.below(2);
  // First one answer, then another: an error after a good one, or the other way round.
  const other: OriginAnswer =
    dice < 0.8
      ? { ...plainAnswer, close: true }
      : { ...first, times: null, status: random.pick([200, 500, 503, 404]), body: 'another\n', close: false };
  const both = random.chance(0.5)
    ? [
        { ...first, times },
        { ...other, times: null },
      ]
    : [
        { ...other, times },
        { ...first, times: null },
      ];
  return { ...plan, origins: { ...plan.origins, [anyOrigin]: both } };
}

/** A page with a fragment in it, and the fragment. */
function withFragment(plan: Plan): Plan {
  const page = '<p><esi:include src="/fragment"/></p>\n';
  const fragment: OriginAnswer = { ...plainAnswer, url: '/fragment', body: 'a fragment' };
  const origins = Object.entries(plan.origins).map(([name, all]) => [
    name,
    [fragment, ...all.filter(({ url }) => url !== '/fragment').map((answer) => ({ ...answer, body: page }))],
  ]);
  return { ...plan, origins: Object.fromEntries(origins) as Plan['origins'] };
}

/** An object that is out of date when it is asked for again, and an origin that has something else by then, or is not well. */
function goneStale(plan: Plan, at: number, random: Random): Plan {
  const step = plan.steps[at];
  if (step === undefined) return plan;
  const { [anyOrigin]: [first = plainAnswer] = [], ...others } = plan.origins;
  const window = random.pick(['', ', stale-if-error=60', ', stale-while-revalidate=60']);
  const headers = withHeader(
    withHeader(first.headers, 'Surrogate-Control', null),
    'Cache-Control',
    `max-age=1${window}`,
  );
  const good: OriginAnswer = { ...first, url: null, times: 1, status: 200, close: false, headers };
  const later = random.pick<Partial<OriginAnswer>>([
    { status: 500 },
    { status: 503 },
    { close: true },
    { status: 404 },
    { body: 'newer\n' },
  ]);
  return {
    origins: { ...others, [anyOrigin]: [good, { ...good, times: null, ...later }] },
    steps: [step, { kind: 'pause', seconds: pastOneSecond }, step],
  };
}
