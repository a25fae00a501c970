// The VCL that varnishd runs for a scenario.

import type { Scenario } from './scenario.ts';

export interface Target {
  readonly vcl: string;
  /** Headers whose names start so are the translator's own and must stay inside the cache. */
  readonly carriers: RegExp;
  /** Codes of the diagnostics of the translation. */
  readonly codes: ReadonlySet<string>;
  /** Run-time parameters that the report of the translation asks for. */
  readonly parameters: Readonly<Record<string, string>>;
}

const CARRIERS = /^port-/i;
const TARGET = 'varnish@7.1';

type Translate = (source: string, options: Readonly<Record<string, unknown>>) => Translation;

interface Translation {
  readonly code: string;
  readonly diagnostics: readonly { readonly code: string }[];
  readonly report: {
    readonly needs: { readonly parameters: readonly { readonly name: string; readonly value: string }[] };
  };
}

/**
 * A Varnish scenario runs its source as it is: its expected values are Varnish's own behaviour. `withPorts` puts the
 * ports of the origins in.
 */
export async function targetVcl(scenario: Scenario, withPorts: (vcl: string) => string): Promise<Target> {
  const { from, options, varnish, vcl } = scenario;
  if (varnish !== undefined) return { vcl: withPorts(varnish), carriers: CARRIERS, codes: new Set(), parameters: {} };
  if (from === 'varnish') return { vcl: withPorts(vcl), carriers: CARRIERS, codes: new Set(), parameters: {} };
  const translate = await loadTranslator();
  const { code, diagnostics, report } = translate(withPorts(vcl), { from, to: TARGET, ...options });
  return {
    vcl: code,
    carriers: CARRIERS,
    codes: new Set(diagnostics.map((diagnostic) => diagnostic.code)),
    parameters: Object.fromEntries(report.needs.parameters.map(({ name, value }) => [name, value])),
  };
}

async function loadTranslator(): Promise<Translate> {
  const entry = new URL('../../src/index.ts', import.meta.url).href;
  const module = (await import(/* @vite-ignore */ entry)) as { readonly translate: Translate };
  return module.translate;
}
