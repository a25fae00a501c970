import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { dialects } from './trees.ts';

export interface Golden {
  readonly name: string;
  /** A folder with `input.vcl`, `output.vcl` and `diagnostics.txt`. */
  readonly folder: string;
  readonly input: string;
}

export interface Direction {
  /** The folder of its cases in `snapshots/`. */
  readonly name: string;
  readonly source: Dialect;
  readonly target: Dialect;
  readonly options: { readonly from: 'fastly' | 'varnish'; readonly to: string };
  readonly cases: readonly Golden[];
}

const root = join(import.meta.dirname, '../../snapshots');

function direction(name: string, from: 'fastly' | 'varnish', to: 'fastly' | 'varnish', profile: string): Direction {
  const cases = readdirSync(join(root, name)).map((one): Golden => {
    const folder = join(root, name, one);
    return { name: one, folder, input: readFileSync(join(folder, 'input.vcl'), 'utf8') };
  });
  return { name, source: dialects[from], target: dialects[to], options: { from, to: profile }, cases };
}

export const fastlyToVarnish = direction('fastly-to-varnish', 'fastly', 'varnish', 'varnish@7.1');
export const varnishToFastly = direction('varnish-to-fastly', 'varnish', 'fastly', 'fastly');
