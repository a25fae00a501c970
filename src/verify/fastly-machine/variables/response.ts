import type { CacheObject } from '../cache.ts';
import type { Frame } from '../frame.ts';
import { bool, integer, rtime, string } from '../value.ts';
import { type Family, numberIn, textIn, type Variable } from './variable.ts';

/** A time that an object has, seen from now. */
function ofObject(seconds: (object: CacheObject, now: number) => number): Variable {
  return { read: ({ task, now }) => rtime(task.object === null ? 0 : seconds(task.object, now)) };
}

const grace: Variable = {
  read: ({ task }) => rtime(task.object?.staleIfError ?? 0),
  write: ({ task }, value) => {
    if (task.object !== null) task.object.staleIfError = numberIn(value);
  },
};

/** In vcl_error `obj` is the response that is made there; elsewhere the object that was found. */
const made = ({ task, state }: Frame) => (state === 'error' ? task.synthetic : task.object);

export const object: Family = {
  'obj.proto': { read: (frame) => string(made(frame)?.proto ?? null) },
  'obj.status': {
    read: (frame) => integer(made(frame)?.status ?? 0),
    write: ({ task }, value) => {
      if (task.synthetic !== null) task.synthetic.status = numberIn(value);
    },
  },
  'obj.response': {
    read: (frame) => string(made(frame)?.reason ?? null),
    write: ({ task }, value) => {
      if (task.synthetic !== null) task.synthetic.reason = textIn(value);
    },
  },
  'obj.headers': {
    read: (frame) =>
      string(
        made(frame)
          ?.headers.lines.map(([name]) => name)
          .join(',') ?? null,
      ),
  },
  'obj.hits': { read: ({ task }) => integer(task.object?.hits ?? 0) },
  'obj.cacheable': { read: ({ task }) => bool(task.object !== null) },
  'obj.ttl': {
    read: ({ task, state, now }) =>
      rtime(state === 'error' ? (task.synthetic?.ttl ?? 0) : task.object === null ? 0 : task.object.expires - now),
    write: ({ task, state, now }, value) => {
      if (state === 'error' && task.synthetic !== null) task.synthetic.ttl = numberIn(value);
      else if (task.object !== null) task.object.expires = now + numberIn(value);
    },
  },
  'obj.grace': grace,
  'obj.stale_if_error': { read: grace.read },
  'obj.stale_while_revalidate': ofObject(({ staleWhileRevalidate }) => staleWhileRevalidate),
  'obj.age': ofObject(({ age, entered }, now) => age + now - entered),
  'obj.entered': ofObject(({ entered }, now) => now - entered),
  'obj.lastuse': ofObject(({ lastUse }, now) => now - lastUse),
  'obj.is_pci': { read: ({ task }) => bool(task.object?.pci ?? false) },
  'obj.is_hipaa': { read: ({ task }) => bool(task.object?.hipaa ?? false) },
  'stale.exists': { read: ({ task }) => string(task.stale === null ? null : '1') },
};

export const response: Family = {
  'resp.proto': { read: ({ task }) => string(task.resp?.proto ?? null) },
  'resp.status': {
    read: ({ task }) => integer(task.resp?.status ?? 0),
    write: ({ task }, value) => {
      if (task.resp !== null) task.resp.status = numberIn(value);
    },
  },
  'resp.response': {
    read: ({ task }) => string(task.resp?.reason ?? null),
    write: ({ task }, value) => {
      if (task.resp !== null) task.resp.reason = textIn(value);
    },
  },
  'resp.headers': { read: ({ task }) => string(task.resp?.headers.lines.map(([name]) => name).join(',') ?? null) },
  'resp.is_locally_generated': { read: ({ task }) => bool(task.synthetic !== null) },
  'resp.stale': { read: ({ task }) => bool(task.deliversStale !== null) },
  'resp.stale.is_error': { read: ({ task }) => bool(task.deliversStale === 'error') },
  'resp.stale.is_revalidating': { read: ({ task }) => bool(task.deliversStale === 'revalidating') },
  'resp.bytes_written': { read: ({ task }) => integer(task.responseHeadBytes + task.responseBodyBytes) },
  'resp.header_bytes_written': { read: ({ task }) => integer(task.responseHeadBytes) },
  'resp.body_bytes_written': { read: ({ task }) => integer(task.responseBodyBytes) },
  'resp.completed': { read: ({ task }) => bool(task.completedAt !== null) },
};
