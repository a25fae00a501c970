import { answersOf, type HeaderLines, type OriginAnswer, type Plan } from './plan.ts';
import { phrases } from './fastly-machine/messages.ts';

/** A request that reached an origin. */
export interface Fetch {
  readonly backend: string;
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderLines;
  readonly body: string;
}

/** An answer as it goes over the wire. */
export interface ScriptedResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderLines;
  readonly body: string;
}

/** The origins of one side while a plan is played: what they answer, and what they were asked. */
export class OriginScript {
  readonly fetches: Fetch[] = [];
  /** The last answer that was given. */
  last: ScriptedResponse | null = null;
  readonly #plan: Plan;
  readonly #used = new Map<OriginAnswer, number>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What the origin answers; `null`: it closes the connection. */
  answer(fetch: Fetch): ScriptedResponse | null {
    this.fetches.push(fetch);
    this.last = this.#choose(fetch);
    return this.last;
  }

  #choose(fetch: Fetch): ScriptedResponse | null {
    const answer = answersOf(this.#plan, fetch.backend).find(
      (one) =>
        (one.url === null || one.url === fetch.url) &&
        (one.method === null || one.method === fetch.method) &&
        (one.times === null || (this.#used.get(one) ?? 0) < one.times),
    );
    if (answer === undefined) return framed(fetch, { status: 200, reason: 'OK', headers: [], body: '' });
    this.#used.set(answer, (this.#used.get(answer) ?? 0) + 1);
    if (answer.close) return null;
    const { status, headers, body } = answer;
    if (isStillFresh(fetch, answer)) {
      return framed(fetch, {
        status: 304,
        reason: 'Not Modified',
        headers: headers.filter(([name]) => !/^content-/i.test(name)),
        body: '',
      });
    }
    return framed(fetch, { status, reason: answer.reason ?? phrases[status] ?? 'Unknown', headers, body });
  }
}

/** An origin that gives an entity tag knows it when it is asked for it. */
function isStillFresh({ headers }: Fetch, { status, headers: own }: OriginAnswer): boolean {
  const tag = valueOf(own, 'etag');
  const date = valueOf(own, 'last-modified');
  if (status !== 200) return false;
  const asked = valueOf(headers, 'if-none-match');
  if (asked !== null) return tag !== null && asked.split(',').some((one) => weak(one.trim()) === weak(tag));
  const since = valueOf(headers, 'if-modified-since');
  return since !== null && since === date;
}

const weak = (tag: string): string => tag.replace(/^W\//, '');

function valueOf(lines: HeaderLines, name: string): string | null {
  return lines.find(([other]) => other.toLowerCase() === name)?.[1] ?? null;
}

/** Every answer ends its connection: a connection that is used again could fail in ways of its own. */
function framed({ method }: Fetch, response: ScriptedResponse): ScriptedResponse {
  const { status, headers, body } = response;
  const bodiless = status === 204 || status === 304;
  const length: HeaderLines = bodiless ? [] : [['Content-Length', String(body.length)]];
  const kept = headers.filter(([name]) => !/^(?:content-length|transfer-encoding|connection)$/i.test(name));
  return {
    ...response,
    headers: [...kept, ...length, ['Connection', 'close']],
    body: bodiless || method === 'HEAD' ? '' : body,
  };
}
