import type { AstPath, Parser, Plugin, Printer, SupportLanguage, SupportOption } from 'prettier';
import { dialectOf } from '../options.ts';
import { Reporter } from '../diagnostics/reporter.ts';
import { SourceFile } from '../source/source-file.ts';
import type { Program } from '../syntax/ast.ts';
import { parse } from '../syntax/parse.ts';
import { toDoc } from './print.ts';

/** Prettier is to be told where a syntax error is in just this way. */
interface SyntaxErrorWithPlace extends SyntaxError {
  loc?: { readonly start: { readonly line: number; readonly column: number } };
}

/** The root holds the whole tree: it is printed at once, comments included. */
interface Root {
  readonly type: 'vcl';
  readonly program: Program;
}

const astFormat = 'vcl-port';

const parsers: Record<string, Parser<Root>> = {
  'fastly-vcl': parserFor('fastly'),
  'varnish-vcl': parserFor('varnish'),
  vcl: parserFor(null),
};

const printer: Printer<Root> = {
  print: (path: AstPath<Root>) => toDoc(path.node.program),
};

export const languages: SupportLanguage[] = [
  { name: 'VCL', parsers: ['vcl'], extensions: ['.vcl'], vscodeLanguageIds: ['vcl'] },
  { name: 'Fastly VCL', parsers: ['fastly-vcl'], vscodeLanguageIds: ['fastly-vcl'] },
  { name: 'Varnish VCL', parsers: ['varnish-vcl'], vscodeLanguageIds: ['varnish-vcl'] },
];

export const options: Record<string, SupportOption> = {
  vclDialect: {
    type: 'choice',
    category: 'VCL',
    default: 'auto',
    description: 'The dialect of .vcl files.',
    choices: [
      { value: 'auto', description: 'Told from the text of each file.' },
      { value: 'fastly', description: 'Fastly VCL.' },
      { value: 'varnish', description: 'Varnish VCL.' },
    ],
  },
};

export const defaultOptions: Plugin['defaultOptions'] = { tabWidth: 4, printWidth: 120 };

export { parsers };
export const printers: Record<string, Printer<Root>> = { [astFormat]: printer };

const plugin: Plugin<Root> = {
  languages,
  parsers,
  printers,
  options,
  ...(defaultOptions === undefined ? {} : { defaultOptions }),
};
export default plugin;

function parserFor(dialect: 'fastly' | 'varnish' | null): Parser<Root> {
  return {
    astFormat,
    parse(text, given) {
      const chosen = dialect ?? (given as { readonly vclDialect?: string }).vclDialect ?? 'auto';
      const reporter = new Reporter();
      const source = new SourceFile('input.vcl', text);
      const program = parse(source, 0, dialectOf(chosen, text).dialect.syntax, reporter);
      const [problem] = reporter.diagnostics;
      if (problem !== undefined) throw syntaxError(problem.message, source, problem.span?.start ?? 0);
      return { type: 'vcl', program };
    },
    locStart: (node) => node.program.start,
    locEnd: (node) => node.program.end,
  };
}

function syntaxError(message: string, source: SourceFile, offset: number): SyntaxErrorWithPlace {
  const { line, column } = source.position(offset);
  const error: SyntaxErrorWithPlace = new SyntaxError(`${message} (${line}:${column})`);
  error.loc = { start: { line, column } };
  return error;
}
