import { describe, expect, test } from 'vitest';
import { sampleRegex } from '../../src/verify/sample-regex.ts';
import { matchRegex } from '../../src/verify/fastly-machine/regex/regex.ts';

describe('texts for a pattern', () => {
  test.each([
    '^/api/',
    '^/(?:de|en|fr)(/|$)',
    '\\.(?:jpe?g|png)$',
    '(?i)iphone|android',
    '^[0-9]{3,}-[a-f]+$',
    '^(?!admin)[a-z]+$',
    '(?<year>\\d{4})-(?P=year)',
    '^(a|b)\\1$',
    '^$',
    '(?=.*x)y?',
  ])('%s', (pattern) => {
    const samples = sampleRegex(pattern);
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) expect(matchRegex(pattern, sample, 0)).not.toBeNull();
  });

  test('each alternative has one', () => {
    const samples = sampleRegex('^/(?:de|en|fr)(?:/|$)');
    for (const language of ['de', 'en', 'fr'])
      expect(samples.some((text) => text.startsWith(`/${language}`))).toBe(true);
  });

  test('a pattern that cannot be read, or that nothing matches, has none', () => {
    expect(sampleRegex('(')).toEqual([]);
    expect(sampleRegex('a\\bc$^x')).toEqual([]);
  });

  test('large repetitions stay small', () => {
    for (const text of sampleRegex('^(?:abc){1000}$')) expect(text.length).toBeLessThan(5000);
    expect(sampleRegex('^(?:a{1,60000}){2}').every((text) => text.length < 1000)).toBe(true);
  });
});
