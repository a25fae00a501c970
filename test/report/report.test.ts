import { describe, expect, test } from 'vitest';
import { mermaid, reportFormats, translate, type Report } from '../../src/index.ts';

const service = `backend F_a { .host = "192.0.2.1"; }
sub vcl_recv {
#FASTLY recv
  set req.backend = F_a;
  if (req.url ~ "^/old") {
    error 601 "/new";
  }
  set = 1;
  set = 2;
  return(lookup);
}
sub vcl_error {
  if (obj.status == 601) {
    set obj.status = 301;
    return(deliver);
  }
}
`;
const report = (text = service): Report => translate({ name: 'shop.vcl', text }).report;

describe('the report', () => {
  test('counts statements and declarations by what is said about each', () => {
    const { statements } = report();
    // A backend; in recv a macro, set, if, error, two bad ones, return; in error an if, set and return.
    expect(statements.total).toBe(11);
    expect(statements.left).toBe(2);
    expect(statements.platform).toBeGreaterThanOrEqual(1);
    expect(statements.same + statements.noted + statements.platform + statements.left).toBe(statements.total);
  });

  test('a diagnostic inside a block is of the statement there, not of the block', () => {
    const { statements } = report(
      'sub vcl_recv {\n  if (req.http.A) {\n    set req.http.B = req.nonsense;\n    esi;\n  }\n}\n',
    );
    expect(statements).toMatchObject({ total: 3, left: 1 });
  });

  test('counts diagnostics by family and severity', () => {
    const { counts, diagnostics } = report();
    expect(counts.families[1]).toBe(2);
    expect(Object.values(counts.families).reduce((sum, count) => sum + count, 0)).toBe(diagnostics.length);
    expect(counts.severities.error).toBe(diagnostics.filter((one) => one.severity === 'error').length);
  });

  test('lists the vmods of the output with the package of each', () => {
    const { needs } = report(
      'backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv {\n  set req.backend = F_a;\n  declare local var.a STRING;\n  set var.a = std.tolower(req.http.B);\n  if (req.http.C) { set var.a = "x"; }\n  set req.http.A = var.a;\n}\n',
    );
    expect(needs.vmods).toContainEqual(expect.objectContaining({ name: 'std', package: 'bundled' }));
    for (const { name, package: from } of needs.vmods) expect(from, name).not.toBe('unknown');
  });

  test('lists the stubs that are to be filled in', () => {
    const { needs } = report(
      'table empty {}\nsub vcl_recv {\n  set req.backend = F_gone;\n  if (client.ip ~ office) { set req.http.A = table.lookup(dict, table.lookup(empty, "x")); call other; }\n}\n',
    );
    expect(needs.stubs.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'F_gone', kind: 'backend' },
      { name: 'dict', kind: 'table' },
      { name: 'empty', kind: 'table' },
      { name: 'office', kind: 'access list' },
      { name: 'other', kind: 'subroutine' },
    ]);
  });

  test('draws the machine before and after', () => {
    const { before, after } = report().graph;
    expect(before).toContainEqual({ from: 'receive', action: 'synth', to: 'synth' });
    expect(before).toContainEqual({ from: 'receive', action: 'lookup', to: 'hash' });
    expect(before).toContainEqual({ from: 'synth', action: 'deliver', to: 'deliver' });
    // The synthetic response does not go on to deliver any more: what deliver does is done where it is made.
    expect(after).toContainEqual({ from: 'synth', action: 'done', to: null });
    expect(after).not.toContainEqual(expect.objectContaining({ from: 'synth', to: 'deliver' }));
    expect(mermaid(before)).toMatch(/^stateDiagram-v2\n {2}\[\*\] --> receive\n/);
    expect(mermaid(before)).toContain('  receive --> synth : synth\n');
  });

  test('is plain data', () => {
    const one = report();
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });
});

describe('the text of a report', () => {
  const text = reportFormats['text']?.write([report()]) ?? '';
  const lines = text.split('\n');

  test('says first what became of the configuration', () => {
    expect(lines[0]).toMatch(
      /^shop\.vcl: \d+ of 11 statements translated, .*2 left to do \(fastly to varnish@7\.1; \d+ errors?/,
    );
  });

  test('says what has to be done before the output goes live', () => {
    const text = `sub vcl_recv {
#FASTLY recv
  set req.backend = F_gone;
  set req.http.A = client.geo.city;
  set req.http.B = table.lookup(dict, "x");
  set = 1;
}
`;
    const written = reportFormats['text']?.write([report(text)]) ?? '';
    expect(written).toContain(`
Before it goes live
-------------------
  1. Put the input right: 1 place (VCP1001)
  2. Decide about what has no translation: 1 place (VCP2002)
  3. Fill in the stubs: backend F_gone, table dict
  4. Install the vmods: apt-get install varnish-modules
  5. Arrange for what the platform did: 1 place (VCP5001)
`);
    const nothing = 'backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv { set req.backend = F_a; error 403; }\n';
    expect(reportFormats['text']?.write([report(nothing)])).not.toContain('Before it goes live');
  });

  test('has each message once, with the places where it holds', () => {
    expect(lines.filter((line) => line.startsWith('VCP1001'))).toHaveLength(1);
    const at = lines.findIndex((line) => line.startsWith("  unexpected '='"));
    expect(lines.slice(at + 1, at + 3)).toEqual(['      shop.vcl:8:7', '      shop.vcl:9:7']);
  });

  test('counts the places of what is said very often', () => {
    const often = `sub vcl_recv {\n${'  set = 1;\n'.repeat(17)}}\n`;
    expect(reportFormats['text']?.write([report(often)])).toContain('      and 12 more places\n');
  });

  test('is no wider than a terminal', () => {
    const sentences = lines.filter((line) => !/^\s*(?:server|\S+:\d+:\d+)/.test(line)).slice(1);
    for (const line of sentences) expect(line.length, line).toBeLessThanOrEqual(100);
  });
});

describe('the JSON of reports', () => {
  const write = (reports: readonly Report[]): unknown => JSON.parse(reportFormats['json']?.write(reports) ?? '');

  test('is the report with its diagrams; of several, a list', () => {
    expect(write([report()])).toMatchObject({
      tool: { name: 'vcl-port' },
      graph: { mermaid: { before: expect.stringContaining('stateDiagram-v2') } },
    });
    expect(write([report(), report()])).toHaveLength(2);
  });
});
