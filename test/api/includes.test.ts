import { describe, expect, test } from 'vitest';
import { translate, type IncludeResolver, type SourceInput } from '../../src/index.ts';

const files =
  (texts: Readonly<Record<string, string>>, asked: string[] = []): IncludeResolver =>
  (path) => {
    asked.push(path);
    const text = texts[path];
    return text === undefined ? null : { name: `${path}.vcl`, text };
  };
const main = (text: string): SourceInput => ({ name: 'main.vcl', text });
const backend = 'backend F_a { .host = "192.0.2.1"; }\n';

describe('includes', () => {
  test('are put in their place: declarations at the top, statements in a subroutine', () => {
    const source = `${backend}include "lists";\nsub vcl_recv {\n  set req.backend = F_a;\n  include "part"\n  error 404;\n}\n`;
    const include = files({
      lists: 'acl office { "192.0.2.9"; }\n',
      part: 'if (client.ip ~ office) {\n  set req.http.X-Office = "1";\n}\n',
    });
    const { code, report, map } = translate(main(source), { include });
    expect(code).toContain('acl office {');
    expect(code.indexOf('set req.http.X-Office = "1";')).toBeGreaterThan(code.indexOf('sub vcl_recv'));
    expect(report.source.files).toEqual(['main.vcl', 'lists.vcl', 'part.vcl']);
    const line = code.split('\n').findIndex((text) => text.includes('X-Office'));
    expect(map.lines[line]).toMatchObject({ file: 'part.vcl', line: 2 });
  });

  test('diagnostics are placed in the file that they are about', () => {
    const { diagnostics } = translate(
      main(`${backend}include "part";\nsub vcl_recv { set req.backend = F_a; call x; }\n`),
      {
        include: files({ part: '\nsub x {\n  set req.http.A = req.nonsense;\n}\n' }),
      },
    );
    expect(diagnostics.find((one) => one.code === 'VCP1010')?.place).toMatchObject({ file: 'part.vcl', line: 3 });
  });

  test('a file that is included twice is read and parsed once', () => {
    const source = `${backend}sub vcl_recv {\n  set req.backend = F_a;\n  include "part";\n}\nsub vcl_deliver {\n  include "part";\n}\n`;
    const { code, diagnostics, report } = translate(main(source), {
      include: files({ part: 'set req.http.A = "1";\nset = ;\n' }),
    });
    expect(code.split('set req.http.A = "1";')).toHaveLength(3);
    expect(diagnostics.filter((one) => one.code === 'VCP1001')).toHaveLength(1);
    expect(report.source.files).toEqual(['main.vcl', 'part.vcl']);
  });

  test('what is not found is said, and stays as a comment', () => {
    const { code, diagnostics } = translate(
      main(`${backend}include "gone";\nsub vcl_recv { set req.backend = F_a; error 403; }\n`),
      { include: () => null },
    );
    expect(diagnostics.find((one) => one.code === 'VCP1020')).toMatchObject({
      place: { line: 2 },
      message: "'gone' was not found",
    });
    expect(code).toContain('# VCP1020, not translated: include "gone";');
    expect(code).not.toMatch(/^\s*include/m);
  });

  test('without a resolver the help says what is missing', () => {
    const found = translate(main('include "a";\n')).diagnostics.find((one) => one.code === 'VCP1020');
    expect(found?.help).toContain('include');
  });

  test('circles are found, whatever their length', () => {
    const asked: string[] = [];
    const include = files(
      { a: 'include "b";\n', b: 'include "c";\nsub y { error 403; }\n', c: 'include "a";\n' },
      asked,
    );
    const { diagnostics, code } = translate(
      main(`${backend}include "a";\nsub vcl_recv { set req.backend = F_a; call y; }\n`),
      { include },
    );
    expect(diagnostics.filter((one) => one.code === 'VCP1021').map((one) => one.place?.file)).toEqual(['c.vcl']);
    expect(code).toContain('synth(403');
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  test('files that include two others each do not grow without end', () => {
    const texts = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`f${index}`, `include "f${index + 1}";\ninclude "f${index + 1}";\n`]),
    );
    const { diagnostics } = translate(main('include "f0";\n'), { include: files({ ...texts, f40: 'sub z { }\n' }) });
    expect(diagnostics.map((one) => one.code)).toContain('VCP1021');
  });

  test('a snippet of the platform is not a missing file', () => {
    const { diagnostics } = translate(
      main(`${backend}sub vcl_recv {\n  include "snippet::geo"\n  set req.backend = F_a;\n}\n`),
      { include: () => null },
    );
    expect(diagnostics.map((one) => one.code)).toContain('VCP5002');
    expect(diagnostics.map((one) => one.code)).not.toContain('VCP1020');
  });

  test('a glob brings several files', () => {
    const include: IncludeResolver = (path, from, glob) => {
      expect({ path, from, glob }).toEqual({ path: './conf.d/*.vcl', from: 'main.vcl', glob: true });
      return [
        { name: 'conf.d/a.vcl', text: 'acl a { "192.0.2.1"; }\n' },
        { name: 'conf.d/b.vcl', text: 'acl b { "192.0.2.2"; }\n' },
      ];
    };
    const { report } = translate(
      main('vcl 4.1;\ninclude +glob "./conf.d/*.vcl";\nbackend default { .host = "192.0.2.1"; }\n'),
      { include },
    );
    expect(report.source.files).toEqual(['main.vcl', 'conf.d/a.vcl', 'conf.d/b.vcl']);
  });
});
