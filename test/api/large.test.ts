import { describe, expect, test } from 'vitest';
import { format, translate } from '../../src/index.ts';

const inRecv = (code: string): string => `sub vcl_recv { ${code} }\n`;
const matched = (pattern: string): string => inRecv(`if (req.url ~ "${pattern}") { set req.http.A = re.group.1; }`);

/** Inputs that no person writes. Each ends, soon, with an output or with a diagnostic of its own. */
describe('large and hostile inputs', () => {
  test.each([
    ['a string of ten megabytes', inRecv(`set req.http.A = "${'x'.repeat(10 << 20)}";`)],
    ['a string without an end', inRecv(`set req.http.A = "${'x'.repeat(1 << 20)}\n;`)],
    ['beginnings of templates', inRecv(`set req.http.A = "${'${'.repeat(1 << 17)}";`)],
    ['a line of 130,000 statements', inRecv('set req.http.A = "x"; '.repeat(130_000))],
    ['130,000 comments before one statement', inRecv(`${'/* a */ '.repeat(130_000)} esi;`)],
    ['groups in a pattern, inside each other', matched(`${'('.repeat(20_000)}${')'.repeat(20_000)}`)],
    ['quantifiers of one thing', matched(`(a${'{1}'.repeat(20_000)})`)],
    [
      'an access list of 20,000',
      `acl a { ${Array.from({ length: 20_000 }, (_, at) => `"10.0.${at >> 8}.${at & 255}";`).join(' ')} }\n${inRecv('if (client.ip ~ a) { esi; }')}`,
    ],
    ['parentheses inside each other', inRecv(`if (${'('.repeat(100_000)}req.url${')'.repeat(100_000)}) { esi; }`)],
    ['blocks inside each other', inRecv('if (req.url) { '.repeat(100_000))],
  ])('%s', { timeout: 60_000 }, (_what, source) => {
    const { code, diagnostics } = translate(source, { from: 'fastly' });
    expect(diagnostics.filter((one) => one.family === 9)).toEqual([]);
    expect(code).toContain('sub vcl_recv {');
    expect(() => format(source, { dialect: 'fastly' })).not.toThrow();
  });
});
