import { locate, type LocatedDiagnostic } from '../diagnostics/located.ts';
import { Reporter } from '../diagnostics/reporter.ts';
import { dialectOf, inputOf, OptionError } from '../options.ts';
import { print, type PrintOptions } from '../printer/print.ts';
import { checkText } from '../source/check-text.ts';
import { SourceFile } from '../source/source-file.ts';
import type { SourceInput } from '../source/includes.ts';
import type { Program } from '../syntax/ast.ts';
import { parse as parseFile } from '../syntax/parse.ts';

export interface SyntaxOptions {
  /** `auto` (the default), `fastly` or `varnish`. */
  readonly dialect?: string;
  /** What diagnostics call the text. */
  readonly fileName?: string;
}

export interface Parsed {
  /** The syntax tree, comments included; what could not be read is a `BadNode` in it. */
  readonly program: Program;
  readonly dialect: 'fastly' | 'varnish';
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/** Reads a text. It never throws for the text's sake: errors are in `diagnostics`, and reading goes on after each. */
export function parse(source: string | SourceInput, options: SyntaxOptions = {}): Parsed {
  const { name, text } = inputOf(source, options);
  const { dialect } = dialectOf(options.dialect ?? 'auto', text);
  const reporter = new Reporter();
  const file = new SourceFile(name, text);
  checkText(file, 0, reporter);
  const program = parseFile(file, 0, dialect.syntax, reporter);
  return { program, dialect: dialect.id as Parsed['dialect'], diagnostics: locate(reporter.diagnostics, [file]) };
}

export interface FormatOptions extends SyntaxOptions, PrintOptions {}

export interface Formatted {
  readonly code: string;
  /** Syntax errors; the text that has one is left as it was. */
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/** Lays a text out anew. Formatting the result again changes nothing, and comments stay with what they describe. */
export function format(source: string | SourceInput, options: FormatOptions = {}): Formatted {
  const { printWidth, tabWidth } = options;
  for (const [name, value] of Object.entries({ printWidth, tabWidth })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new OptionError(name, `'${name}' is a number of columns`);
  }
  const { program, diagnostics } = parse(source, options);
  const layout = {
    ...(printWidth === undefined ? {} : { printWidth }),
    ...(tabWidth === undefined ? {} : { tabWidth }),
  };
  return { code: print(program, layout), diagnostics };
}
