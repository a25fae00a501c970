import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { good, Workplace, type Ended } from './command.ts';

let place: Workplace;
afterEach(() => place.remove());

const inPlace = (
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  terminal: Parameters<Workplace['run']>[1] = {},
): Promise<Ended> => {
  place = new Workplace(files);
  return place.run(args, terminal);
};
const read = (name: string): string => readFileSync(join(place.path, name), 'utf8');
const translate = ['fastly-to-varnish', 'main.vcl'];

describe('what was read is not written over', () => {
  const files = { 'main.vcl': `include "part";\n${good}`, 'part.vcl': 'acl office { "192.0.2.0"/24; }\n' };

  test.each([
    ['its own translation', ['-o', 'main.vcl'], 'main.vcl'],
    ['by another name', ['-o', './sub/../main.vcl'], 'main.vcl'],
    ['the report', ['-o', 'x.vcl', '--report', 'main.vcl'], 'main.vcl'],
    ['an included file', ['-o', 'part.vcl'], 'part.vcl'],
  ])('%s', async (_what, args, name) => {
    const { code, err } = await inPlace(files, [...translate, ...args]);
    expect([code, err]).toEqual([2, `vcl-port: '${name}' was read, and would be overwritten\n`]);
    expect(Object.keys(files).map(read)).toEqual(Object.values(files));
    expect(readdirSync(place.path).toSorted()).toEqual(['main.vcl', 'part.vcl']);
  });

  test('by way of a symbolic link', async () => {
    place = new Workplace(files);
    symlinkSync('main.vcl', join(place.path, 'link.vcl'));
    expect((await place.run([...translate, '-o', 'link.vcl'])).code).toBe(2);
    expect(read('main.vcl')).toBe(files['main.vcl']);
  });

  test('by the report of a check', async () => {
    expect((await inPlace(files, ['check', 'main.vcl', '--report', 'main.vcl'])).code).toBe(2);
    expect(read('main.vcl')).toBe(files['main.vcl']);
  });
});

describe('places that cannot be written', () => {
  test('the VCL and the report go to two files', async () => {
    const { code, err } = await inPlace({ 'main.vcl': good }, [...translate, '-o', 'x', '--report', 'x']);
    expect([code, err]).toEqual([2, "vcl-port: the VCL and the report would both be written to 'x'\n"]);
  });

  test('without the report there is no VCL either, and what was there stays', async () => {
    place = new Workplace({ 'main.vcl': good, 'old.vcl': 'old', file: '' });
    const { code, out } = await place.run([...translate, '-o', 'old.vcl', '--report', 'file/report']);
    expect([code, out, read('old.vcl')]).toEqual([2, '', 'old']);
    expect(readdirSync(place.path).toSorted()).toEqual(['file', 'main.vcl', 'old.vcl']);
  });

  test.runIf(existsSync('/proc/self'))('where the system does not let directories be made', async () => {
    expect(await inPlace({ 'main.vcl': good }, [...translate, '-o', '/proc/vcl-port/x.vcl'])).toMatchObject({
      code: 2,
      out: '',
    });
  });

  test('a directory of -I is one', async () => {
    const { code, err } = await inPlace({ 'main.vcl': good }, [...translate, '-I', 'lib']);
    expect([code, err]).toEqual([2, "vcl-port: 'lib' of -I is not a directory\n"]);
    expect((await place.run([...translate, '-I', 'main.vcl'])).code).toBe(2);
  });
});

describe('bytes that are no text', () => {
  const withBytes = async (bytes: Uint8Array, args: readonly string[]): Promise<Ended> => {
    place = new Workplace();
    mkdirSync(join(place.path, 'in'));
    writeFileSync(join(place.path, 'in/main.vcl'), bytes);
    return place.run(args);
  };
  const input = 'in/main.vcl';

  test('Latin-1 is told, and not formatted', async () => {
    const bytes = Buffer.from('# caf\xe9\nsub vcl_recv{esi;}\n', 'latin1');
    const { code, err } = await withBytes(bytes, ['check', input]);
    expect(code).toBe(1);
    expect(err).toContain('error[VCP1007]: this is not UTF-8');
    expect(err).toContain('--> in/main.vcl:1:6');
    expect((await place.run(['format', '--write', input])).code).toBe(1);
    expect(readFileSync(join(place.path, input)).equals(bytes)).toBe(true);
  });

  test('UTF-16 is read as it says', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')]);
    expect((await withBytes(bytes, ['fastly-to-varnish', input])).out).toContain('synth(403');
  });

  test('a byte order mark is no part of the text', async () => {
    const bytes = Buffer.from(`\u{feff}${good}`);
    const { code, out } = await withBytes(bytes, ['fastly-to-varnish', input]);
    expect([code, out.includes('\u{feff}')]).toEqual([0, false]);
  });

  test('a NUL byte is told', async () => {
    const { code, err } = await withBytes(Buffer.from('sub vcl_recv { set req.http.A = "a\0b"; }'), ['check', input]);
    expect(code).toBe(1);
    expect(err).toContain('error[VCP1007]: a NUL byte ends the text');
  });

  test('nothing reaches the terminal that it would obey', async () => {
    const { err } = await withBytes(Buffer.from('sub vcl_recv { \u001b]0;x\u0007 \u009b31m esi; }'), ['check', input]);
    expect(err).toContain('VCP1002');
    expect(err.replaceAll('\n', '')).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
  });
});
