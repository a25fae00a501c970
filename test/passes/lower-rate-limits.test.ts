import { describe, expect, test } from 'vitest';
import { toVarnish } from '../support/translated.ts';

const limited = (code: string, options = {}) =>
  toVarnish(
    `backend F_a { .host = "192.0.2.1"; }
    # counts requests
    ratecounter rc {}
    ratecounter slow {}
    penaltybox pb {}
    sub vcl_recv { ${code} return(lookup); }`,
    options,
  );

describe('lower-rate-limits', () => {
  test('a limit is a bucket for its window, and a block', () => {
    const { linesWith, codes, code } = limited(
      'if (ratelimit.check_rate(client.ip, rc, 1, 10, 100, pb, 2m)) { error 429; }',
    );
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual([
      'if (vsthrottle.is_denied("rc:" + client.ip, 1000, 10s, 2m)) {',
    ]);
    expect(codes).toContain('VCP3036');
    expect(code).toContain('# counts requests');
    expect(code).not.toMatch(/^(?:ratecounter|penaltybox)/m);
  });

  test('requests that count for several', () => {
    const { linesWith } = limited(
      'if (ratelimit.check_rate(req.http.User "/" req.url, rc, 5, 60, 100, pb, 2m)) { error 429; }',
    );
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual([
      'if (vsthrottle.is_denied("rc:" + req.http.User + "/" + req.url, 1200, 60s, 2m)) {',
    ]);
  });

  test('only asked for, nothing is counted', () => {
    const { linesWith } = limited('if (ratelimit.check_rate(client.ip, rc, 0, 1, 100, pb, 2m)) { error 429; }');
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual([
      'if (vsthrottle.remaining("rc:" + client.ip, 100, 1s, 2m) == 0) {',
    ]);
  });

  test('two limits at once', () => {
    const { declaration } = limited(
      'if (ratelimit.check_rates(client.ip, rc, 1, 1, 50, slow, 1, 60, 10, pb, 5m)) { error 429; }',
    );
    expect(declaration('sub vcl_recv')).toMatch(
      /is_denied\("rc:" \+ client\.ip, 50, 1s, 5m\) \|\|\s+vsthrottle\.is_denied\("slow:" \+ client\.ip, 600, 60s, 5m\)/,
    );
  });

  test('constants come from where they were set, and what only held them goes', () => {
    const { linesWith, declaration } = limited(`
      declare local var.limit INTEGER; declare local var.window INTEGER; declare local var.ttl TIME; declare local var.entry STRING;
      set var.limit = 10; # a second
      set var.window = 60; set var.ttl = 4m; set var.entry = req.http.User;
      if (ratelimit.check_rate(var.entry, rc, 1, var.window, var.limit, pb, var.ttl)) { error 429; }`);
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual([
      'if (vsthrottle.is_denied("rc:" + var.get("entry"), 600, 60s, 4m)) {',
    ]);
    expect(declaration('sub vcl_recv')).not.toMatch(/"(?:limit|window|ttl)"/);
    expect(declaration('sub vcl_recv')).toContain('# a second');
  });

  test('a limit that is not constant is worked out', () => {
    const { linesWith } =
      limited(`declare local var.limit INTEGER; if (req.http.A) { set var.limit = 10; } else { set var.limit = 20; }
      if (ratelimit.check_rate(client.ip, rc, 1, 10, var.limit, pb, 2m)) { error 429; }`);
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual([
      'if (vsthrottle.is_denied("rc:" + client.ip, var.get_int("limit") * 10, 10s, 2m)) {',
    ]);
  });
});

describe('penalty boxes', () => {
  test('who is put in is found there', () => {
    const { linesWith } = limited(
      'if (ratelimit.penaltybox_has(pb, client.ip)) { error 429; } ratelimit.penaltybox_add(pb, client.ip, 3m);',
    );
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual([
      'if (vsthrottle.remaining("pb:" + client.ip, 1, 3m) == 0) {',
      'vsthrottle.is_denied("pb:" + client.ip, 1, 3m);',
    ]);
  });

  test('who exceeded a limit is found there, too', () => {
    const { declaration } = limited(`if (ratelimit.penaltybox_has(pb, client.ip)) { error 429; }
      if (ratelimit.check_rate(client.ip, rc, 1, 1, 50, pb, 2m)) { error 429; }`);
    expect(declaration('sub vcl_recv')).toContain('if (vsthrottle.blocked("rc:" + client.ip, 50, 1s, 2m) > 0s) {');
  });

  test('a limit asks the box that the code fills itself', () => {
    const { declaration } = limited(`if (ratelimit.check_rate(client.ip, rc, 1, 1, 50, pb, 2m)) { error 429; }
      if (req.url == "/trap") { ratelimit.penaltybox_add(pb, client.ip, 10m); }`);
    expect(declaration('sub vcl_recv')).toMatch(
      /remaining\("pb:" \+ client\.ip, 1, 10m\) == 0 \|\|\s+vsthrottle\.is_denied\("rc:"/,
    );
  });

  test('nobody is in a box that nothing fills', () => {
    expect(limited('if (ratelimit.penaltybox_has(pb, client.ip)) { error 429; }').code).not.toContain('vsthrottle');
  });

  test('a time that is not known beforehand is said', () => {
    const { codes, linesWith } = limited(
      'ratelimit.penaltybox_add(pb, client.ip, table.lookup_rtime(times, "t", 1m));',
    );
    expect(codes).toContain('VCP3038');
    expect(linesWith('sub vcl_recv', 'vsthrottle')).toEqual(['vsthrottle.is_denied("pb:" + client.ip, 1, 2m);']);
  });
});

describe('counts', () => {
  test('cannot be read: the statement stays as a comment', () => {
    const { code, messages } = limited(`declare local var.n INTEGER;
      set var.n = ratelimit.ratecounter_increment(rc, client.ip, 1);
      set req.http.Rate = ratecounter.rc.rate.10s;
      if (ratecounter.rc.bucket.60s > 100) { error 429; }`);
    expect(code).toContain('# VCP2030, not translated: set var.n = ratelimit.ratecounter_increment(rc, client.ip, 1);');
    expect(code).toContain('# VCP2030, not translated: set req.http.Rate = ratecounter.rc.rate.10s;');
    expect(code).not.toMatch(/^import vsthrottle/m);
    expect(messages('VCP2030')).toHaveLength(3);
  });

  test('without the extension there are no limits', () => {
    const { code, messages } = limited(
      'if (ratelimit.check_rate(client.ip, rc, 1, 10, 100, pb, 2m)) { error 429; } ratelimit.penaltybox_add(pb, client.ip, 2m);',
      { vmods: 'none' },
    );
    expect(code).not.toContain('vsthrottle.is_denied');
    expect(messages('VCP2033')).toHaveLength(2);
  });
});
