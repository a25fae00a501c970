import type { Frame } from '../frame.ts';
import type { RequestMessage } from '../messages.ts';
import type { BackendResponse, Timeouts } from '../task.ts';
import { bool, integer, ip, notSet, rtime, string } from '../value.ts';
import { urlParts } from './url.ts';
import { type Family, flagIn, numberIn, textIn, type Variable } from './variable.ts';

const defaults: Readonly<Record<keyof Timeouts, number>> = { connect: 1, firstByte: 15, betweenBytes: 10, fetch: 0 };

/** Without a value of its own the one of the backend counts. */
function timeout(name: keyof Timeouts): Variable {
  return {
    read: ({ task }) => rtime(task.timeouts[name] ?? defaults[name]),
    write: ({ task }, value) => {
      task.timeouts[name] = numberIn(value);
    },
  };
}

function bereqText(key: 'method' | 'url'): Variable {
  return {
    read: ({ task }) => string(task.bereq?.[key] ?? null),
    write: ({ task }, value) => {
      const bereq: RequestMessage | null = task.bereq;
      if (bereq !== null) bereq[key] = textIn(value).split(/[\r\n]/, 1)[0] as string;
    },
  };
}

type Flag = 'cacheable' | 'gzip' | 'brotli' | 'esi' | 'stream' | 'pci' | 'hipaa';
type Duration = 'ttl' | 'staleIfError' | 'staleWhileRevalidate' | 'saintmode';

function flag(key: Flag): Variable {
  return {
    read: ({ task }) => bool(task.beresp?.[key] ?? false),
    write: ({ task }, value) => {
      const beresp: BackendResponse | null = task.beresp;
      if (beresp !== null) beresp[key] = flagIn(value);
    },
  };
}

function duration(key: Duration): Variable {
  return {
    read: ({ task }) => rtime(task.beresp?.[key] ?? 0),
    write: ({ task }, value) => {
      const beresp: BackendResponse | null = task.beresp;
      if (beresp !== null) beresp[key] = numberIn(value);
    },
  };
}

const answererName: Variable = { read: ({ task }) => string(task.answerer?.name ?? '') };
const answererIp: Variable = { read: ({ task }) => ip(task.answerer?.ip ?? null) };
const answererPort: Variable = { read: ({ task }) => integer(task.answerer?.port ?? 0) };

/** The request for the origin. */
export const backendRequest: Family = {
  'bereq.method': bereqText('method'),
  'bereq.request': bereqText('method'),
  'bereq.url': bereqText('url'),
  ...urlParts('bereq.url', ({ task }) => task.bereq),
  'bereq.proto': { read: ({ task }) => string(task.bereq?.proto ?? null) },
  'bereq.headers': { read: ({ task }) => string(task.bereq?.headers.lines.map(([name]) => name).join(',') ?? null) },
  'bereq.connect_timeout': timeout('connect'),
  'bereq.first_byte_timeout': timeout('firstByte'),
  'bereq.between_bytes_timeout': timeout('betweenBytes'),
  'bereq.fetch_timeout': timeout('fetch'),
  'bereq.bytes_written': { read: ({ task }) => integer(task.bereqHeadBytes + task.bereqBodyBytes) },
  'bereq.header_bytes_written': { read: ({ task }) => integer(task.bereqHeadBytes) },
  'bereq.body_bytes_written': { read: ({ task }) => integer(task.bereqBodyBytes) },
};

/** The response of the origin, and who gave it. */
export const backendResponse: Family = {
  'beresp.proto': { read: ({ task }) => string(task.beresp?.proto ?? null) },
  'beresp.status': {
    read: ({ task }) => integer(task.beresp?.status ?? 0),
    write: ({ task }, value) => {
      if (task.beresp !== null) task.beresp.status = numberIn(value);
    },
  },
  'beresp.response': {
    read: ({ task }) => string(task.beresp?.reason ?? null),
    write: ({ task }, value) => {
      if (task.beresp !== null) task.beresp.reason = textIn(value);
    },
  },
  'beresp.headers': { read: ({ task }) => string(task.beresp?.headers.lines.map(([name]) => name).join(',') ?? null) },
  'beresp.cacheable': flag('cacheable'),
  'beresp.ttl': duration('ttl'),
  'beresp.grace': duration('staleIfError'),
  'beresp.stale_if_error': duration('staleIfError'),
  'beresp.stale_while_revalidate': duration('staleWhileRevalidate'),
  'beresp.saintmode': duration('saintmode'),
  'beresp.gzip': flag('gzip'),
  'beresp.brotli': flag('brotli'),
  'beresp.do_esi': flag('esi'),
  'beresp.do_stream': flag('stream'),
  'beresp.pci': flag('pci'),
  'beresp.hipaa': flag('hipaa'),
  'beresp.backend.name': answererName,
  'beresp.backend.host': { read: ({ task }) => string(task.answerer?.host ?? '') },
  'beresp.backend.ip': answererIp,
  'beresp.backend.port': answererPort,
};

/** The backend that is chosen for the request, or that answered it. */
export const chosenBackend: Family = {
  'req.backend': {
    read: ({ task }) => ({ type: 'BACKEND', value: task.backend }),
    write: ({ task }, value) => {
      task.backend = value.type === 'BACKEND' ? value.value : null;
    },
  },
  'req.backend.healthy': { read: (frame) => bool(frame.task.backend !== null && frame.isHealthy(frame.task.backend)) },
  'req.backend.is_origin': {
    read: ({ task, linked }) =>
      bool(task.backend !== null && linked.directors.get(task.backend)?.type.name !== 'shield'),
  },
  'req.backend.name': {
    read: ({ task }) => (task.answerer === null ? string(task.backend) : string(task.answerer.name)),
  },
  'req.backend.ip': answererIp,
  'req.backend.port': answererPort,
};

/** `backend.NAME.healthy` and the others with a name in them. */
export function namedBackend(name: string): Variable | null {
  const health = /^(?:backend|director)\.([^.]+)\.healthy$/.exec(name)?.[1];
  if (health !== undefined) {
    return { read: (frame: Frame) => (known(health, frame) ? bool(frame.isHealthy(health)) : notSet) };
  }
  if (/^backend\.[^.]+\.connections_(?:open|used)$/.test(name)) return { read: () => integer(0) };
  return null;
}

function known(name: string, { linked }: Frame): boolean {
  return linked.backends.has(name) || linked.directors.has(name);
}
