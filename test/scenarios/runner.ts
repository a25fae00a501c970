// Plays a scenario: origins, varnishd, then step by step. Throws on the first step that does not go as expected.

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Response, send } from './client.ts';
import {
  carrierDifferences,
  describeFetch,
  expectedFetchCount,
  fetchDifferences,
  logDifferences,
  responseDifferences,
} from './compare.ts';
import { type Fetch, Origin } from './origin.ts';
import { ORIGIN_PORT, type RequestStep, type Scenario, type Step } from './scenario.ts';
import { type Target, targetVcl } from './target.ts';
import { type Log, readableLog, readLog } from './varnish-log.ts';
import { Varnishd } from './varnishd.ts';

/** How long a fetch in the background, or a log record, may take to show. */
const PATIENCE = 1500;
/** How long to look for a request that should not come. */
const SETTLE = 25;
const POLL = 5;

export class ScenarioFailure extends Error {
  override readonly name = 'ScenarioFailure';
}

/** `keep`: a folder for the VCL and the log of a scenario that fails. */
export async function playScenario(scenario: Scenario, file: string, keep?: string): Promise<void> {
  const fetches: Fetch[] = [];
  const origins = new Map<string, Origin>();
  let varnishd: Varnishd | undefined;
  let target: Target | undefined;
  try {
    for (const [name, answers] of Object.entries(scenario.origins)) {
      origins.set(name, await Origin.start(name, answers, (fetch) => fetches.push(fetch)));
    }
    const withPorts = (vcl: string): string =>
      vcl.replace(ORIGIN_PORT, (_, name: string) => `"${origins.get(name)?.port}"`);
    target = await targetVcl(scenario, withPorts);
    varnishd = await Varnishd.start(target.vcl, { ...target.parameters, ...scenario.parameters });
    if (scenario.announced === undefined)
      await new Play(varnishd, origins, fetches, target.carriers).steps(scenario.steps);
    else checkAnnounced(scenario.announced, target);
  } catch (error) {
    if (keep !== undefined) await keepEvidence(join(keep, basename(file, '.yaml')), target, varnishd);
    if (!(error instanceof ScenarioFailure)) throw error;
    throw new ScenarioFailure(`${error.message}\n\nscenario: ${scenario.title}\ntrap: ${scenario.trap}`);
  } finally {
    varnishd?.stop();
    for (const origin of origins.values()) await origin.down();
  }
}

/** What the target cannot do is said, and the rest of the translation runs; what it would do is not looked at. */
function checkAnnounced(announced: readonly string[], { codes }: Target): void {
  const missing = announced.filter((code) => !codes.has(code));
  if (announced.length > 0 && missing.length === 0) return;
  throw new ScenarioFailure(
    `the translation must carry ${announced.join(', ') || 'a code'}; it has ${[...codes].join(', ') || 'none'}`,
  );
}

class Play {
  readonly #varnishd: Varnishd;
  readonly #origins: ReadonlyMap<string, Origin>;
  readonly #fetches: readonly Fetch[];
  readonly #carriers: RegExp;
  #sent = 0;
  #fetchesBefore = 0;
  #logBefore = 0;

  constructor(varnishd: Varnishd, origins: ReadonlyMap<string, Origin>, fetches: readonly Fetch[], carriers: RegExp) {
    this.#varnishd = varnishd;
    this.#origins = origins;
    this.#fetches = fetches;
    this.#carriers = carriers;
  }

  async steps(steps: readonly Step[]): Promise<void> {
    const withLog = steps.some((step) => step.kind === 'request' && step.expect.log !== undefined);
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'pause') await sleep(step.seconds * 1000);
      else if (step.kind === 'request') await this.#request(step, index, withLog);
      else await this.#origins.get(step.origin)?.[step.kind]();
    }
    const late = this.#fetches.slice(this.#fetchesBefore);
    const last = steps.at(-1);
    if (last?.kind === 'request' && expectedFetchCount(last.expect) !== undefined && late.length > 0) {
      throw new ScenarioFailure(`after the last step, origins saw ${late.map(describeFetch).join('; ')}`);
    }
  }

  async #request(step: RequestStep, index: number, withLog: boolean): Promise<void> {
    const { request, expect, parallel } = step;
    const { method, url } = request;
    const at = `step ${index + 1}, ${method} ${url}`;
    let responses: readonly Response[];
    try {
      responses = await Promise.all(Array.from({ length: parallel }, () => send(this.#varnishd.port, request)));
    } catch (error) {
      throw new ScenarioFailure(`${at}: ${String(error)}\n${this.#varnishd.trouble ?? ''}`);
    }
    this.#sent += parallel;
    await this.#quiet(expectedFetchCount(expect));
    const fetches = this.#fetches.slice(this.#fetchesBefore);
    this.#fetchesBefore += fetches.length;
    const sent = Object.entries(request.headers).flatMap(([name, value]) =>
      [value].flat().map((text): [string, string] => [name, text]),
    );
    const differences = [
      ...responses.flatMap((response) => [
        ...responseDifferences(response, expect),
        ...carrierDifferences(response.headers, this.#carriers, 'the client'),
      ]),
      ...fetchDifferences(fetches, expect),
      ...fetches.flatMap(({ headers, origin }) =>
        carrierDifferences(headers, this.#carriers, `the origin ${origin}`, sent),
      ),
      ...(withLog ? await this.#log(expect.log) : []),
    ];
    if (this.#varnishd.trouble !== undefined) differences.push(this.#varnishd.trouble);
    if (differences.length > 0) {
      const unique = [...new Set(differences)].map((text) => `  ${text}`);
      throw new ScenarioFailure([`${at}:`, ...unique, '', 'the response:', describe(responses)].join('\n'));
    }
  }

  /** Waits for the fetches that should come, for answers on their way, and a little for what should not come. */
  async #quiet(expected = 0): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    while (this.#fetches.length - this.#fetchesBefore < expected && Date.now() < deadline) await sleep(POLL);
    await sleep(SETTLE);
    if (![...this.#origins.values()].some((origin) => origin.busy)) return;
    while ([...this.#origins.values()].some((origin) => origin.busy)) await sleep(POLL);
    await sleep(SETTLE);
  }

  async #log(expected: Parameters<typeof logDifferences>[1] | undefined): Promise<readonly string[]> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const log: Log = await readLog(this.#varnishd.directory);
      const seen = log.lines.slice(this.#logBefore);
      const differences = expected === undefined ? [] : logDifferences(seen, expected);
      const complete = log.closedSessions >= this.#sent;
      if ((complete && differences.length === 0) || Date.now() > deadline) {
        this.#logBefore = log.lines.length;
        return complete ? differences : ['log: the records of the request did not come'];
      }
      await sleep(POLL);
    }
  }
}

function describe(responses: readonly Response[]): string {
  const { status, reason, headers, body } = responses[0] ?? { status: 0, reason: '', headers: [], body: '' };
  return [`${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', body]
    .map((line) => `  ${line}`)
    .join('\n');
}

async function keepEvidence(folder: string, target?: Target, varnishd?: Varnishd): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (target !== undefined) writeFileSync(join(folder, 'target.vcl'), target.vcl);
  if (varnishd !== undefined) {
    const log = await readableLog(varnishd.directory).catch(String);
    writeFileSync(join(folder, 'varnish.log'), log);
  }
}
