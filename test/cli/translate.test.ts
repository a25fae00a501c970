import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { bad, good, Workplace, type Ended } from './command.ts';

let place: Workplace;
afterEach(() => place.remove());

const inPlace = (files: Readonly<Record<string, string>>, args: readonly string[], terminal = {}): Promise<Ended> => {
  place = new Workplace(files);
  return place.run(args, terminal);
};
const written = (name: string): string => readFileSync(join(place.path, name), 'utf8');

describe('fastly-to-varnish', () => {
  test('the VCL goes to stdout and nothing else does', async () => {
    const { code, out, err } = await inPlace({ 'main.vcl': good }, ['fastly-to-varnish', 'main.vcl']);
    expect(code).toBe(0);
    expect(out).toMatch(/^vcl 4\.1;\n/);
    expect(out).toContain('return (synth(403');
    expect(err).toMatch(/main\.vcl: \d+ of \d+ statements translated.*\n$/);
  });

  test('reads stdin for -', async () => {
    const { code, out, err } = await inPlace({}, ['fastly-to-varnish', '-'], { stdin: good });
    expect(code).toBe(0);
    expect(out).toContain('synth(403');
    expect(err).toContain('stdin: ');
  });

  test('an error is shown with its line, and ends with 1; the output is there', async () => {
    const { code, out, err } = await inPlace({ 'main.vcl': bad }, ['fastly-to-varnish', 'main.vcl']);
    expect(code).toBe(1);
    expect(out).toContain('# VCP1001, not translated: set = 1;');
    expect(err).toContain(
      "error[VCP1001]: unexpected '=', expected a name\n  --> main.vcl:4:7\n  |\n4 |   set = 1;\n  |       ^\n",
    );
  });

  test.each([
    ['never', 0],
    ['error', 1],
    ['warning', 1],
  ])('--fail-on %s ends with %i after an error', async (level, code) => {
    expect((await inPlace({ 'main.vcl': bad }, ['fastly-to-varnish', 'main.vcl', '--fail-on', level])).code).toBe(code);
  });

  test('--fail-on warning ends with 1 after a warning, error with 0', async () => {
    const macro = good.replace('sub vcl_recv {', 'sub vcl_recv {\n#FASTLY recv');
    expect((await inPlace({ 'main.vcl': macro }, ['fastly-to-varnish', 'main.vcl', '--fail-on', 'warning'])).code).toBe(
      1,
    );
    expect((await place.run(['fastly-to-varnish', 'main.vcl'])).code).toBe(0);
  });

  test('-o writes a file, whole or not at all', async () => {
    const { code, out } = await inPlace({ 'main.vcl': good }, [
      'fastly-to-varnish',
      'main.vcl',
      '-o',
      'new/default.vcl',
    ]);
    expect([code, out]).toEqual([0, '']);
    expect(written('new/default.vcl')).toContain('synth(403');
    expect(readdirSync(join(place.path, 'new'))).toEqual(['default.vcl']);
  });

  test('--unsupported error writes nothing, and leaves what was there', async () => {
    const { code, out } = await inPlace({ 'main.vcl': bad, 'old.vcl': 'old' }, [
      'fastly-to-varnish',
      'main.vcl',
      '-o',
      'old.vcl',
      '--unsupported',
      'error',
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(written('old.vcl')).toBe('old');
  });

  test('--report writes the report, in either format', async () => {
    await inPlace({ 'main.vcl': bad }, ['fastly-to-varnish', 'main.vcl', '--report', 'a.txt']);
    expect(written('a.txt')).toMatch(/^main\.vcl: /);
    await place.run(['fastly-to-varnish', 'main.vcl', '--report', 'a.json', '--report-format', 'json']);
    expect(JSON.parse(written('a.json'))).toMatchObject({ source: { files: ['main.vcl'] }, target: 'varnish@7.1' });
  });

  test('a report can go to stdout when the VCL does not', async () => {
    const { out } = await inPlace({ 'main.vcl': good }, [
      'fastly-to-varnish',
      'main.vcl',
      '-o',
      'x.vcl',
      '--report',
      '-',
    ]);
    expect(out).toMatch(/^main\.vcl: /);
    expect((await place.run(['fastly-to-varnish', 'main.vcl', '--report', '-'])).code).toBe(2);
  });

  test('names in output and report are those of the working directory, wherever that is', async () => {
    const { err } = await inPlace({ 'a/main.vcl': bad }, ['fastly-to-varnish', 'a/main.vcl', '--report', 'r.txt']);
    expect(err).toContain('--> a/main.vcl:4:7');
    await place.run(['fastly-to-varnish', join(place.path, 'a/main.vcl'), '--report', 's.txt']);
    expect(written('s.txt')).toBe(written('r.txt'));
    expect(written('s.txt')).not.toContain(place.path);
  });
});

describe('several configurations', () => {
  const files = {
    'a/main.vcl': 'include "lists";\n' + good,
    'a/lists.vcl': 'acl office { "192.0.2.0"/24; }\nsub vcl_deliver { set resp.http.X-Part = "1"; }\n',
    'b/main.vcl': good,
    'b/part.vcl': 'set req.http.A = "1";\n',
    'c/varnish.vcl': 'vcl 4.1;\nbackend default { .host = "192.0.2.1"; }\nsub vcl_backend_fetch { return (fetch); }\n',
    'README.md': '# sub vcl_recv {\n',
  };

  test('of a directory every entry point is translated to a directory', async () => {
    const { code, err } = await inPlace(files, ['fastly-to-varnish', '.', '-o', 'out/']);
    expect(code).toBe(0);
    expect(readdirSync(join(place.path, 'out'), { recursive: true }).toSorted()).toEqual([
      'a',
      'a/main.vcl',
      'b',
      'b/main.vcl',
    ]);
    expect(written('out/a/main.vcl')).toContain('resp.http.X-Part');
    expect(err).toContain('2 configurations, 0 with problems');
  });

  test('of files that include each other the first is where a configuration begins', async () => {
    const circle = { 'one.vcl': `include "two.vcl";\n${good}`, 'two.vcl': `include "one.vcl";\n${good}` };
    const { err } = await inPlace(circle, ['fastly-to-varnish', '.', '-o', 'out/', '--fail-on', 'never']);
    expect(readdirSync(join(place.path, 'out'))).toEqual(['one.vcl']);
    expect(err).toContain('VCP1021');
  });

  test('stdout takes one configuration only', async () => {
    expect(await inPlace(files, ['fastly-to-varnish', 'a', 'b'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('give a directory with -o'),
    });
    expect((await place.run(['fastly-to-varnish', 'b'])).out).toContain('synth(403');
  });

  test('two files that would be written to one place are refused', async () => {
    const { code, err } = await inPlace(files, ['fastly-to-varnish', 'a/main.vcl', 'b/main.vcl', '-o', 'out/']);
    expect(code).toBe(2);
    expect(err).toContain('the same name');
    expect(existsSync(join(place.path, 'out'))).toBe(false);
  });

  test('a source is not overwritten by its translation', async () => {
    const { code } = await inPlace(files, ['fastly-to-varnish', 'b', '-o', 'b/']);
    expect(code).toBe(2);
    expect(written('b/main.vcl')).toBe(good);
  });

  test('progress is shown on a terminal only', async () => {
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}.vcl`, good]));
    const { err } = await inPlace(many, ['fastly-to-varnish', '.', '-o', 'out/'], { interactive: true });
    expect(err).toContain('\r\u001b[K5/5 4.vcl\r\u001b[K');
    expect((await place.run(['fastly-to-varnish', '.', '-o', 'out2/'])).err).not.toContain('\r');
  });
});

describe('includes', () => {
  const main = (path: string): string => `include "${path}";\n${good}`;
  const part = 'acl office { "192.0.2.0"/24; }\nsub vcl_deliver { set resp.http.X-Part = "1"; }\n';

  test('are found beside the file, and in the directories of -I', async () => {
    expect(
      (await inPlace({ 'x/main.vcl': main('part'), 'x/part.vcl': part }, ['fastly-to-varnish', 'x/main.vcl'])).out,
    ).toContain('resp.http.X-Part');
    place.remove();
    expect(
      (
        await inPlace({ 'x/main.vcl': main('part'), 'lib/part.vcl': part }, [
          'fastly-to-varnish',
          'x/main.vcl',
          '-I',
          'lib',
        ])
      ).out,
    ).toContain('resp.http.X-Part');
  });

  test('an absolute path is found by its last parts', async () => {
    const { out } = await inPlace({ 'x/main.vcl': main('/etc/varnish/lib/part.vcl'), 'x/lib/part.vcl': part }, [
      'fastly-to-varnish',
      'x/main.vcl',
    ]);
    expect(out).toContain('resp.http.X-Part');
  });

  test('nothing outside is read: not by .., not by an absolute path, not by a symbolic link', async () => {
    for (const path of ['../secret.vcl', './../secret']) {
      const { code, err, out } = await inPlace({ 'x/main.vcl': main(path), 'secret.vcl': part }, [
        'fastly-to-varnish',
        'x/main.vcl',
      ]);
      expect(code).toBe(1);
      expect(err).toContain('VCP1020');
      expect(err).toContain('lies outside of the directories that are read');
      expect(out).not.toContain('resp.http.X-Part');
      place.remove();
    }
    await inPlace({ 'x/other.vcl': good, 'secret.vcl': part }, ['detect', 'x']);
    writeFileSync(join(place.path, 'x/main.vcl'), main(join(place.path, 'secret.vcl')));
    expect((await place.run(['fastly-to-varnish', 'x/main.vcl'])).out).not.toContain('resp.http.X-Part');
    symlinkSync('../secret.vcl', join(place.path, 'x/link.vcl'));
    writeFileSync(join(place.path, 'x/main.vcl'), main('link'));
    const { out, err } = await place.run(['fastly-to-varnish', 'x/main.vcl']);
    expect(out).not.toContain('resp.http.X-Part');
    expect(err).toContain('VCP1020');
  });

  test('a glob of Varnish brings its files in order', async () => {
    const files = {
      'main.vcl': 'vcl 4.1;\nbackend default { .host = "192.0.2.1"; }\ninclude +glob "./conf.d/*.vcl";\n',
      'conf.d/b.vcl': 'sub vcl_deliver { set resp.http.B = "2"; }\n',
      'conf.d/a.vcl': 'sub vcl_deliver { set resp.http.X-Part = "1"; }\n',
      'conf.d/c.txt': 'nothing',
    };
    const { out } = await inPlace(files, ['varnish-to-fastly', 'main.vcl', '--fail-on', 'never']);
    expect(out.indexOf('resp.http.X-Part')).toBeGreaterThan(-1);
    expect(out.indexOf('resp.http.X-Part')).toBeLessThan(out.indexOf('resp.http.B'));
  });
});

describe('the configuration file', () => {
  test('sets options; the command line comes first', async () => {
    const config = JSON.stringify({ unsupported: 'break', 'fail-on': 'never', include: ['lib'] });
    const files = {
      '.vclportrc.json': config,
      'main.vcl': `include "part";\n${bad}`,
      'lib/part.vcl': 'sub vcl_deliver { set resp.http.X-Part = "1"; }\n',
    };
    const first = await inPlace(files, ['fastly-to-varnish', 'main.vcl']);
    expect(first.code).toBe(0);
    expect(first.out).toContain('VCP1001_NOT_TRANSLATED;');
    expect(first.out).toContain('resp.http.X-Part');
    const second = await place.run(['fastly-to-varnish', 'main.vcl', '--unsupported', 'comment', '--fail-on', 'error']);
    expect(second.code).toBe(1);
    expect(second.out).not.toContain('NOT_TRANSLATED');
  });

  test.each([
    ['{', 'it is not JSON'],
    ['[]', 'is not an object'],
    ['{"failOn": "never"}', "has an option 'failOn'"],
    ['{"include": "lib"}', "'include' is to be a list of directories"],
    ['{"null-text": "yes"}', "'null-text' is to be true or false"],
    ['{"fail-on": "sometimes"}', "'sometimes' is not a level"],
    ['{"target": "varnish@2"}', "'varnish@2' is not a dialect"],
  ])('%s is refused', async (config, message) => {
    const { code, err, out } = await inPlace({ 'c.json': config, 'main.vcl': good }, [
      'fastly-to-varnish',
      'main.vcl',
      '--config',
      'c.json',
    ]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('one that is named has to be there', async () => {
    expect(await inPlace({ 'main.vcl': good }, ['fastly-to-varnish', 'main.vcl', '--config', 'no.json'])).toMatchObject(
      { code: 2, err: expect.stringContaining("'no.json'") },
    );
  });
});

describe('wrong usage', () => {
  test.each([
    [['fastly-to-varnish'], "missing required argument 'input'"],
    [['fastly-to-varnish', 'no.vcl'], "'no.vcl' cannot be read: there is no such file"],
    [['fastly-to-varnish', 'main.vcl', '--target', 'nginx'], "'nginx' is not a dialect"],
    [['fastly-to-varnish', 'main.vcl', '--vmods', 'std,nope'], "'nope' is not a vmod"],
    [['fastly-to-varnish', 'main.vcl', '--unsupported', 'x'], 'Allowed choices are comment, break, error'],
    [['fastly-to-varnish', 'main.vcl', '--report', 'r', '--report-format', 'xml'], "'xml' is not a format"],
    [['fastly-to-varnish', 'main.vcl', '--nope'], "unknown option '--nope'"],
    [['fastly-to-varnish', 'main.vcl', '-o', 'main.vcl/x'], 'cannot be written'],
    [['fastly-to-varnish', 'empty'], "no .vcl file in 'empty'"],
    [['fastly-to-varnish', ''], "'' names no file"],
    [['fastly-to-varnish', '-', '-'], "'-' can be given only once"],
    [['translate'], "unknown command 'translate'"],
    [[], 'Usage: vcl-port'],
  ])('%j ends with 2 and says why', async (args, message) => {
    const { code, out, err } = await inPlace({ 'main.vcl': good, 'empty/x.txt': '' }, args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('--help and --version are answered on stdout', async () => {
    expect(await inPlace({}, ['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
    });
    expect(await place.run(['fastly-to-varnish', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--unsupported'),
      err: '',
    });
  });
});
