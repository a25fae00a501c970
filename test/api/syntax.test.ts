import { describe, expect, test } from 'vitest';
import { format, OptionError, parse } from '../../src/index.ts';

describe('parse', () => {
  test('gives the tree with its comments, and goes on after an error', () => {
    const { program, dialect, diagnostics } = parse('# top\nsub vcl_fetch {\n  set = 1;\n  esi;\n}\n', {
      fileName: 'a.vcl',
    });
    expect(dialect).toBe('fastly');
    expect(diagnostics).toMatchObject([{ code: 'VCP1001', place: { file: 'a.vcl', line: 3 } }]);
    const [first] = program.items;
    expect(first?.leading?.map((comment) => comment.text)).toEqual(['# top']);
    expect(first?.kind === 'Subroutine' && first.body.statements.map((one) => one.kind)).toEqual([
      'BadNode',
      'EsiStatement',
    ]);
  });

  test('takes the dialect that it is told', () => {
    expect(parse('sub x { }', { dialect: 'varnish' }).dialect).toBe('varnish');
    expect(() => parse('', { dialect: 'vcl' })).toThrow(OptionError);
  });
});

describe('format', () => {
  test('lays out both dialects, and a second time changes nothing', () => {
    const once = format('sub vcl_recv{set req.http.A="a" "b";# why\nif(req.http.B){esi;}}').code;
    expect(once).toBe(
      'sub vcl_recv {\n    set req.http.A = "a" "b"; # why\n    if (req.http.B) {\n        esi;\n    }\n}\n',
    );
    expect(format(once).code).toBe(once);
    expect(format('vcl 4.1;sub vcl_recv{return(hash);}').code).toBe(
      'vcl 4.1;\n\nsub vcl_recv {\n    return (hash);\n}\n',
    );
  });

  test('takes a width and a step', () => {
    const { code } = format('sub vcl_recv { if (req.http.A && req.http.B) { esi; } }', {
      dialect: 'fastly',
      tabWidth: 2,
      printWidth: 24,
    });
    expect(code).toContain('\n  if (');
    expect(code).toContain('req.http.A &&\n');
    expect(() => format('', { tabWidth: -1 })).toThrow(OptionError);
  });

  test('leaves what it cannot read as it was', () => {
    const { code, diagnostics } = format('sub vcl_recv {\n  set   = 1;\n}\n');
    expect(code).toContain('set   = 1;');
    expect(diagnostics).toHaveLength(1);
  });
});
