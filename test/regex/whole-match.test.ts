import { describe, expect, test } from 'vitest';
import { alwaysTakesPart, neverEmpty } from '../../src/regex/groups.ts';
import { readPattern } from '../../src/regex/read.ts';
import type { Pattern } from '../../src/regex/syntax.ts';
import { takesPart, wholeMatch } from '../../src/regex/whole-match.ts';

function read(text: string): Pattern {
  const pattern = readPattern(text);
  if (pattern === null) throw new Error(`cannot be read: ${text}`);
  return pattern;
}

/** What JavaScript, whose patterns mean the same here, captures in the first match. */
function captured(text: string, subject: string, group: number): string | null {
  const { pattern, flags } = forJavaScript(text);
  const match = new RegExp(pattern, flags).exec(subject);
  return match === null ? null : (match[group] ?? '');
}

/** What the substitution leaves of the subject. */
function left(text: string, subject: string, group: number): string {
  const whole = wholeMatch(read(text), group);
  if (whole === null) throw new Error('not possible');
  if (whole === 'everything') return subject;
  const { pattern, flags } = forJavaScript(whole.pattern);
  return subject.replace(new RegExp(pattern, flags), whole.replacement.replace('\\', '$'));
}

function forJavaScript(text: string): { pattern: string; flags: string } {
  const flags = /^\(\?([a-z]+)\)/.exec(text)?.[1] ?? '';
  return { pattern: flags === '' ? text : text.slice(flags.length + 3), flags };
}

describe('a substitution gives exactly the group of the first match', () => {
  const subjects = [
    '/fr/a/b?id=42&id=7',
    'lang=fr; b=2',
    '/aabook',
    'xcdy',
    'name=ada!!',
    'ab',
    'ba',
    'foofoo',
    'AbC-12 c',
    '',
    'a,b,,c',
  ];
  const patterns: readonly (readonly [text: string, groups: number])[] = [
    ['^/(en|fr)/(.*)$', 2],
    ['lang=(\\w+)', 1],
    ['b|(c)(d)', 2],
    ['^(a)|(b)$', 2],
    ['(a)|b', 1],
    ['(?<=id=)(\\d+)', 1],
    ['(\\w)\\1', 1],
    ['((\\w)o)\\1?', 2],
    ['name=([^&]*?)!', 1],
    ['(?i)([a-c]+)-(\\d+)', 2],
    ['.*(o+)', 1],
    ['.*?(o+)', 1],
    ['(.*)o', 1],
    ['(?:.*,)?(b)', 1],
    ['.*b|(a)', 1],
    ['(?:a|(b))+', 1],
    ['(a)(b)?', 2],
    ['[]a](.)', 1],
    ['(?=a)(.)b', 1],
    ['a(?!b)(.)', 1],
    ['(\\d*)$', 1],
    ['^[^,]*,(.*)', 1],
  ];
  const cases = patterns.flatMap(([text, groups]) =>
    subjects.flatMap((subject) => Array.from({ length: groups + 1 }, (_, group) => ({ text, subject, group }))),
  );
  test.each(cases.filter(({ text, subject, group }) => captured(text, subject, group) !== null))(
    '$text on $subject: group $group',
    ({ text, subject, group }) => {
      expect(left(text, subject, group)).toBe(captured(text, subject, group));
    },
  );
});

