import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario, ORIGIN_PORT } from '../scenarios/scenario.ts';

const root = join(import.meta.dirname, '../scenarios');

/** The Fastly VCL of every scenario, by its file. */
export function scenarioSources(): readonly (readonly [file: string, vcl: string])[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.toSorted().flatMap((file) => {
    const { from, vcl } = loadScenario(join(root, file));
    return from === 'fastly' ? [[file, vcl.replace(ORIGIN_PORT, '"80"')] as const] : [];
  });
}
