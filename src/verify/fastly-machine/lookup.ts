import type { CacheObject } from './cache.ts';
import type { Machine } from './machine.ts';
import type { Task } from './task.ts';

export type Found =
  | { readonly kind: 'hit'; readonly object: CacheObject; readonly stale: CacheObject | null }
  | { readonly kind: 'pass' | 'miss'; readonly stale: CacheObject | null };

/** Whether an object past its TTL is within stale-while-revalidate, as far as the request goes along. */
export function takesStale(task: Task, object: CacheObject, now: number): boolean {
  return now < object.expires + Math.min(object.staleWhileRevalidate, task.maxStaleWhileRevalidate);
}

/** It had a lifetime, or may be used or asked for when it is over. */
function isWorthKeeping({ expires, entered, staleWhileRevalidate, staleIfError, headers }: CacheObject): boolean {
  const lives = expires > entered || staleWhileRevalidate > 0 || staleIfError > 0;
  return lives || headers.get('ETag') !== null || headers.get('Last-Modified') !== null;
}

function takesStaleForErrors(task: Task, object: CacheObject, now: number): boolean {
  return now < object.expires + Math.min(object.staleIfError, task.maxStaleIfError);
}

/**
 * Looks the key of a request up. `waitedSince`: it waited for a fetch since then, and what came since is good enough even for one
 * that insists on a miss.
 */
export function findObject(machine: Machine, task: Task, waitedSince: number | null): Found {
  const now = machine.platform.now();
  const object = machine.cache.find(task.hash, task.lookupHeaders);
  if (object === null) return { kind: 'miss', stale: null };
  // Decision `timeOfRequest`.
  const isOwn = task.restarts > 0 && object.entered >= task.started && isWorthKeeping(object);
  const fresh = now < object.expires || isOwn;
  // Decision `alwaysMissAndHitForPass`.
  if (object.hitForPass) return { kind: fresh && !task.hashAlwaysMiss ? 'pass' : 'miss', stale: null };
  const isNew = waitedSince !== null && object.entered >= waitedSince;
  const insists = (task.background || task.hashAlwaysMiss) && !isNew;
  if (fresh && !insists) return { kind: 'hit', object, stale: null };
  // req.hash_always_miss and req.hash_ignore_busy make stale objects unusable.
  if (fresh || task.hashAlwaysMiss || task.hashIgnoreBusy) return { kind: 'miss', stale: null };
  const whileRevalidate = takesStale(task, object, now);
  const ifError = takesStaleForErrors(task, object, now);
  const stale = whileRevalidate || ifError ? object : null;
  if (insists) return { kind: 'miss', stale };
  if (whileRevalidate) return { kind: 'hit', object, stale };
  const sick = task.backend !== null && !machine.isHealthy(task, task.backend);
  return ifError && sick ? { kind: 'hit', object, stale } : { kind: 'miss', stale };
}

/** An object that the origin may still vouch for. */
export function revalidates(machine: Machine, task: Task): CacheObject | null {
  if (task.hashAlwaysMiss || task.hashIgnoreBusy) return null;
  const object = machine.cache.find(task.hash, task.lookupHeaders);
  if (object === null || object.hitForPass || object.status !== 200) return null;
  return object.headers.get('ETag') !== null || object.headers.get('Last-Modified') !== null ? object : null;
}
