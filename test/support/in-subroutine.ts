import type { TranslateOptions } from '../../src/index.ts';
import { toVarnish, type Translated } from './translated.ts';

/** Code of a subroutine that vcl_recv calls, in translation: what is inside its braces, without the outer indentation. */
export function inSubroutine(
  code: string,
  around = '',
  options: TranslateOptions = {},
): Translated & { readonly body: string } {
  const source = `backend F_a { .host = "192.0.2.1"; }\n${around}\nsub tested { ${code}\n}\nsub vcl_recv { call tested; return(lookup); }`;
  const translated = toVarnish(source, options);
  const [, inner = ''] = /^sub tested \{\n([\s\S]*?)\n\}$/m.exec(translated.code) ?? [];
  const lines = inner.split('\n');
  return { ...translated, body: lines.map((line) => line.replace(/^ {4}/, '')).join('\n') };
}

/** A piece of VCL as it is printed: without the indentation that it has in a test. */
export function vcl(text: string): string {
  const lines = text
    .split('\n')
    .filter((line, index, all) => line.trim() !== '' || (index > 0 && index < all.length - 1));
  const margin = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines.map((line) => line.slice(margin)).join('\n');
}
