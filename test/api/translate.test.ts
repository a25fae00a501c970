import { describe, expect, test } from 'vitest';
import { check, OptionError, translate } from '../../src/index.ts';

const backend = 'backend F_a { .host = "192.0.2.1"; .port = "80"; }\n';
const recv = (body: string): string => `${backend}sub vcl_recv {\n${body}\n}\n`;

describe('translate', () => {
  test('tells the dialect of the source and takes the other one as the target', () => {
    const toVarnish = translate(recv('set req.backend = F_a; error 403;'));
    expect(toVarnish.code).toMatch(/^vcl 4\.1;/);
    expect(toVarnish.report.target).toBe('varnish@7.1');
    const toFastly = translate('vcl 4.1;\nbackend default { .host = "192.0.2.1"; }\nsub vcl_recv { return (pass); }\n');
    expect(toFastly.report.target).toBe('fastly');
    expect(toFastly.code).not.toContain('vcl 4.1');
  });

  test('gives diagnostics with their place, in the order of the source', () => {
    const { diagnostics } = translate({ name: 'shop.vcl', text: recv('  set req.http.A = req.nonsense;\n  set = ;') });
    const placed = diagnostics.filter((one) => one.family === 1);
    expect(placed.map((one) => one.code)).toEqual(['VCP1010', 'VCP1001']);
    expect(placed[0]?.place).toMatchObject({ file: 'shop.vcl', line: 3, column: 20, endLine: 3, endColumn: 32 });
    expect(placed[0]).toMatchObject({ severity: 'error', limit: 'input', title: 'Unknown variable' });
  });

  test('refuses options that there are not, and says which there are', () => {
    const attempt = (options: object): OptionError => {
      try {
        translate(recv(''), options);
      } catch (error) {
        if (error instanceof OptionError) return error;
      }
      throw new Error('nothing was refused');
    };
    expect(attempt({ to: 'varnish@3.0' })).toMatchObject({
      option: 'to',
      message: expect.stringContaining("'varnish@7.1'"),
    });
    expect(attempt({ from: 'haproxy' })).toMatchObject({ option: 'from' });
    expect(attempt({ from: 'fastly', to: 'fastly' })).toMatchObject({ option: 'to' });
    expect(attempt({ unsupported: 'ignore' })).toMatchObject({
      option: 'unsupported',
      message: expect.stringContaining("'break'"),
    });
    expect(attempt({ vmods: ['geoip3'] })).toMatchObject({
      option: 'vmods',
      message: expect.stringContaining("'geoip3'"),
    });
    expect(attempt({ nulltext: true })).toMatchObject({
      option: 'nulltext',
      message: expect.stringContaining("'nullText'"),
    });
    expect(attempt({ nullText: 'yes' })).toMatchObject({ option: 'nullText' });
  });

  test('says when the source does not look like what it is to be translated from', () => {
    const varnish = 'vcl 4.1;\nimport std;\nsub vcl_backend_response { set beresp.uncacheable = true; }\n';
    expect(check(varnish, { to: 'varnish@7.1' }).map((one) => one.code)).toContain('VCP1022');
    expect(check(varnish).map((one) => one.code)).not.toContain('VCP1022');
  });

  test('is the same for the same input', () => {
    const source = recv('set req.backend = F_a; set req.http.A = "a" req.http.B; error 403;');
    expect(JSON.stringify(translate(source))).toBe(JSON.stringify(translate(source)));
  });

  test('a fault of its own is a diagnostic, and there is no output', async () => {
    const { brokenOff } = await import('../../src/api/broken-off.ts');
    const { settingsOf } = await import('../../src/options.ts');
    const { code, diagnostics } = brokenOff(new Error('a pass failed'), settingsOf(recv(''), {}));
    expect(code).toBe('');
    expect(diagnostics).toMatchObject([
      { code: 'VCP9005', limit: 'tool', message: expect.stringContaining('a pass failed') },
    ]);
  });
});

describe('unsupported', () => {
  const source = recv('  set req.backend = F_a;\n  # a remark\n  set = 1;\n  error 403;');

  test('comment: the original stays at its place, with the code', () => {
    const { code } = translate(source, { unsupported: 'comment' });
    expect(code).toContain('    # a remark\n    # VCP1001, not translated: set = 1;\n    return (synth(403');
    expect(code).not.toContain('NOT_TRANSLATED');
  });

  test('break: the compiler of the target is made to refuse it', () => {
    const { code, diagnostics } = translate(source, { unsupported: 'break' });
    expect(code).toContain('    # VCP1001, not translated: set = 1;\n    VCP1001_NOT_TRANSLATED;\n');
    // The word is meant to be refused: that is not reported again.
    expect(diagnostics.map((one) => one.code)).not.toContain('VCP9002');
  });

  test('error: there is no output', () => {
    const { code, map, diagnostics } = translate(source, { unsupported: 'error' });
    expect(code).toBe('');
    expect(map.lines).toEqual([]);
    expect(diagnostics.map((one) => one.code)).toContain('VCP1001');
    expect(translate(recv('set req.backend = F_a; error 403;'), { unsupported: 'error' }).code).not.toBe('');
  });
});

describe('the source map', () => {
  test('knows for each line of the output the place that it came from', () => {
    const source = `${backend}\n# greets\nsub vcl_recv {\n  set req.backend = F_a;\n  # why\n  if (req.http.A) {\n    error 403;\n  }\n}\n`;
    const { code, map } = translate(source);
    const lines = code.split('\n');
    const lineOf = (text: string): number | undefined =>
      map.lines[lines.findIndex((line) => line.trim() === text)]?.line;
    expect(map.lines).toHaveLength(lines.length);
    expect(lineOf('backend F_a {')).toBe(1);
    expect(lineOf('.port = "80";')).toBe(1);
    expect(lineOf('set req.backend_hint = F_a;')).toBe(5);
    expect(lineOf('# why')).toBe(6);
    expect(lineOf('if (req.http.A) {')).toBe(7);
    expect(lines[lines.findIndex((line) => line.includes('synth(403'))]).toBeDefined();
    expect(map.lines[lines.findIndex((line) => line.includes('synth(403'))]?.line).toBe(8);
    expect(map.lines[0]).toBeNull();
  });
});
