import { check, format } from 'prettier';
import { describe, expect, test } from 'vitest';
import plugin, { parsers } from '../../src/printer/prettier-plugin.ts';

const fastly = '# top\nsub vcl_fetch{set beresp.http.A="a" "b";# why\n\n\nif(req.http.B){esi;}}\n';
const varnish = 'vcl 4.1;\nsub vcl_recv{set req.http.A="a"+"b";return(hash);}\n';
const layout = (text: string, options: object = {}): Promise<string> =>
  format(text, { filepath: 'main.vcl', plugins: [plugin], ...options });

describe('the prettier plugin', () => {
  test('tells the dialect of a .vcl file', async () => {
    expect(await layout(fastly)).toBe(
      '# top\nsub vcl_fetch {\n    set beresp.http.A = "a" "b"; # why\n\n    if (req.http.B) {\n        esi;\n    }\n}\n',
    );
    expect(await layout(varnish)).toBe(
      'vcl 4.1;\n\nsub vcl_recv {\n    set req.http.A = "a" + "b";\n    return (hash);\n}\n',
    );
  });

  test('what it has written it leaves alone', async () => {
    for (const text of [fastly, varnish]) {
      expect(await check(text, { filepath: 'main.vcl', plugins: [plugin] })).toBe(false);
      const once = await layout(text);
      expect(await layout(once)).toBe(once);
      expect(await check(once, { filepath: 'main.vcl', plugins: [plugin] })).toBe(true);
    }
  });

  test('takes the options of prettier', async () => {
    expect(await layout(fastly, { tabWidth: 2 })).toContain('\n  set beresp');
    expect(await layout(fastly.replaceAll('\n', '\r\n'), { endOfLine: 'lf' })).toBe(await layout(fastly));
  });

  test('vclDialect and the parsers by name say it where the text does not', async () => {
    const neutral = 'sub x { esi; }';
    await expect(layout(neutral, { vclDialect: 'varnish' })).rejects.toThrow(/unexpected/);
    expect(await layout(neutral, { vclDialect: 'fastly' })).toBe('sub x {\n    esi;\n}\n');
    expect(await format(neutral, { parser: 'fastly-vcl', plugins: [plugin] })).toContain('esi;');
    expect(Object.keys(parsers)).toEqual(['fastly-vcl', 'varnish-vcl', 'vcl']);
  });

  test('a syntax error has its place', async () => {
    await expect(layout('sub vcl_fetch {\n  set = 1;\n}\n')).rejects.toMatchObject({
      loc: { start: { line: 2, column: 7 } },
    });
  });
});