describe('the pattern has no more than it needs', () => {
  test.each([
    ['^/(en|fr)/(.*)$', 1, '^/(en|fr)/(.*)$', '\\1'],
    ['^/(\\w\\w)/(.+)', 2, '^/(\\w\\w)/(.+)', '\\2'],
    ['^/id/(\\d+)', 1, '^/id/(\\d+).*$', '\\1'],
    ['session=(\\w+)', 1, '^.*?session=(\\w+).*$', '\\1'],
    ['(\\d+)$', 1, '^.*?(\\d+)$', '\\1'],
    ['.*foo(x)', 1, '.*foo(x).*$', '\\1'],
    ['(?i)(android|iphone)', 1, '(?i)^.*?(android|iphone).*$', '\\1'],
    ['(^|^https://)(\\w+)', 2, '(^|^https://)(\\w+).*$', '\\2'],
    ['a(b)|c', 1, '^.*?(?:a(b)|c).*$', '\\1'],
    ['^/foo\\d+', 0, '^(/foo\\d+).*$', '\\1'],
    ['(\\w)\\1', 0, '^.*?((\\w)\\2).*$', '\\1'],
    ['(\\w)\\11', 0, '^.*?((\\w)\\11).*$', '\\1'],
  ])('%s, group %i', (text, group, pattern, replacement) => {
    expect(wholeMatch(read(text), group)).toEqual({ pattern, replacement });
  });

  test('what takes in everything anyway needs no substitution', () => {
    expect(wholeMatch(read('^/(a|b)$'), 0)).toBe('everything');
    expect(wholeMatch(read('.*a.*'), 0)).toBe('everything');
  });

  test('a tenth group becomes one that a substitution can name', () => {
    expect(wholeMatch(read('(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)'), 10)).toEqual({
      pattern: '^.*?(?:a)(?:b)(?:c)(?:d)(?:e)(?:f)(?:g)(?:h)(?:i)(j).*$',
      replacement: '\\1',
    });
    expect(wholeMatch(read('(a)(b)\\2(c)(d)(e)(f)(g)(h)(i)(j)'), 10)).toEqual({
      pattern: '^.*?(?:a)(b)\\1(?:c)(?:d)(?:e)(?:f)(?:g)(?:h)(?:i)(j).*$',
      replacement: '\\2',
    });
  });
});

describe('what cannot be put into a larger pattern', () => {
  test.each([
    'a(?R)?b',
    '(*COMMIT)a(b)',
    '\\Ga',
    'a\\Kb',
    '(?|(a)|(b))',
    '(?x) (a) # b',
    '(?U)a+(b)',
    '(?&n)',
    '(a',
    'a)',
    '[a',
    '(?C1)a',
  ])('%s', (text) => {
    expect(readPattern(text)).toBeNull();
  });

  test('numbers that the pattern itself relies on are not changed', () => {
    expect(wholeMatch(read('(a)?(?(1)b|c)'), 0)).toBeNull();
    expect(wholeMatch(read('(a)?(?(1)b|c)'), 1)).toEqual({ pattern: '^.*?(a)?(?(1)b|c).*$', replacement: '\\1' });
  });
});

describe('groups', () => {
  test.each([
    ['(a)', 1, true],
    ['(?:x|(a))', 1, false],
    ['(a)?', 1, false],
    ['(a)*', 1, false],
    ['(a)+', 1, true],
    ['(a){0,3}', 1, false],
    ['(a){1,3}', 1, true],
    ['a|(b)', 1, false],
    ['((a)?b)', 1, true],
    ['((a)?b)', 2, false],
    ['(?=(a))', 1, true],
    ['(?!(a))', 1, false],
    ['(?<name>a)(?#(b)(c)', 2, true],
    ['[(](a)\\((b)?\\)', 2, false],
    ['\\Q(x)\\E(a)', 1, true],
    ['[[:alpha:])](a)', 1, true],
  ])('%s: group %i always takes part: %s', (text, group, always) => {
    expect(alwaysTakesPart(read(text), group)).toBe(always);
  });

  test.each([
    ['(\\d+)', 1, true],
    ['(\\d*)', 1, false],
    ['(a|)', 1, false],
    ['(a|b?c)', 1, true],
    ['(\\b)', 1, false],
    ['(?=a)', 0, false],
    ['(^x?)', 1, false],
    ['(.{2,}?)', 1, true],
  ])('%s: group %i is never empty: %s', (text, group, never) => {
    expect(neverEmpty(read(text), group)).toBe(never);
  });

  test('a test for a group looks at the first match only', () => {
    expect(takesPart(read('^/list(?:/(\\d*))?$'), 1)).toBe('^(?>^/list(?:/(\\d*))?$)(?(1)|(?!))');
    expect(takesPart(read('(?i)a|b(c?)'), 1)).toBe('(?i)^(?>.*?(?:a|b(c?)))(?(1)|(?!))');
  });
});
