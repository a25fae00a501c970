import { Socket } from 'node:net';
import type { BackendSettings } from './fastly-machine/backends.ts';
import { OriginFailure, type OriginRequest, type OriginResponse, type Origins } from './fastly-machine/origins.ts';
import type { OriginScript } from './script.ts';

/** Origins inside this process: what a script says, without a network. */
export class ScriptedOrigins implements Origins {
  readonly #script: OriginScript;

  constructor(script: OriginScript) {
    this.#script = script;
  }

  fetch(backend: BackendSettings, { method, url, headers, body }: OriginRequest): Promise<OriginResponse> {
    const answer = this.#script.answer({ backend: backend.name, method, url, headers, body: body.toString('latin1') });
    if (answer === null) return Promise.reject(new OriginFailure('backend read error'));
    return Promise.resolve({
      proto: 'HTTP/1.1',
      status: answer.status,
      reason: answer.reason,
      headers: answer.headers,
      ip: '127.0.0.1',
      port: backend.port,
      body: () => Promise.resolve(Buffer.from(answer.body, 'latin1')),
      discard: () => undefined,
    });
  }

  probe(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** The connection is open and nobody says anything on it. */
  tunnel(backend: BackendSettings, { method, url, headers, body }: OriginRequest): Promise<Socket> {
    this.#script.answer({ backend: backend.name, method, url, headers, body: body.toString('latin1') });
    return Promise.resolve(new Socket());
  }

  close(): void {
    // nothing is open
  }
}
