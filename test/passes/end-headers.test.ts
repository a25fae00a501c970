import { describe, expect, it } from 'vitest';
import { inSubroutine } from '../support/in-subroutine.ts';

describe('end-headers', () => {
  it.each([
    ['set req.http.A = {"one\ntwo"};', 'set req.http.A = "one";'],
    ['set req.http.A = "one" LF req.url;', 'set req.http.A = "one" + "";'],
    [
      'set req.http.A = urldecode(req.url.qs);',
      /set req\.http\.A =\s+regsub\(\s*blob\.transcode[^]*"\(\?s\)\[\\r\\n\]\.\*",\s*""\s*\);/,
    ],
    ['set req.http.A = std.tolower(req.url);', 'set req.http.A = std.tolower(req.url);'],
  ])('%s', (source, expected) => {
    const { body } = inSubroutine(source);
    if (typeof expected === 'string') expect(body).toContain(expected);
    else expect(body).toMatch(expected);
  });

  it('says what is cut, and nothing where a value only ends so', () => {
    expect(inSubroutine('set req.http.A = {"one\ntwo"};').messages('VCP6031')).toEqual([
      'req.http.A ends at the line break in its value',
    ]);
    expect(inSubroutine('set req.http.A = "one" LF;').codes).not.toContain('VCP6031');
  });
});
