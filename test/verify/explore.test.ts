import { describe, expect, test } from 'vitest';
import { branchesOf } from '../../src/verify/coverage.ts';
import { explore } from '../../src/verify/explore.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';

const backend = 'backend F_a { .host = "127.0.0.1"; .port = "80"; }\n';
const options = { seed: 1, plays: 2500, pauses: true, nullText: '', set: new Map() };

/** Branches that exploring does not reach, as `line what`. */
async function open(text: string): Promise<readonly string[]> {
  const { branches, reached, trouble } = await explore(link({ name: 'main.vcl', text: backend + text }), options);
  expect([...trouble.keys()]).toEqual([]);
  return branches.filter((branch) => !reached.has(branch)).map(({ what, place }) => `${place?.line} ${what}`);
}

describe('requests made from a configuration', { timeout: 30_000 }, () => {
  test.each([
    [
      'path, method and host',
      'if (req.url.path == "/a/b" && req.method == "DELETE") { error 601; } if (req.http.Host ~ "^m\\.(de|at)\\.example") { error 602; }',
    ],
    [
      'headers, cookies and arguments',
      'if (req.http.X-Mode == "beta") { error 601; } if (req.http.Cookie:sid ~ "^[0-9a-f]{4}$") { error 602; } if (querystring.get(req.url, "q") == "xy") { error 603; }',
    ],
    [
      'access lists and tables',
      'if (client.ip ~ office) { error 601; } if (table.lookup(moved, req.url.path)) { error 602; } if (table.lookup(modes, req.http.X-Mode) == "b") { error 603; }',
    ],
    [
      'what is kept in between',
      'declare local var.part STRING; set var.part = regsub(req.url, "^/([^/?]*).*", "\\1"); set req.http.X-Part = var.part; if (req.http.X-Part == "shop") { error 601; }',
    ],
    [
      'switch',
      'switch (req.http.X-Kind) { case "a": error 601; break; case ~ "^b[0-9]$": error 602; break; default: set req.http.X-Other = "1"; break; }',
    ],
    [
      'numbers and text lengths',
      'if (std.atoi(req.http.X-Count) > 41) { error 601; } if (std.strlen(req.http.X-Text) > 3) { error 602; }',
    ],
    [
      'branches inside of branches',
      'if (req.http.A == "1") { if (req.http.B == "2") { if (req.http.C == "3") { error 601; } else { error 602; } } }',
    ],
  ])('%s', async (_, code) => {
    const declarations =
      'acl office { "192.0.2.0"/24; ! "192.0.2.9"; }\ntable moved { "/old": "/new" }\ntable modes { "one": "a", "two": "b" }\n';
    expect(await open(`${declarations}sub vcl_recv { ${code.replaceAll('if', '\nif')} return(lookup); }`)).toEqual([]);
  });

  test('answers of origins, hits, stale objects, restarts', async () => {
    const text = `
sub vcl_fetch {
  if (beresp.status == 503 && req.restarts == 0) { restart; }
  if (beresp.status >= 500 && beresp.status < 600) { if (stale.exists) { return(deliver_stale); } error 503; }
  if (beresp.http.X-Private) { return(pass); }
  if (beresp.ttl < 10s) { set beresp.http.X-Short = "1"; }
  set beresp.stale_if_error = 1h;
  return(deliver);
}
sub vcl_hit { if (obj.hits > 1) { set req.http.X-Often = "1"; } return(deliver); }
sub vcl_deliver { if (fastly_info.state ~ "^HIT") { set resp.http.X-Hit = "1"; } return(deliver); }`;
    expect(await open(text)).toEqual([]);
  });

  test('the same seed makes the same plans', async () => {
    const text = `${backend}sub vcl_recv { if (req.http.A) { error 601; } if (req.url ~ "x") { return(pass); } }`;
    const [one, other] = [
      await explore(link({ name: 'm', text }), options),
      await explore(link({ name: 'm', text }), options),
    ];
    expect(one.plans).toEqual(other.plans);
    expect(one.plans.length).toBeGreaterThan(2);
  });

  test('branches: each way out of an if and a switch', () => {
    const text = `sub a { if (req.http.A) { } elsif (req.http.B) { } switch (req.http.C) { case "1": break; } }`;
    expect(branchesOf(link({ name: 'm', text })).map(({ what }) => what)).toEqual([
      'if',
      'elsif',
      'no branch',
      'case',
      'no case',
    ]);
  });
});
