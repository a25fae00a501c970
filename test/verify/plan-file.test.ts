import { describe, expect, test } from 'vitest';
import { type Plan, plainAnswer, plainRequest } from '../../src/verify/plan.ts';
import { readPlans, writePlans } from '../../src/verify/plan-file.ts';

const plan: Plan = {
  origins: {
    '*': [
      { ...plainAnswer, url: '/a', times: 1, status: 502, reason: 'Oh no' },
      {
        ...plainAnswer,
        headers: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Age', '10'],
        ],
        body: 'x\u00c3\u00a9\n',
      },
      { ...plainAnswer, close: true },
    ],
  },
  steps: [
    {
      kind: 'request',
      request: { ...plainRequest, url: '/a?b=1', headers: [['X', '1']], client: '2001:db8::1', tls: true },
    },
    { kind: 'pause', seconds: 1.3 },
    { kind: 'request', request: { ...plainRequest, method: 'POST', body: 'a: b' } },
  ],
};

describe('plans as a file', () => {
  test('what is written is read again', () => {
    expect(readPlans(writePlans([plan, plan]), 'f')).toEqual([plan, plan]);
  });

  test('one plan stands for a list of one', () => {
    expect(readPlans('steps: [{ request: { url: /a } }, { pause: 2 }]', 'f')).toEqual([
      {
        origins: {},
        steps: [
          { kind: 'request', request: { ...plainRequest, url: '/a' } },
          { kind: 'pause', seconds: 2 },
        ],
      },
    ]);
  });

  test.each([
    ['steps: [{ wait: 1 }]', 'f.steps[0]: a step is a request or a pause'],
    ['steps: [{ request: { path: / } }]', 'f.steps[0].request: unknown key "path"'],
    ['origins: { a: [{ status: often }] }\nsteps: []', 'f.origins.a[0].status: expected a number'],
    ['- steps: [', 'f: '],
  ])('%s', (yaml, message) => {
    expect(() => readPlans(yaml, 'f')).toThrow(message);
  });
});
