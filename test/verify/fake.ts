// A machine with origins of its own and a clock that moves when it is told to: hours take no time.

import { deskPlatform } from '../../src/verify/fastly-machine/platform.ts';
import type { Delivery } from '../../src/verify/fastly-machine/delivery.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { Machine, type MachineOptions } from '../../src/verify/fastly-machine/machine.ts';
import type { ClientRequest } from '../../src/verify/fastly-machine/messages.ts';
import {
  OriginFailure,
  type OriginRequest,
  type OriginResponse,
  type Origins,
} from '../../src/verify/fastly-machine/origins.ts';
import type { Trace } from '../../src/verify/fastly-machine/trace.ts';

export interface FakeAnswer {
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** There is no answer but this failure. */
  readonly failure?: string;
  /** The answer waits for it. */
  readonly after?: Promise<unknown>;
}

export interface FakeFetch extends OriginRequest {
  readonly backend: string;
}

export interface Seen {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  readonly bytes: Buffer;
  header(name: string): string | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly tunnel: boolean;
}

type Answerer = (fetch: FakeFetch) => FakeAnswer;

export class Desk {
  readonly machine: Machine;
  readonly fetches: FakeFetch[] = [];
  readonly traces: Trace[] = [];
  readonly logs: string[] = [];
  readonly trouble: string[] = [];
  now = 1_800_000_000;

  constructor(vcl: string, answer: Answerer = () => ({}), options: Partial<MachineOptions> = {}) {
    const configuration = link({ name: 'main.vcl', text: vcl });
    const error = configuration.diagnostics.find(({ severity }) => severity === 'error');
    if (error !== undefined) throw new Error(`line ${error.place?.line}: ${error.message}`);
    const origins: Origins = {
      fetch: async (backend, request) => {
        const fetch = { ...request, backend: backend.name };
        this.fetches.push(fetch);
        return response(answer(fetch));
      },
      probe: async () => true,
      tunnel: async (backend, request) => {
        this.fetches.push({ ...request, backend: backend.name });
        throw new OriginFailure('tunnel');
      },
      close: () => undefined,
    };
    this.machine = new Machine(configuration, {
      platform: { ...deskPlatform(), now: () => this.now },
      origins,
      log: (line) => this.logs.push(line),
      trace: (trace) => this.traces.push(trace),
      trouble: (message) => this.trouble.push(message),
      ...options,
    });
  }

  async get(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body = ''): Promise<Seen> {
    const lines = Object.entries({ Host: 'www.example.com', ...headers });
    const request: ClientRequest = {
      method,
      url,
      proto: 'HTTP/1.1',
      headers: lines,
      body: Buffer.from(body),
      headBytes: 100,
      client: { ip: '192.0.2.7', port: 50_000, serverIp: '127.0.0.1', serverPort: 80, tls: false, requests: 1 },
    };
    const delivery = await this.machine.handle(request);
    return seen(delivery);
  }

  /** The states of the last request of a kind. */
  way(kind: Trace['kind'] = 'request'): string {
    const steps = this.traces.findLast((trace) => trace.kind === kind)?.steps ?? [];
    return steps
      .filter(({ state }) => states.has(state))
      .map(({ state }) => state)
      .join(' ');
  }
}

const states: ReadonlySet<string> = new Set([
  'recv',
  'hash',
  'hit',
  'miss',
  'pass',
  'fetch',
  'error',
  'deliver',
  'log',
]);

function response({
  status = 200,
  reason = 'OK',
  headers = {},
  body = '',
  failure,
  after,
}: FakeAnswer): Promise<OriginResponse> | OriginResponse {
  if (failure !== undefined) throw new OriginFailure(failure);
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  const made: OriginResponse = {
    proto: 'HTTP/1.1',
    status,
    reason,
    headers: lines,
    ip: '192.0.2.80',
    port: 80,
    body: async () => Buffer.from(body),
    discard: () => undefined,
  };
  return after === undefined ? made : after.then(() => made);
}

function seen(delivery: Delivery): Seen {
  if (delivery.kind === 'tunnel') {
    return {
      status: 101,
      reason: '',
      body: '',
      bytes: Buffer.alloc(0),
      header: () => null,
      headers: [],
      tunnel: true,
    };
  }
  const { status, reason, headers, body } = delivery;
  delivery.sent({ head: 100, body: body.length, completed: true });
  const header = (name: string): string | null =>
    headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? null;
  return {
    status,
    reason,
    body: body.toString('utf8'),
    bytes: body,
    header,
    headers,
    tunnel: false,
  };
}
