// Every variable of the table has a value of its type, in every subroutine, and takes one where it says that it can be set.

import { describe, expect, test } from 'vitest';

import { tables } from '../../src/generated/tables.ts';
import type { StateName } from '../../src/verify/fastly-machine/context.ts';
import { defaultOf } from '../../src/verify/fastly-machine/convert.ts';
import { Frame } from '../../src/verify/fastly-machine/frame.ts';
import { Headers } from '../../src/verify/fastly-machine/headers.ts';
import { Task } from '../../src/verify/fastly-machine/task.ts';
import { string, type ValueType } from '../../src/verify/fastly-machine/value.ts';
import { Desk } from './fake.ts';

const facts = tables.find(({ dialect }) => dialect === 'fastly')?.variables ?? {};
const vcl = `backend F { .host = "192.0.2.80"; } ratecounter R {}`;
const { machine } = new Desk(vcl);

function frame(state: StateName): Frame {
  const client = { ip: '192.0.2.7', port: 1, serverIp: '127.0.0.1', serverPort: 80, tls: true, requests: 1 };
  const request = {
    method: 'GET',
    url: '/a/b.c?d',
    proto: 'HTTP/1.1',
    headers: [],
    body: Buffer.alloc(0),
    headBytes: 10,
    client,
  };
  const task = new Task(request, { started: machine.platform.now(), xid: '1' });
  const headers = new Headers();
  const message = { proto: 'HTTP/1.1', status: 200, reason: 'OK', headers };
  task.bereq = { method: 'GET', url: '/', proto: 'HTTP/1.1', headers };
  task.resp = { ...message };
  task.synthetic = { ...message, body: null, ttl: 0 };
  task.backend = 'F';
  return new Frame(machine, task, state);
}

const elsewhere = new Set([
  'req.http.*',
  'bereq.http.*',
  'beresp.http.*',
  'obj.http.*',
  'resp.http.*',
  're.group.*',
  'LF',
]);

describe.each(Object.entries(facts))('%s', (name, { type, read, write }) => {
  if (elsewhere.has(name)) return;
  const named = name.replace(/^ratecounter\.\*/, 'ratecounter.R').replace('*', 'F');

  test('is read', () => {
    for (const state of read.length === 0 ? ['vcl_recv'] : read) {
      const short = state.replace('vcl_', '') as StateName;
      const value = frame(short).read(named);
      expect(value?.type, state).toBe(type);
    }
  });

  if (write.length === 0 || name === 'req.hash') return;
  test('is set', () => {
    for (const state of write) {
      const one = frame(state.replace('vcl_', '') as StateName);
      expect(
        () => one.write(named, type === 'STRING' ? string('x') : defaultOf(type as ValueType)),
        state,
      ).not.toThrow();
    }
  });
});

test('what was set is read again', () => {
  const one = frame('deliver');
  one.write('client.socket.cwnd', { type: 'INTEGER', value: 60n });
  expect(one.read('client.socket.cwnd')).toEqual({ type: 'INTEGER', value: 60n });
  one.write('resp.status', { type: 'INTEGER', value: 299n });
  expect(one.read('resp.status')).toEqual({ type: 'INTEGER', value: 299n });
  expect(one.read('no.such.variable')).toBeUndefined();
  expect(() => one.write('req.restarts', { type: 'INTEGER', value: 1n })).toThrow("'req.restarts' cannot be set");
});
