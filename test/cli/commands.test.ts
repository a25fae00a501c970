import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { bad, good, Workplace, type Ended, type Terminal } from './command.ts';

let place: Workplace;
afterEach(() => place.remove());

const inPlace = (
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  terminal: Terminal = {},
): Promise<Ended> => {
  place = new Workplace(files);
  return place.run(args, terminal);
};
const read = (name: string): string => readFileSync(join(place.path, name), 'utf8');

describe('check', () => {
  test('says what a translation would say, in the direction that each file has', async () => {
    const { code, out, err } = await inPlace(
      {
        'a.vcl': bad,
        'b.vcl': 'vcl 4.1;\nbackend default { .host = "192.0.2.1"; }\nsub vcl_recv { return (pass); }\n',
      },
      ['check', 'a.vcl', 'b.vcl'],
    );
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('error[VCP1001]');
    expect(err).toContain('a.vcl: ');
    expect(err).toMatch(/b\.vcl: .*\(varnish to fastly/);
  });

  test('the report can go to stdout', async () => {
    expect(
      (await inPlace({ 'a.vcl': good }, ['check', 'a.vcl', '--report', '-', '--report-format', 'json'])).out,
    ).toContain('"target": "varnish@7.1"');
  });

  test('of many places with one code a few are shown and all are counted', async () => {
    const { err } = await inPlace({ 'a.vcl': `sub vcl_recv {\n${'  set = 1;\n'.repeat(9)}}\n` }, ['check', 'a.vcl']);
    expect(err.split('error[VCP1001]')).toHaveLength(4);
    expect(err).toContain('and 6 more places with VCP1001');
  });

  test('colours are used where there is a terminal for them', async () => {
    const { err } = await inPlace({ 'a.vcl': bad }, ['check', 'a.vcl'], {
      paint: (style, text) => `<${style}>${text}</>`,
    });
    expect(err).toContain('<red>error[VCP1001]</><bold>: unexpected');
    expect(err).toContain('<red>^</>');
  });
});

describe('format', () => {
  const ugly = 'sub vcl_recv{esi;}\n';
  const pretty = 'sub vcl_recv {\n    esi;\n}\n';

  test('writes one file to stdout', async () => {
    expect(await inPlace({ 'a.vcl': ugly }, ['format', 'a.vcl'])).toMatchObject({ code: 0, out: pretty, err: '' });
    expect(await place.run(['format', '-'], { stdin: ugly })).toMatchObject({ code: 0, out: pretty });
    expect((await place.run(['format', 'a.vcl', 'a.vcl'])).code).toBe(2);
  });

  test('--write changes what has to change, and keeps its mode', async () => {
    place = new Workplace({ 'a.vcl': ugly, 'b/c.vcl': pretty });
    chmodSync(join(place.path, 'a.vcl'), 0o600);
    const { code, err } = await place.run(['format', '--write', '.']);
    expect([code, read('a.vcl'), err]).toEqual([0, pretty, '1 file of 2 formatted\n']);
    expect(statSync(join(place.path, 'a.vcl')).mode & 0o777).toBe(0o600);
  });

  test('--check changes nothing, shows a difference and ends with 1', async () => {
    const { code, out, err } = await inPlace({ 'a.vcl': ugly, 'b.vcl': pretty }, ['format', '--check', '.']);
    expect([code, read('a.vcl')]).toEqual([1, ugly]);
    expect(out).toContain('--- a.vcl\tas it is\n+++ a.vcl\tformatted\n');
    expect(out).toContain('\n-sub vcl_recv{esi;}\n+sub vcl_recv {\n+    esi;\n+}\n');
    expect(out).not.toContain('b.vcl');
    expect(err).toBe('1 file not formatted: 2 files checked\n');
    expect((await place.run(['format', '--check', 'b.vcl'])).code).toBe(0);
  });

  test('a file with a syntax error stays as it is', async () => {
    const { code, err } = await inPlace({ 'a.vcl': bad, 'b.vcl': ugly }, ['format', '--write', '.']);
    expect([code, read('a.vcl'), read('b.vcl')]).toEqual([1, bad, pretty]);
    expect(err).toContain('--> a.vcl:4:7');
  });

  test('--dialect says what the text does not', async () => {
    expect((await inPlace({ 'a.vcl': ugly }, ['format', '--dialect', 'varnish', 'a.vcl'])).code).toBe(1);
    expect((await place.run(['format', '--check', '--write', 'a.vcl'])).code).toBe(2);
  });
});

describe('detect', () => {
  test('one line for each file', async () => {
    const files = { 'a.vcl': good, 'b.vcl': 'vcl 4.1;\n', 'c.vcl': 'if (req.http.A) { set req.http.B = "a" "${b}"; }' };
    const { code, out } = await inPlace(files, ['detect', '.']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^a\.vcl: fastly \(confidence 0\.\d\d\)$/),
      expect.stringMatching(/^b\.vcl: varnish \(vcl 4\.1, confidence 0\.\d\d\)$/),
      expect.stringMatching(/^c\.vcl: fastly \(confidence 0\.\d\d, snippet, terraform template\)$/),
      '',
    ]);
  });
});

describe('explain', () => {
  test('a code, a name', async () => {
    expect(await inPlace({}, ['explain', 'VCP1020'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^VCP1020: Include that was not found\n/),
    });
    const { out } = await place.run(['explain', 'req.backend']);
    expect(out).toContain('req.backend_hint');
    expect(out).toContain('set: vcl_recv');
  });

  test('what is nearly known', async () => {
    expect(await inPlace({}, ['explain', 'table.lokup'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean 'table.lookup'"),
    });
  });
});
