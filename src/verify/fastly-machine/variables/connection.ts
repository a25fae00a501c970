import type { Frame } from '../frame.ts';
import { bool, integer, ip, notSet, string, type Value } from '../value.ts';
import { type Family, textIn, type Variable } from './variable.ts';

/** Known of connections over TLS alone. */
const overTls = (name: string, otherwise: Value): Variable => ({
  read: ({ task, platform }: Frame) => (task.client.tls ? (platform.constant(name) ?? otherwise) : otherwise),
});

export const connection: Family = {
  'client.ip': { read: ({ task }) => ip(task.client.ip) },
  'client.port': { read: ({ task }) => integer(task.client.port) },
  'client.requests': { read: ({ task }) => integer(task.client.requests) },
  'client.identity': {
    read: ({ task }) => string(task.identity ?? task.client.ip),
    write: ({ task }, value) => {
      task.identity = textIn(value);
    },
  },
  'server.ip': { read: ({ task, platform }) => platform.constant('server.ip') ?? ip(task.client.serverIp) },
  'server.port': { read: ({ task, platform }) => platform.constant('server.port') ?? integer(task.client.serverPort) },
  'fastly_info.edge.is_tls': { read: ({ task }) => bool(task.client.tls) },
  'tls.client.protocol': overTls('tls.client.protocol', notSet),
  'tls.client.cipher': overTls('tls.client.cipher', notSet),
  'tls.client.servername': {
    read: ({ task, platform }) => {
      if (!task.client.tls) return notSet;
      return platform.constant('tls.client.servername') ?? string(task.req.headers.get('Host'));
    },
  },
};
