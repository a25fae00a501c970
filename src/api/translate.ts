import type { LocatedDiagnostic } from '../diagnostics/located.ts';
import { OptionError, settingsOf, type TranslateOptions } from '../options.ts';
import { brokenOff } from './broken-off.ts';
import { translate as run, type Translation } from '../translate.ts';
import type { SourceInput } from '../source/includes.ts';

/**
 * Translates a configuration to the other dialect.
 *
 * No text makes it throw: what is wrong with the source, and what has no equal on the target, is in `diagnostics`, and a
 * diagnostic of the families 2, 3 and 9 stands for everything that the output does not do as the input does.
 *
 * @param source the text, or a text with the name that diagnostics give it
 * @throws {OptionError} when an option has a value that it cannot have
 *
 * @example
 * const { code, diagnostics } = translate(readFileSync('main.vcl', 'utf8'), { to: 'varnish@7.1' });
 */
export function translate(source: string | SourceInput, options: TranslateOptions = {}): Translation {
  const settings = settingsOf(source, options);
  try {
    return run(source, options);
  } catch (error) {
    if (error instanceof OptionError) throw error;
    return brokenOff(error, settings);
  }
}

/** What `translate` would say about a configuration, without its output. */
export function check(source: string | SourceInput, options: TranslateOptions = {}): readonly LocatedDiagnostic[] {
  return translate(source, options).diagnostics;
}
