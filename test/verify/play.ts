// Plays the source of a scenario on the Fastly machine, with the origins and the client that play its translation on varnishd.

import { setTimeout as sleep } from 'node:timers/promises';

import { deskPlatform } from '../../src/verify/fastly-machine/platform.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { Machine } from '../../src/verify/fastly-machine/machine.ts';
import { NetworkOrigins } from '../../src/verify/fastly-machine/origins.ts';
import { MachineServer } from '../../src/verify/fastly-machine/server.ts';
import { traceText } from '../../src/verify/fastly-machine/trace.ts';
import { send } from '../scenarios/client.ts';
import {
  describeFetch,
  expectedFetchCount,
  fetchDifferences,
  logDifferences,
  responseDifferences,
} from '../scenarios/compare.ts';
import { type Fetch, Origin } from '../scenarios/origin.ts';
import { ORIGIN_PORT, type RequestStep, type Scenario } from '../scenarios/scenario.ts';

const PATIENCE = 1500;
const POLL = 5;

/** The differences of the first step that has any. */
export async function playOnMachine({ vcl, options, origins: scripts, steps }: Scenario): Promise<readonly string[]> {
  const fetches: Fetch[] = [];
  const lines: string[] = [];
  const ways: string[] = [];
  const trouble: string[] = [];
  const origins = new Map<string, Origin>();
  for (const [name, answers] of Object.entries(scripts)) {
    origins.set(name, await Origin.start(name, answers, (fetch) => fetches.push(fetch)));
  }
  const text = vcl.replace(ORIGIN_PORT, (_, name: string) => `"${origins.get(name)?.port}"`);
  const configuration = link({ name: 'main.vcl', text });
  const errors = configuration.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(({ message, place }) => `line ${place?.line}: ${message}`);
  // Hours pass in no time, but not for probes, which have a clock of their own.
  const probes = /\.probe\b/.test(vcl) && !/\.dummy\b/.test(vcl);
  let ahead = 0;
  const desk = deskPlatform();
  const machine = new Machine(configuration, {
    platform: { ...desk, now: () => desk.now() + ahead },
    origins: new NetworkOrigins(),
    // The scenarios expect what translations show, unless they ask for Fastly's text.
    nullText: options['nullText'] === true ? '(null)' : '',
    log: (line) => lines.push(line),
    trace: (trace) => ways.push(traceText(trace)),
    trouble: (message) => trouble.push(message),
  });
  const server = new MachineServer(machine, { host: '127.0.0.1', port: 0, proxyProtocol: true });
  const { port } = await server.listen();

  const play = async ({ request, expect, parallel }: RequestStep): Promise<readonly string[]> => {
    const responses = await Promise.all(Array.from({ length: parallel }, () => send(port, request)));
    await machine.settled();
    const deadline = Date.now() + PATIENCE;
    const wanted = expectedFetchCount(expect) ?? 0;
    while (fetches.length < wanted && Date.now() < deadline) await sleep(POLL);
    while ([...origins.values()].some((origin) => origin.busy)) await sleep(POLL);
    await sleep(POLL);
    const seen = lines.splice(0).map((line) => ({ side: 'client' as const, text: line }));
    return [
      ...responses.flatMap((response) => responseDifferences(response, expect)),
      ...fetchDifferences(fetches.splice(0), expect),
      ...(expect.log === undefined ? [] : logDifferences(seen, expect.log)),
      ...trouble.splice(0).map((message) => `trouble: ${message}`),
    ];
  };

  try {
    for (const [index, step] of steps.entries()) {
      ways.length = 0;
      if (step.kind === 'pause') {
        if (probes) await sleep(step.seconds * 1000);
        else ahead += step.seconds;
      } else if (step.kind === 'request') {
        const differences = await play(step).catch((error: unknown) => [String(error)]);
        if (differences.length > 0) {
          return [
            `step ${index + 1}, ${step.request.method} ${step.request.url}:`,
            ...new Set(differences),
            '',
            ...ways,
          ];
        }
      } else await origins.get(step.origin)?.[step.kind]();
    }
    return fetches.map((fetch) => `after the last step: ${describeFetch(fetch)}`);
  } finally {
    await server.close();
    for (const origin of origins.values()) await origin.down();
  }
}
