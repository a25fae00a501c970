import { describe, expect, test } from 'vitest';
import { matchRegex } from '../../src/verify/fastly-machine/regex/regex.ts';
import { run } from './run-statements.ts';

const groups = (pattern: string, subject: string): readonly (string | null)[] | 'limit' | null => {
  const match = matchRegex(pattern, subject, 0);
  return match === null || match === 'limit' ? match : match.groups;
};

describe('patterns (pcre2pattern(3))', () => {
  test.each<[string, string, readonly (string | null)[] | null]>([
    // Alternatives, groups, repetition
    ['cat(aract|erpillar|)', 'cataract', ['cataract', 'aract']],
    ['the ((red|white) (king|queen))', 'the red king', ['the red king', 'red king', 'red', 'king']],
    ['(?:(a)|b)*', 'ab', ['ab', 'a']],
    ['(a|ab)(bcd|c)(d*)', 'abcd', ['abcd', 'a', 'bcd', '']],
    ['z{2,4}', 'zzzzz', ['zzzz']],
    ['z{2,4}?', 'zzzzz', ['zz']],
    ['a{,2}', 'a{,2}', ['a{,2}']],
    [String.raw`\d+foo`, '123456bar', null],
    ['(?|(Sat)ur|(Sun))day', 'Sunday', ['Sunday', 'Sun']],
    // Anchors
    ['abc$', 'abc\n', ['abc']],
    [String.raw`abc\z`, 'abc\n', null],
    [String.raw`abc\Z`, 'abc\n', ['abc']],
    ['(?m)^b$', 'a\nb\nc', ['b']],
    ['(?m)^$', 'a\n', null],
    [String.raw`\Ab`, 'ab', null],
    // Flags
    ['a(?i)b|c', 'aB', ['aB']],
    ['a(?i)b|c', 'C', ['C']],
    ['(?i)É', 'é', null],
    ['a.b', 'a\nb', null],
    ['(?s)a.b', 'a\nb', ['a\nb']],
    ['(?x) a b # c', 'ab', ['ab']],
    // Possessive and atomic
    ['a++b', 'aab', ['aab']],
    ['(?>.*)foo', 'xfoo', null],
    [String.raw`(?>\d+)bar`, '123bar', ['123bar']],
    // References: to a group that took no part nothing matches
    [
      String.raw`(sens|respons)e and \1ibility`,
      'response and responsibility',
      ['response and responsibility', 'respons'],
    ],
    [String.raw`(a)?\1b`, 'b', null],
    [String.raw`(?<n>a)\k<n>\k{n}(?P=n)\g{n}`, 'aaaaa', ['aaaaa', 'a']],
    [String.raw`(a)(b)\g{-1}`, 'abb', ['abb', 'a', 'b']],
    // Lookaround
    [String.raw`\w+(?=;)`, 'foo;', ['foo']],
    ['(?<!foo)bar', 'foobar', null],
    ['(?<=dogs?|cat)x', 'dogx', null],
    // Classes
    ['[]a]+', ']a', [']a']],
    [String.raw`[^\W\d]+`, '1ab', ['ab']],
    ['[[:xdigit:][:^alpha:]]+', 'g1f', ['1f']],
    [String.raw`[\Q]\E]`, ']', [']']],
    [String.raw`[a\-z]+`, 'b-', ['-']],
    [String.raw`\h\H\v\R`, '\ta\n\r\n', ['\ta\n\r\n']],
    [String.raw`\x41\x{42}\103\o{104}\e?`, 'ABCD', ['ABCD']],
    [String.raw`\Qa*\E+`, 'a***', ['a***']],
    [String.raw`\p{Lu}\pL`, 'Ab', ['Ab']],
    // Conditions, recursion, \K
    [String.raw`(\()?[^()]+(?(1)\))`, '(a)', ['(a)', '(']],
    [String.raw`\((?:[^()]++|(?R))*\)`, 'x(a(b)c)', ['(a(b)c)']],
    [String.raw`(?(DEFINE)(?<byte>25[0-5]|1?\d?\d))^(?&byte)\.(?&byte)$`, '10.255', ['10.255', null]],
    [String.raw`foo\Kbar`, 'foobar', ['bar']],
    ['a(?#no)b', 'ab', ['ab']],
  ])('%s on %o', (pattern, subject, expected) => {
    if (pattern === '(?<=dogs?|cat)x') expect(() => groups(pattern, subject)).toThrow('no fixed length');
    else expect(groups(pattern, subject)).toEqual(expected);
  });

  test.each([
    '(',
    'a)',
    '[a',
    '*',
    'a**b{2,1}',
    '(?<n',
    String.raw`\1`,
    '[b-a]',
    '(*UTF)a',
    String.raw`\y`,
    '(?z)',
    '[[:no:]]',
    'a{70000}',
  ])('%s is refused', (pattern) => {
    expect(() => matchRegex(pattern, 'a', 0)).toThrow('cannot be used');
  });

  test('a match that takes too long is given up, and fastly.error says so', () => {
    expect(groups('(a+)+$', `${'a'.repeat(40)}b`)).toBe('limit');
    const ran = run(`set req.http.X = "${'a'.repeat(40)}b"; log regsub(req.http.X, "(a+)+$", "");`);
    expect(ran).toMatchObject({ log: [`${'a'.repeat(40)}b`], error: 'EREGRECUR' });
  });

  test('a long subject needs no deep stack', () => {
    expect(groups('^(?:a|b)*$', 'ab'.repeat(20_000))).toEqual(['ab'.repeat(20_000)]);
  });
});

describe('captures', () => {
  test('are those of the last match, and functions leave them alone', () => {
    const { log } = run(`
      set req.http.X = "ab";
      if (req.http.X ~ "(a)(b)") {}
      set req.http.Y = regsub("xyz", "(y)", "\\1");
      set req.http.Z = querystring.regfilter("/?a=1", "(a)");
      log re.group.0 re.group.1 re.group.2;
      if (req.http.X ~ "b") {}
      log re.group.0 "|" if(re.group.1, "set", "not set");
    `);
    expect(log).toEqual(['abab', 'b|not set']);
  });
});

// functions/regsub
test('replacements', () => {
  expect(run(String.raw`log regsub("200", "^([1-5])..", "\100");`).log).toEqual(['200']);
  const pattern = '(.)'.repeat(15);
  const replacement = String.raw`\{15}\{14}\{13}\{12}\{11}\{10}\9\8\7\6\5\4\3\2\1`;
  expect(run(`log regsub("abcdefghijklmno", "${pattern}", "${replacement}");`).log).toEqual(['onmlkjihgfedcba']);
  expect(run('log regsuball("aaa", "a", "aa");').log).toEqual(['aaaaaa']);
  expect(run('log regsuball("abc", "x*", "-");').log).toEqual(['-abc']);
});
