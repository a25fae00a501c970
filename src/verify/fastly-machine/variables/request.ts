import { createHash } from 'node:crypto';
import type { Frame } from '../frame.ts';
import { bool, integer, notSet, rtime, string } from '../value.ts';
import { urlParts } from './url.ts';
import { type Family, flagIn, numberIn, textIn, type Variable } from './variable.ts';

/** Larger bodies are not shown (constraints and limitations). */
const shownBody = 8192;

const method: Variable = {
  read: ({ task }) => string(task.req.method),
  write: ({ task }, value) => {
    task.req.method = textIn(value);
  },
};

const body: Variable = { read: ({ task }) => string(bodyOf(task.original.body)) };

function bodyOf(bytes: Buffer): string {
  return bytes.length > shownBody ? '' : bytes.toString('latin1');
}

/** Limits of what a request takes that is stale; the old name is of the one for errors. */
const staleIfError: Variable = {
  read: ({ task }) => rtime(finite(task.maxStaleIfError)),
  write: ({ task }, value) => {
    task.maxStaleIfError = numberIn(value);
  },
};

/** No limit shows as the longest that there is. */
const finite = (seconds: number): number => Math.min(seconds, 9_223_372_036);

function digestOf({ task }: Frame): string {
  return createHash('sha256').update(task.hash, 'latin1').digest('hex');
}

export const request: Family = {
  'req.method': method,
  'req.request': method,
  'req.url': {
    read: ({ task }) => string(task.req.url),
    write: ({ task }, value) => {
      // A line break would end the request line.
      task.req.url = textIn(value).split(/[\r\n]/, 1)[0] as string;
    },
  },
  ...urlParts('req.url', ({ task }) => task.req),
  'req.proto': { read: ({ task }) => string(task.req.proto) },
  'req.protocol': { read: ({ task }) => string(task.client.tls ? 'https' : 'http') },
  'req.is_ssl': { read: ({ task }) => bool(task.client.tls) },
  'req.is_ipv6': { read: ({ task }) => bool(task.client.ip.includes(':')) },
  'req.body': body,
  'req.postbody': body,
  'req.body.base64': {
    read: ({ task }) => string(Buffer.from(bodyOf(task.original.body), 'latin1').toString('base64')),
  },
  'req.headers': { read: ({ task }) => string(task.req.headers.lines.map(([name]) => name).join(',')) },
  'req.bytes_read': { read: ({ task }) => integer(task.original.headBytes + task.original.body.length) },
  'req.header_bytes_read': { read: ({ task }) => integer(task.original.headBytes) },
  'req.body_bytes_read': { read: ({ task }) => integer(task.original.body.length) },
  'req.is_background_fetch': { read: ({ task }) => bool(task.background) },
  'req.is_purge': { read: ({ task }) => bool(task.purge) },
  'req.xid': { read: ({ task }) => string(task.xid) },
  'fastly_info.request_id': { read: ({ task }) => string(task.xid) },
  'req.restarts': { read: ({ task }) => integer(task.restarts) },
  'req.hash_always_miss': {
    read: ({ task }) => bool(task.hashAlwaysMiss),
    write: ({ task }, value) => {
      task.hashAlwaysMiss = flagIn(value);
    },
  },
  'req.hash_ignore_busy': {
    read: ({ task }) => bool(task.hashIgnoreBusy),
    write: ({ task }, value) => {
      task.hashIgnoreBusy = flagIn(value);
    },
  },
  'req.enable_range_on_pass': {
    read: ({ task }) => bool(task.rangeOnPass),
    write: ({ task }, value) => {
      task.rangeOnPass = flagIn(value);
    },
  },
  'req.max_stale_if_error': staleIfError,
  'req.grace': staleIfError,
  'req.max_stale_while_revalidate': {
    read: ({ task }) => rtime(finite(task.maxStaleWhileRevalidate)),
    write: ({ task }, value) => {
      task.maxStaleWhileRevalidate = numberIn(value);
    },
  },
  'req.hash': { read: ({ task }) => string(task.hash) },
  'req.digest': { read: (frame) => (frame.task.hash === '' ? string('') : string(digestOf(frame))) },
  'req.digest.ratio': {
    read: (frame) => ({ type: 'FLOAT', value: Number.parseInt(digestOf(frame).slice(0, 8), 16) / 2 ** 32 }),
  },
  'req.is_esi_subreq': { read: ({ task }) => bool(task.parent !== null) },
  'req.esi_level': { read: ({ task }) => integer(task.parent?.level ?? 0) },
  'req.topurl': { read: ({ task }) => (task.parent === null ? string(task.req.url) : string(task.parent.topUrl)) },
  'req.esi': {
    read: ({ task }) => bool(task.esi),
    write: ({ task }, value) => {
      task.esi = flagIn(value);
    },
  },
  'req.vcl.generation': { read: ({ services }) => integer(services.generation) },
  'fastly_info.host_header': {
    read: ({ task }) => {
      const host = task.original.headers.find(([name]) => name.toLowerCase() === 'host');
      return host === undefined ? notSet : string(host[1].toLowerCase());
    },
  },
  'fastly_info.state': { read: ({ task }) => string(task.state) },
  'fastly.error': {
    read: ({ task }) => string(task.error),
    write: ({ task }, value) => {
      task.error = value.type === 'STRING' ? value.value : null;
    },
  },
};
