import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/diagnostics/catalogue.ts';
import { families } from '../../src/diagnostics/families.ts';
import { familyOf, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { documentPages } from '../../scripts/diagnostic-pages.ts';

const root = join(import.meta.dirname, '../..');
const codes = Object.keys(catalogue) as Diagnostic['code'][];

/** The codes that the sources name, wherever that is. */
function namedCodes(): ReadonlySet<string> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter(
    (file) => file.endsWith('.ts') && !file.endsWith('catalogue.ts') && !file.startsWith('generated'),
  );
  return new Set(sources.flatMap((file) => readFileSync(join(root, 'src', file), 'utf8').match(/VCP\d{4}/g) ?? []));
}

describe('the catalogue', () => {
  test('has every code that is used, and no other', () => {
    expect([...namedCodes()].filter((code) => !codes.includes(code as Diagnostic['code']))).toEqual([]);
    expect(codes.filter((code) => !namedCodes().has(code))).toEqual([]);
  });

  test('every code belongs to a family and says something', () => {
    for (const code of codes) {
      const { title, text } = catalogue[code];
      expect(families[familyOf(code)], code).toBeDefined();
      expect(title, code).toMatch(/^[A-Z`(#].*[^.]$/);
      expect(text.length, code).toBeGreaterThan(40);
    }
  });

  test('limits and families agree', () => {
    const of = (family: number) => codes.filter((code) => familyOf(code) === family);
    expect(of(1).filter((code) => catalogue[code].limit !== 'input')).toEqual([]);
    expect(of(9).filter((code) => catalogue[code].limit !== 'tool')).toEqual([]);
  });
});

describe('docs/diagnostics', () => {
  const directory = join(root, 'docs/diagnostics');

  test('is what scripts/build-docs.ts writes', () => {
    const pages = documentPages();
    expect(readdirSync(directory).toSorted()).toEqual([...pages.keys()].toSorted());
    for (const [name, text] of pages)
      expect(readFileSync(join(directory, name), 'utf8'), `run npm run build:docs (${name})`).toBe(text);
  });
});
