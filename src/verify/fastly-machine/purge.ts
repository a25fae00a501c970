import type { Delivery } from './delivery.ts';
import { deliver } from './delivery.ts';
import { Lifecycle } from './lifecycle.ts';
import { bare, type Machine, newId } from './machine.ts';
import type { ClientRequest } from './messages.ts';
import type { Task } from './task.ts';

/** A purge of a URL: vcl_recv and vcl_hash run to find the key, and may refuse it (fastly.md 2.7). */
export async function purge(machine: Machine, task: Task): Promise<Delivery> {
  const life = new Lifecycle(machine, task);
  const received = life.run('recv');
  if (received.kind === 'error' || received.kind === 'restart') {
    // A purge does not begin again.
    task.restartsExhausted = true;
    if (received.kind === 'error') life.run('hash');
    const [status, message] =
      received.kind === 'error' ? [received.status, received.message] : [503, 'Purge was restarted'];
    const outcome = await life.error(status, message);
    const delivered = outcome.kind === 'deliver' ? await deliver(life, outcome) : 'restart';
    return delivered === 'restart' ? bare(503, 'Service Unavailable', '') : delivered;
  }
  life.run('hash');
  if (task.req.headers.get('Fastly-Purge-Requires-Auth') !== null && task.req.headers.get('Fastly-Key') === null) {
    machine.trace(task, 401);
    return json(401, 'Unauthorized', { msg: 'Provided credentials are missing or invalid' });
  }
  machine.cache.purge(task.hash, isSoft(task.original), machine.platform.now());
  machine.trace(task, 200);
  return json(200, 'OK', { status: 'ok', id: newId() });
}

/** Purges by the paths of the API (decision `purgeApi`); `null` for any other request. */
export function purgeByApi(machine: Machine, request: ClientRequest): Delivery | null {
  const header = (name: string): string | null =>
    request.headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? null;
  if (header('host')?.toLowerCase() !== 'api.fastly.com') return null;
  const [, what = ''] = /^\/service\/[^/]+\/(purge(?:_all|\/[^/]+)?)\/?$/.exec(request.url) ?? [];
  if (request.method !== 'POST' || what === '') return json(404, 'Not Found', { msg: 'Record not found' });
  if (what === 'purge_all') {
    machine.purgeAll();
    return json(200, 'OK', { status: 'ok' });
  }
  const keys =
    what === 'purge' ? (header('surrogate-key')?.match(/\S+/g) ?? []) : [decode(what.slice('purge/'.length))];
  const now = machine.platform.now();
  for (const key of keys) machine.cache.purgeSurrogateKey(key, isSoft(request), now);
  if (what !== 'purge') return json(200, 'OK', { status: 'ok', id: newId() });
  return json(200, 'OK', Object.fromEntries(keys.map((key) => [key, newId()])));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isSoft({ headers }: ClientRequest): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'fastly-soft-purge' && value === '1');
}

function json(status: number, reason: string, content: object): Delivery {
  const text = JSON.stringify(content, null, 1).replace(/\n\s*/g, ' ');
  return bare(status, reason, text, 'application/json');
}
