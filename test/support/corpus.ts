import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real configurations, beside the project; they are data to run against and no part of it. */
const directory = process.env['VCL_PORT_CORPUS'] ?? join(process.cwd(), '../shared/corpus');

export interface CorpusFile {
  readonly path: string;
  readonly dialect: 'fastly' | 'varnish';
  readonly kind: string;
  /** A raw template: fragments of it may be no VCL at all. */
  readonly template: boolean;
  readonly text: string;
}

export const corpusIsThere = existsSync(join(directory, 'MANIFEST.tsv'));

if (!corpusIsThere) {
  console.warn(
    `SKIPPED: no corpus at ${directory} (set VCL_PORT_CORPUS): tests against real configurations do not run`,
  );
}

export function corpusPath(path: string): string {
  return join(directory, path);
}

/** Every file of the corpus; empty without one. */
export function corpus(): CorpusFile[] {
  if (!corpusIsThere) return [];
  const [, ...rows] = readFileSync(join(directory, 'MANIFEST.tsv'), 'utf8').split('\n');
  return rows
    .filter((row) => row !== '')
    .map((row) => {
      const [path = '', dialect = '', , , , , , notes = ''] = row.split('\t');
      return {
        path,
        dialect: dialect.startsWith('fastly') ? ('fastly' as const) : ('varnish' as const),
        kind: /kind=(\w+)/.exec(notes)?.[1] ?? '',
        template: dialect === 'fastly-template',
        text: readFileSync(join(directory, path), 'utf8'),
      };
    });
}
