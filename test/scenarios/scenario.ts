// The scenario format: what a YAML file may say, and its typed form. `README.md` describes it for authors.

import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { parseDocument } from 'yaml';

import {
  boolean,
  either,
  isRecord,
  list,
  nothing,
  number,
  oneOf,
  optional,
  type Read,
  record,
  SchemaError,
  shape,
  string,
  text,
  withDefault,
} from '../../src/verify/schema.ts';

/** An exact text, or a regular expression that must match. */
export type Pattern = string | RegExp;

const pattern: Read<Pattern> = (value, at) => {
  const given = text(value, at);
  const regex = /^\/(.+)\/(i?)$/s.exec(given);
  if (regex === null) return given;
  try {
    return new RegExp(regex[1] ?? '', regex[2]);
  } catch (error) {
    throw new SchemaError(`${at}: ${String(error)}`);
  }
};

/** A path such as `/a/` looks like a regular expression too, so a regular expression for URLs must be anchored. */
const urlPattern: Read<Pattern> = (value, at) => {
  const read = pattern(value, at);
  if (read instanceof RegExp && !/^\^|\$$/.test(read.source)) {
    throw new SchemaError(`${at}: ${String(read)} could be a path; anchor the regular expression with ^ or $`);
  }
  return read;
};

/** `null`: absent. A list: exactly these lines, in this order. Otherwise: one line that fits. */
const expectedHeaders = record(either(nothing, either(list(pattern), pattern)));
export type ExpectedHeaders = ReturnType<typeof expectedHeaders>;

const headers = record(either(list(text), text));

const answer = shape({
  // which requests it answers
  url: optional(urlPattern),
  method: optional(string),
  when: optional(expectedHeaders),
  times: optional(number),
  /** Answers health probes, which are not counted as fetches. */
  probe: withDefault(boolean, false),
  // what it answers
  status: withDefault(number, 200),
  reason: optional(string),
  headers: withDefault(headers, {}),
  body: withDefault(text, ''),
  delay: withDefault(number, 0),
  /** Closes the connection instead of answering. */
  close: withDefault(boolean, false),
});
export type Answer = ReturnType<typeof answer>;

const request = shape({
  method: withDefault(string, 'GET'),
  url: withDefault(string, '/'),
  host: withDefault(string, 'www.example.com'),
  headers: withDefault(headers, {}),
  body: withDefault(text, ''),
  client: withDefault(string, '127.0.0.1'),
  tls: withDefault(boolean, false),
});
export type Request = ReturnType<typeof request>;

const originRequest = shape({
  origin: optional(string),
  method: optional(string),
  url: optional(urlPattern),
  headers: withDefault(expectedHeaders, {}),
  body: optional(pattern),
});
export type ExpectedFetch = ReturnType<typeof originRequest>;

const expectation = shape({
  status: optional(number),
  reason: optional(pattern),
  headers: withDefault(expectedHeaders, {}),
  body: optional(pattern),
  /** Requests that reached any origin during the step, or each named one. */
  fetches: optional(either(number, record(number))),
  origin: optional(list(originRequest)),
  log: optional(list(pattern)),
  /** The response was complete after at most so many seconds. */
  within: optional(number),
});
export type Expectation = ReturnType<typeof expectation>;

const requestStep = shape({
  request,
  expect: withDefault(expectation, expectation({}, 'expect')),
  /** The request is sent so many times at once, and every response must fit. */
  parallel: withDefault(number, 1),
});
export type RequestStep = ReturnType<typeof requestStep>;

const otherStep = { pause: shape({ pause: number }), down: shape({ down: string }), up: shape({ up: string }) };

export type Step =
  | ({ readonly kind: 'request' } & RequestStep)
  | { readonly kind: 'pause'; readonly seconds: number }
  | { readonly kind: 'down' | 'up'; readonly origin: string };

const step: Read<Step> = (value, at) => {
  if (isRecord(value)) {
    if ('pause' in value) return { kind: 'pause', seconds: otherStep.pause(value, at).pause };
    if ('down' in value) return { kind: 'down', origin: otherStep.down(value, at).down };
    if ('up' in value) return { kind: 'up', origin: otherStep.up(value, at).up };
    if ('request' in value) return { kind: 'request', ...requestStep(value, at) };
  }
  throw new SchemaError(`${at}: a step is one of request, pause, down, up`);
};

const scenario = shape({
  rule: string,
  title: string,
  /** Why the expected values are right. */
  source: string,
  /** What a naive translation gets wrong. */
  trap: string,
  from: withDefault(oneOf('fastly', 'varnish'), 'fastly'),
  /** For translate(). */
  options: withDefault(
    record((value) => value),
    {},
  ),
  /** Codes that the translation must carry, because the target cannot do what the steps show: they are not played. */
  announced: optional(list(string)),
  /** varnishd parameters besides those that the translation's report asks for. */
  parameters: withDefault(record(text), {}),
  vcl: string,
  /** Why falco's linter refuses this VCL although Fastly takes it. */
  falco: optional(string),
  /** Played instead of the translation of `vcl`: for trying out the runner, and a scenario before its translator. */
  varnish: optional(string),
  origins: withDefault(record(list(answer)), {}),
  steps: list(step),
});
export type Scenario = ReturnType<typeof scenario>;

/** Origins are named in the VCL by `"@NAME"`, where a port stands. */
export const ORIGIN_PORT = /"@([A-Za-z][A-Za-z0-9_]*)"/g;

/** Reads a scenario from YAML. Throws a SchemaError that names the file and the place. */
export function parseScenario(yaml: string, file: string): Scenario {
  const document = parseDocument(yaml, { prettyErrors: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) throw new SchemaError(`${file}: ${problem.message}`);
  const read = scenario(document.toJS(), file);
  checkNames(read, file);
  return read;
}

export function loadScenario(file: string): Scenario {
  const read = parseScenario(readFileSync(file, 'utf8'), file);
  const folder = /^([FVB])0*(\d+)-/.exec(basename(dirname(file)));
  if (folder !== null && read.rule !== `${folder[1]}${folder[2]}`) {
    throw new SchemaError(`${file}: rule is ${read.rule}, but the folder is ${basename(dirname(file))}`);
  }
  return read;
}

function checkNames({ origins, steps, vcl, varnish = '' }: Scenario, file: string): void {
  const known = (name: string, at: string): void => {
    if (!(name in origins)) throw new SchemaError(`${file}: ${at} names the origin "${name}", which origins lacks`);
  };
  for (const [, name = ''] of (vcl + varnish).matchAll(ORIGIN_PORT)) known(name, 'vcl');
  for (const [index, each] of steps.entries()) {
    const at = `steps[${index}]`;
    if (each.kind === 'down' || each.kind === 'up') known(each.origin, at);
    if (each.kind !== 'request') continue;
    const { fetches, origin = [] } = each.expect;
    if (typeof fetches === 'object') for (const name of Object.keys(fetches)) known(name, `${at}.expect.fetches`);
    for (const expected of origin) if (expected.origin !== undefined) known(expected.origin, `${at}.expect.origin`);
  }
}
