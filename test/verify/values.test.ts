import { describe, expect, test } from 'vitest';
import { assign } from '../../src/verify/fastly-machine/assign.ts';
import { convert, defaultOf, textOf } from '../../src/verify/fastly-machine/convert.ts';
import { parseAddress } from '../../src/verify/fastly-machine/address.ts';
import { getField, setField, unsetField } from '../../src/verify/fastly-machine/subfields.ts';
import { textOfLiteral } from '../../src/verify/fastly-machine/literals.ts';
import { float, integer, rtime, string, time } from '../../src/verify/fastly-machine/value.ts';
import { bytes, run, valueOf } from './run-statements.ts';

describe('texts of values', () => {
  test.each([
    [integer(-5), '-5'],
    [float(1.5), '1.500'],
    [float(Number.NaN), 'NAN'],
    [float(-Infinity), '-inf'],
    [float(1e22), '10000000000000000000000.000'],
    [{ type: 'BOOL', value: true } as const, '1'],
    // types/rtime
    [rtime(302_400), '302400.000'],
    [time(0), 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [time(1_136_239_445.9), 'Mon, 02 Jan 2006 22:04:05 GMT'],
    // functions/std-time
    [time(-1), 'datetime out of bounds'],
    [time(1e12), 'datetime out of bounds'],
    [defaultOf('STRING'), null],
    [defaultOf('IP'), null],
    [defaultOf('BACKEND'), '(none)'],
  ])('%o is %s', (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  test('numbers go over into each other towards zero, and out of range as the processor does', () => {
    expect(convert(float(-2.9), 'INTEGER')).toEqual(integer(-2));
    expect(convert(float(Number.NaN), 'INTEGER')).toEqual(integer(-(2n ** 63n)));
    expect(convert(time(90.5), 'INTEGER')).toEqual(integer(90));
    expect(convert(string('nonsense'), 'IP')).toEqual({ type: 'IP', value: null });
    expect(() => convert(string('5'), 'INTEGER')).toThrow('STRING cannot be used as INTEGER');
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::', '::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['fe80::1%eth0', null],
    ['192.0.2', null],
  ])('the address %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });
});

describe('literals', () => {
  test.each([
    [String.raw`"a\d"`, String.raw`a\d`],
    ['"%41%u0042%u{43}"', 'ABC'],
    ['"x%00y"', 'x'],
    ['{"%41"}', '%41'],
    ['{ABC"a "} b"ABC}', 'a "} b'],
    ['"é"', bytes('é')],
    ['"%C3%A9"', bytes('é')],
    ['"%u00e9"', bytes('é')],
  ])('%s', (raw, text) => {
    expect(textOfLiteral(raw)).toBe(text);
  });

  test.each(['"%error%"', '"%uD800"', '"%u{110000}"', '"100%"'])('%s is refused', (raw) => {
    expect(() => textOfLiteral(raw)).toThrow('not valid');
  });

  // types/float, fastly.md 1.1
  test.each([
    ['1.2e3', 1200],
    ['0xA.B', 10.6875],
    ['0xA.Bp3', 85.5],
    ['0xAp3', 80],
  ])('FLOAT %s', (literal, value) => {
    expect(valueOf(literal, 'FLOAT')).toBe(value.toFixed(3));
  });

  test('durations may have a space, and cannot be longer than 64 bits of nanoseconds', () => {
    expect(valueOf('5 m', 'RTIME')).toBe('300.000');
    expect(valueOf('2w', 'RTIME')).toBe('1209600.000');
    expect(valueOf('293y', 'RTIME')).toBe('9223372036.855');
  });
});

describe('assignment', () => {
  test.each([
    ['+=', 2n ** 63n - 1n, 1n, -(2n ** 63n)],
    ['*=', 2n ** 62n, 4n, 0n],
    ['/=', -7n, 2n, -3n],
    ['%=', -7n, 4n, -3n],
    ['<<=', 1n, 63n, -(2n ** 63n)],
    ['>>=', -256n, 4n, -16n],
    ['rol=', -(2n ** 63n), 1n, 1n],
    ['ror=', 1n, 1n, -(2n ** 63n)],
    ['rol=', 5n, 0n, 5n],
    ['^=', 12n, 10n, 6n],
  ])('%s wraps around in 64 bits', (operator, left, right, result) => {
    expect(assign(operator, integer(left), integer(right))).toEqual(integer(result));
  });

  // variables/fastly-error: "for example, division by zero, or var.x %= 5; where var.x is a floating point infinity"
  test.each([
    'declare local var.i INTEGER; declare local var.z INTEGER; set var.i = 1; set var.i /= var.z;',
    'declare local var.i INTEGER; declare local var.z INTEGER; set var.i = 1; set var.i %= var.z;',
    'declare local var.f FLOAT; declare local var.z FLOAT; set var.f = 1.0; set var.f /= var.z;',
    'declare local var.f FLOAT; set var.f = math.POS_INFINITY; set var.f %= 5;',
  ])('%s is EDOM', (statements) => {
    expect(run(statements).error).toBe('EDOM');
  });

  test('a time takes durations', () => {
    expect(textOf(assign('-=', time(3600), rtime(3600)))).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
  });

  test('a text takes texts, what is not set being empty', () => {
    expect(assign('+=', string(null), string('a'))).toEqual(string('a'));
    expect(assign('+=', string('a'), string(null))).toEqual(string('a'));
  });

  test('types that do not fit are refused', () => {
    expect(() => assign('-=', string('a'), string('b'))).toThrow('STRING has no -=');
    expect(() => assign('&=', float(1), integer(1))).toThrow('FLOAT has no &=');
  });
});

describe('times and durations in expressions (fiddle befec89e)', () => {
  test('a literal with its sign moves a time', () => {
    expect(valueOf('now + 1m', 'TIME')).toBe('Sun, 06 Nov 1994 08:50:37 GMT');
    expect(valueOf('now - 1h', 'TIME')).toBe('Sun, 06 Nov 1994 07:49:37 GMT');
    expect(run('log "at " now + 1m;').log).toEqual(['at Sun, 06 Nov 1994 08:50:37 GMT']);
  });

  test('a variable is text', () => {
    expect(run('declare local var.r RTIME; set var.r = 1m; log now var.r;').log).toEqual([
      'Sun, 06 Nov 1994 08:49:37 GMT60.000',
    ]);
  });
});

describe('conditions', () => {
  test('stop as soon as they can', () => {
    const { log } = run('set req.http.X = "ab"; if (req.http.X ~ "(a)" || req.http.X ~ "(b)") { log re.group.1; }');
    expect(log).toEqual(['a']);
  });

  test('a STRING on the left takes other types (falco commit ac101fd)', () => {
    const statements =
      'declare local var.i INTEGER; set var.i = 5; set req.http.X = "5"; if (req.http.X == var.i) { log "yes"; }';
    expect(run(statements).log).toEqual(['yes']);
  });

  test('an IP takes its text in another form', () => {
    expect(run('if (client.ip == "192.0.2.1") { log "yes"; }').log).toEqual(['yes']);
  });

  test('a text that is no address is in no ACL', () => {
    expect(run('set req.http.X = "x"; if (req.http.X ~ office) { log "in"; } else { log "out"; }').log).toEqual([
      'out',
    ]);
  });

  test('the longest prefix of an ACL decides', () => {
    const acl = 'acl wide { ! "10.0.0.0"/8; "10.1.0.0"/16; ! "10.1.2.3"; "localhost"; }';
    const check = (address: string): string =>
      `declare local var.${address.replace(/\W/g, '_')} IP = "${address}"; if (var.${address.replace(/\W/g, '_')} ~ wide) { log "in"; } else { log "out"; }`;
    const addresses = ['10.2.0.1', '10.1.0.1', '10.1.2.3', '127.0.0.1', '::1', '::ffff:10.1.0.1'];
    expect(run(addresses.map(check).join('\n'), acl).log).toEqual(['out', 'in', 'out', 'in', 'in', 'out']);
  });
});

/** From falco's tests of the same rules, which were observed on the platform (interpreter/variable/field_test.go). */
describe('subfields', () => {
  test.each([
    ['', 'a', null],
    ['a=1', 'a', '1'],
    ['a=(1 2)', 'a', '(1'],
    ['a=1 ,  b=2', 'b', '2'],
    ['a=1\t,\tb=2', 'b', '2'],
    ['     a=1 ,  b=2', 'a', '1'],
    ['a=1, b= 2', 'b', '2'],
    ['a=1\nb=2', 'b', null],
    ['a=1, b, c=3', 'b', ''],
    ['a=1, b;foo=9, c=3', 'b', null],
    ['a=1, b=?1;foo=9, c=3', 'b', '?1;foo=9'],
    ['a=1,,b=2,', 'b', '2'],
    ['a=1,b=2,a=3', 'a', '1'],
    ['a=1,B=2', 'b', '2'],
    ['a=1,b!=2,a=1', 'b', null],
    ['a=1,b="a,c=asdf",d=asdf', 'b', 'a,c=asdf'],
    ['a=1,b="a,c=asdf",d=asdf', 'c', 'asdf"'],
    [String.raw`a=1,b="\"asdf\""`, 'b', '"asdf"'],
    [String.raw`a=c\,adf,b=asdf`, 'adf', ''],
    ['a=', 'a', ''],
  ])('%s has %s', (subject, field, value) => {
    expect(getField(subject, field, ',')).toBe(value);
  });

  test.each([
    ['a=1', 'a', ''],
    ['a=1,b=2,c=3', 'a', 'b=2,c=3'],
    ['a=1,b=2,c=3', 'b', 'a=1,c=3'],
    ['a=1,b=2,c=3', 'c', 'a=1,b=2'],
    ['a="b,c=2",d=3', 'c', 'a="b,d=3'],
  ])('%s without %s', (subject, field, rest) => {
    expect(unsetField(subject, field, ',')).toBe(rest);
  });

  test.each([
    ['a=1', 'a', '2', 'a=2'],
    ['a=1,b=2,c=3', 'a', '4', 'b=2,c=3, a=4'],
    ['a=1,a=2,a=3', 'a', '4', 'a=2,a=3, a=4'],
    ['', 'a', ' ', 'a=" "'],
    ['a="b,c=2",d=3', 'c', '4', 'a="b,d=3, c=4'],
    ['x=1', 'a', 'q"q q', String.raw`x=1, a="q\"q q"`],
    ['x=1', 'a', null, 'x=1, a'],
  ])('%s with %s', (subject, field, value, result) => {
    expect(setField(subject, field, value, ',')).toBe(result);
  });
});

describe('what is not set (fastly.md 4.1)', () => {
  test('in a header, a field, a local and an argument', () => {
    const { log, headers } = run(`
      set req.http.A = "a" req.http.Nope;
      set req.http.B = "x";
      set req.http.B = req.http.Nope;
      set req.http.C:f = req.http.Nope;
      set req.http.D:f = "a" req.http.Nope;
      declare local var.s STRING;
      set var.s = "a" req.http.Nope;
      log var.s std.strlen(req.http.Nope) if(req.http.Nope, "set", "not");
    `);
    expect(headers.req.lines).toEqual([
      ['A', 'a(null)'],
      ['C', 'f'],
      ['D', 'f=a'],
    ]);
    expect(log).toEqual(['a0not']);
  });

  test('header.set writes as set does', () => {
    const { headers } = run(
      'header.set(req, "A", "a" req.http.Nope); set req.http.B = "x"; header.set(req, "B", req.http.Nope);',
    );
    expect(headers.req.lines).toEqual([['A', 'a(null)']]);
  });
});
