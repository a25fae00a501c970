import { translate, type TranslateOptions } from '../../src/index.ts';

/** A translation that a test looks into. */
export interface Translated {
  readonly code: string;
  /** The codes of the diagnostics, sorted, each once. */
  readonly codes: readonly string[];
  /** Messages with a code, in order. */
  messages(code: string): readonly string[];
  /** The declaration that begins so, comments before it not included; empty where there is none. */
  declaration(start: string): string;
  /** The lines of a subroutine that have this in them, without their indentation. */
  linesWith(start: string, part: string): readonly string[];
}

/** Translates a piece of Fastly VCL; `vcl_recv` is added where there is no state, so that it is a configuration. */
export function toVarnish(source: string, options: TranslateOptions = {}): Translated {
  const whole = /\bsub vcl_/.test(source) ? source : `${source}\nsub vcl_recv { return(lookup); }`;
  const { code, diagnostics } = translate(whole, { from: 'fastly', to: 'varnish@7.1', ...options });
  const lines = code.split('\n');
  const declaration = (start: string): string => {
    const first = lines.findIndex((line) => line.startsWith(start));
    if (first === -1) return '';
    const last = /[{]$/.test(lines[first] ?? '') ? lines.indexOf('}', first) : first;
    return lines.slice(first, last + 1).join('\n');
  };
  return {
    code,
    codes: [...new Set(diagnostics.map((one) => one.code))].sort(),
    messages: (wanted) => diagnostics.filter((one) => one.code === wanted).map((one) => one.message),
    declaration,
    linesWith: (start, part) => {
      const found = declaration(start)
        .split('\n')
        .filter((line) => line.includes(part));
      return found.map((line) => line.trim());
    },
  };
}
