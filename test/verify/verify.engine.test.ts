import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { readPlans, writePlans } from '../../src/verify/plan-file.ts';
import { reportJson } from '../../src/verify/report-json.ts';
import { reportText } from '../../src/verify/report-text.ts';
import { countsOf, holds, wasPlayed } from '../../src/verify/summary.ts';
import { missingEngine, Varnishd } from '../../src/verify/varnishd.ts';
import { SourceError, type Verification, verify, type VerifyOptions } from '../../src/verify/verify.ts';

const missing = missingEngine();
if (missing !== null && process.env['VCL_PORT_REQUIRE_ENGINES'] === '1') throw new Error(`${missing} is not installed`);

const backend = 'backend F_a { .host = "origin.example.com"; .port = "443"; .ssl = true; }\n';

describe.skipIf(missing !== null)('verify on varnishd', () => {
  let varnishd: Varnishd;
  beforeAll(async () => {
    varnishd = await Varnishd.start();
  });
  afterAll(() => varnishd.stop());

  const run = (text: string, options: Partial<VerifyOptions> = {}): Promise<Verification> =>
    verify(
      { name: 'main.vcl', text: backend + text },
      { budget: 15, seed: 1, plays: 300, pauses: false, varnishd, ...options },
    );

  test('two sides that are the same', async () => {
    const verification = await run(
      `sub vcl_recv {
#FASTLY recv
  if (req.url.path == "/old") { error 601 "/new"; }
  if (req.http.X-Skip) { return(pass); }
  return(lookup);
}
sub vcl_error {
  if (obj.status == 601) { set obj.status = 301; set obj.http.Location = obj.response; }
  set obj.http.Content-Type = "text/plain";
  synthetic "made";
  return(deliver);
}
sub vcl_deliver { set resp.http.X-Url = req.url; return(deliver); }`,
      {
        plans: readPlans(
          `
- steps: [{ request: { url: /old } }, { request: { url: /a, headers: { X-Skip: '1' } } }, { request: { url: /a } }, { request: { url: /a } }]
`,
          'plan',
        ),
      },
    );
    expect(reportText(verification, 'main.vcl')).toContain('5 of 6 branches; 4 requests in 1 plan on both sides');
    expect(holds(verification)).toBe(true);
  });

  test('a target that does something else is found, with the ways of both', async () => {
    const source = 'sub vcl_recv { if (req.http.Cookie:beta == "yes") { set req.http.X-Beta = "1"; } return(lookup); }';
    const target = `vcl 4.1;
backend F_a { .host = "192.0.2.1"; .port = "80"; }
sub vcl_recv { if (req.http.Cookie ~ "beta=no") { set req.http.X-Beta = "1"; } return (hash); }
sub vcl_deliver { unset resp.http.Age; }`;
    const verification = await run(source, { target: { name: 'target.vcl', text: target } });
    expect(holds(verification)).toBe(false);
    const text = reportText(verification, 'main.vcl');
    expect(text).toMatch(
      /NOT ANNOUNCED: GET .*\n(?:.*\n)*? {2}origin 1 header x-beta: "1" on the machine, none on varnishd/,
    );
    expect(text).toMatch(/recv +return\(lookup\) {2}main\.vcl:2/);
    expect(text).toMatch(/RECV +return\(hash\)/);
    const json = JSON.parse(reportJson(verification, 'main.vcl')) as { readonly holds: boolean };
    expect(json.holds).toBe(false);
  });

  test('what a diagnostic spoke of is announced, and only that', async () => {
    const verification = await run(
      `sub vcl_recv {
  set req.http.X-City = client.geo.city;
  return(lookup);
}
sub vcl_deliver { set resp.http.X-City = req.http.X-City; set resp.http.X-Other = "1"; return(deliver); }`,
      {
        plans: readPlans('steps: [{ request: { headers: { Accept-Encoding: gzip } } }]', 'plan'),
      },
    );
    const findings = verification.played.flatMap(({ steps }) => steps.flatMap((step) => step.findings));
    expect(findings.map(({ aspect, announcedBy }) => `${aspect} ${announcedBy?.code}`)).toEqual(
      expect.arrayContaining(['header x-city VCP2002', 'origin 1 header x-city VCP2002']),
    );
    expect(findings.every(({ announcedBy }) => announcedBy !== null)).toBe(true);
    expect(holds(verification)).toBe(true);
  });

  test('hits, stale objects and a failing origin', async () => {
    const source = `sub vcl_fetch {
  if (beresp.status >= 500 && stale.exists) { return(deliver_stale); }
  set beresp.stale_if_error = 60s;
  return(deliver);
}
sub vcl_error { set obj.http.Content-Type = "text/plain"; synthetic "made"; return(deliver); }`;
    const plans = readPlans(
      `
origins:
  '*':
    - { times: 1, headers: { Cache-Control: max-age=1 }, body: first }
    - { status: 503, body: bad }
steps: [{ request: {} }, { request: {} }, { pause: 1.3 }, { request: {} }]
`,
      'plan',
    );
    const verification = await run(source, { plans });
    expect(verification.played[0]?.steps.map(({ varnish }) => varnish.response?.body)).toEqual([
      'first',
      'first',
      'first',
    ]);
    expect(countsOf(verification)).toMatchObject({ requests: 3, unannounced: 0 });
  });

  test('backends and includes of the target are led to the origins of the run, whatever their names', async () => {
    const target = {
      name: 'target.vcl',
      text: 'vcl 4.1;\ninclude "backends.vcl";\nsub vcl_recv { set req.backend_hint = default; return (pass); }\n',
      include: (path: string) =>
        path === 'backends.vcl'
          ? { name: path, text: 'vcl 4.1;\nbackend default { .host = "192.0.2.1"; .port = "80"; }\n' }
          : null,
    };
    const plans = readPlans('steps: [{ request: {} }]', 'plan');
    const verification = await run('sub vcl_recv { return(pass); }', { target, plans });
    expect(verification.refused).toBeNull();
    expect(verification.played[0]?.steps[0]?.varnish.fetches.map(({ backend }) => backend)).toEqual(['default']);
  });

  test('diagnostics excuse nothing that they have nothing to do with', async () => {
    const nonsense = {
      name: 'target.vcl',
      text: 'vcl 4.1;\nbackend default none;\nsub vcl_recv { return (synth(418, "nonsense")); }\n',
    };
    const source = `acl unused { ! "10.0.0.0"/8; "10.1.0.0"/16; }
sub vcl_recv {
  declare local var.c STRING = client.geo.city;
  return(lookup);
}`;
    const plans = readPlans('steps: [{ request: {} }]', 'plan');
    expect(holds(await run(source, { target: nonsense, plans }))).toBe(false);
  });

  test('nothing is proven where nothing was played', async () => {
    const verification = await run('sub vcl_recv { return(lookup); }', { plans: [] });
    expect([wasPlayed(verification), holds(verification)]).toEqual([false, false]);
    expect(reportText(verification, 'main.vcl')).toContain('nothing was played');
  });

  test('VCL that varnishd does not take, and a source with errors', async () => {
    const target = { name: 'target.vcl', text: 'vcl 4.1;\nbackend F_a none;\nsub vcl_recv { set req.nothing = 1; }\n' };
    const verification = await run('sub vcl_recv { return(lookup); }', { target });
    expect(verification.refused).toContain('nothing');
    expect(holds(verification)).toBe(false);
    await expect(run('sub vcl_recv { set ; }')).rejects.toThrow(SourceError);
  });

  test('what was played can be played again', async () => {
    const source = 'sub vcl_recv { if (req.http.A == "x") { return(pass); } return(lookup); }';
    const first = await run(source);
    const saved = writePlans(first.played.map(({ plan }) => plan));
    const again = await run(source, { plans: readPlans(saved, 'saved') });
    expect(countsOf(again)).toEqual(countsOf(first));
    expect(again.reached.size).toBe(first.reached.size);
  });

  test('generated programs', { timeout: 300_000 }, async () => {
    const { faults } = await fuzz({
      programs: Number(process.env['VCL_PORT_FUZZ'] ?? 100),
      seed: 7,
      shrinkSeconds: 10,
    });
    expect(faults.map(({ summary, scenario }) => `${summary}\n${scenario}`)).toEqual([]);
  });
});
