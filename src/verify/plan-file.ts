import { isIP } from 'node:net';
import { parseDocument, stringify } from 'yaml';
import {
  anyOrigin,
  type HeaderLines,
  type OriginAnswer,
  type Plan,
  plainAnswer,
  type PlannedRequest,
  type PlannedStep,
  plainRequest,
} from './plan.ts';
import {
  boolean,
  either,
  isRecord,
  list,
  number,
  optional,
  type Read,
  record,
  SchemaError,
  shape,
  string,
  text,
  withDefault,
} from './schema.ts';

/**
 * Plans as a file: YAML, in the words of `docs/verify.md`. One plan is a mapping of `origins` and `steps`; several are a list
 * of them, each played with an empty cache.
 */

/** A value, or a list for several lines. The order of names and of lines is kept. */
const headers: Read<HeaderLines> = (value, at) =>
  Object.entries(record(either(list(text), text))(value, at)).flatMap(([name, values]) =>
    [values].flat().map((one): readonly [string, string] => [name, one]),
  );

const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, at) =>
    optional(read)(value, at) ?? null;

/** A value of which more is asked than its type. */
const that =
  <T>(read: Read<T>, wanted: string, holds: (value: T) => boolean): Read<T> =>
  (value, at) => {
    const found = read(value, at);
    if (holds(found)) return found;
    throw new SchemaError(`${at}: expected ${wanted}, found ${JSON.stringify(found)}`);
  };

const method = that(string, 'a method', (one) => /^[A-Za-z]+$/.test(one));
const url = that(string, 'a URL that begins with /', (one) => /^\/[!-~]*$/.test(one));
const address = that(string, 'an IP address', (one) => isIP(one) !== 0);
const status = that(number, 'a status from 200 to 999', (one) => Number.isInteger(one) && one >= 200 && one <= 999);

const answer: Read<OriginAnswer> = shape({
  url: orNull(url),
  method: orNull(method),
  times: orNull(number),
  status: withDefault(status, plainAnswer.status),
  reason: orNull(text),
  headers: withDefault(headers, []),
  body: withDefault(text, ''),
  close: withDefault(boolean, false),
});

const request: Read<PlannedRequest> = shape({
  method: withDefault(method, plainRequest.method),
  url: withDefault(url, plainRequest.url),
  host: withDefault(text, plainRequest.host),
  headers: withDefault(headers, []),
  body: withDefault(text, ''),
  client: withDefault(address, plainRequest.client),
  tls: withDefault(boolean, false),
  sick: withDefault(list(string), plainRequest.sick),
});

const pauseStep = shape({ pause: number });
const requestStep = shape({ request });

const step: Read<PlannedStep> = (value, at) => {
  if (isRecord(value) && 'pause' in value) return { kind: 'pause', seconds: pauseStep(value, at).pause };
  if (isRecord(value) && 'request' in value) return { kind: 'request', request: requestStep(value, at).request };
  throw new SchemaError(`${at}: a step is a request or a pause`);
};

const plan: Read<Plan> = shape({ origins: withDefault(record(list(answer)), {}), steps: list(step) });

/** Reads plans. A `SchemaError` says where a file is not as it should be. */
export function readPlans(yaml: string, file: string): readonly Plan[] {
  const document = parseDocument(yaml, { prettyErrors: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) throw new SchemaError(`${file}: ${problem.message}`);
  const value: unknown = document.toJS();
  return Array.isArray(value) ? list(plan)(value, file) : [plan(value, file)];
}

/** Names of backends that no configuration has are a mistake: nothing would be asked of them. */
export function checkNames(plans: readonly Plan[], backends: ReadonlySet<string>, probed: ReadonlySet<string>): void {
  const check = (names: Iterable<string>, known: ReadonlySet<string>, what: string): void => {
    for (const name of names) {
      if (!known.has(name))
        throw new SchemaError(`'${name}' is no ${what}; there are ${[...known].join(', ') || 'none'}`);
    }
  };
  for (const { origins, steps } of plans) {
    check(
      Object.keys(origins).filter((name) => name !== anyOrigin),
      backends,
      'backend',
    );
    for (const step of steps) if (step.kind === 'request') check(step.request.sick, probed, 'backend with a probe');
  }
}

export function writePlans(plans: readonly Plan[]): string {
  return stringify(plans.map(plainPlan), { lineWidth: 0 });
}

function plainPlan({ origins, steps }: Plan): unknown {
  return {
    origins: Object.fromEntries(
      Object.entries(origins).map(([name, answers]) => [name, answers.map((one) => without(one, plainAnswer))]),
    ),
    steps: steps.map((one) =>
      one.kind === 'pause' ? { pause: one.seconds } : { request: without(one.request, plainRequest) },
    ),
  };
}

/** What differs from what is meant without a word. */
function without<T extends { readonly headers: HeaderLines }>(value: T, usual: T): Record<string, unknown> {
  const isUsual = (key: string, one: unknown): boolean =>
    one === usual[key as keyof T] || (Array.isArray(one) && one.length === 0);
  const entries = Object.entries(value).filter(([key, one]) => key !== 'headers' && !isUsual(key, one));
  const lines = value.headers.length === 0 ? {} : { headers: plainHeaders(value.headers) };
  return { ...Object.fromEntries(entries), ...lines };
}

function plainHeaders(lines: HeaderLines): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of lines) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(
    [...values].map(([name, [first = '', ...more]]) => [name, more.length === 0 ? first : [first, ...more]]),
  );
}
