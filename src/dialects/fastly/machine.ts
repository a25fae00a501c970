import type { Machine } from '../dialect.ts';

/** Fastly's machine (reference: "VCL subroutines" and their return states). One thread; vcl_error goes on to vcl_deliver. */
export const fastlyMachine: Machine = {
  subroutines: {
    vcl_recv: ['receive'],
    vcl_hash: ['hash'],
    vcl_hit: ['hit'],
    vcl_miss: ['miss'],
    vcl_pass: ['pass'],
    vcl_fetch: ['backend-response'],
    vcl_error: ['synth', 'backend-error'],
    vcl_deliver: ['deliver'],
    vcl_log: ['log'],
    vcl_pipe: ['pipe'],
  },
  words: {
    lookup: { '*': 'lookup' },
    hash: { '*': 'hashed' },
    fetch: { '*': 'fetch' },
    deliver: { '*': 'deliver', log: 'done' },
    // In vcl_pass the decision has been taken: `pass` goes on to the origin.
    pass: { '*': 'pass', pass: 'fetch' },
    hit_for_pass: { '*': 'pass' },
    error: { '*': 'synth', 'backend-response': 'backend-error' },
    restart: { '*': 'restart' },
    deliver_stale: { '*': 'deliver-stale' },
    upgrade: { '*': 'upgrade' },
    pipe: { '*': 'pipe' },
    challenge: { '*': 'challenge' },
  },
  defaults: {
    receive: 'lookup',
    hash: 'hashed',
    hit: 'deliver',
    miss: 'fetch',
    pass: 'fetch',
    'backend-response': 'deliver',
    synth: 'deliver',
    'backend-error': 'deliver',
    deliver: 'deliver',
    log: 'done',
  },
};
