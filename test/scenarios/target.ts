// The VCL that varnishd runs for a scenario.

import type { Scenario } from './scenario.ts';

export interface Target {
  readonly vcl: string;
  /** Headers whose names start so are the translator's own and must stay inside the cache. */
  readonly carriers: RegExp;
  /** Codes of the diagnostics of the translation. */
  readonly codes: ReadonlySet<string>;
}

const CARRIERS = /^port-/i;
const TARGET = 'varnish@7.1';

type Translate = (source: string, options: Readonly<Record<string, unknown>>) => Translation;

interface Translation {
  readonly code: string;
  readonly diagnostics: readonly { readonly code: string }[];
}

/**
 * A Varnish scenario runs its source as it is: its expected values are Varnish's own behaviour. `withPorts` puts the
 * ports of the origins in.
 */
export async function targetVcl(scenario: Scenario, withPorts: (vcl: string) => string): Promise<Target> {
  const { from, options, varnish, vcl } = scenario;
  if (varnish !== undefined) return { vcl: withPorts(varnish), carriers: CARRIERS, codes: new Set() };
  if (from === 'varnish') return { vcl: withPorts(vcl), carriers: CARRIERS, codes: new Set() };
  const translate = await loadTranslator();
  const { code, diagnostics } = translate(withPorts(vcl), { from, to: TARGET, ...options });
  return { vcl: code, carriers: CARRIERS, codes: new Set(diagnostics.map((diagnostic) => diagnostic.code)) };
}

async function loadTranslator(): Promise<Translate> {
  const entry = new URL('../../src/index.ts', import.meta.url).href;
  const module = (await import(/* @vite-ignore */ entry)) as { readonly translate: Translate };
  return module.translate;
}
