import { Reporter } from './diagnostics/reporter.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Dialect } from './dialects/dialect.ts';
import { fastly } from './dialects/fastly/index.ts';
import { varnish } from './dialects/varnish/index.ts';
import type { Program } from './ir/model.ts';
import { passes } from './passes/index.ts';
import type { PassContext } from './passes/pass.ts';
import { Names } from './passes/support/names.ts';
import type { Target } from './passes/target.ts';
import { print } from './printer/print.ts';
import { SourceFile } from './source/source-file.ts';
import { parse } from './syntax/parse.ts';

export interface TranslateOptions {
  readonly from?: string;
  readonly to?: string;
  readonly nullText?: boolean;
  readonly unsupported?: 'comment' | 'break' | 'error';
}

export interface Translation {
  readonly code: string;
  readonly diagnostics: readonly Diagnostic[];
}

const varnishModules = new Set(['accept', 'bodyaccess', 'header', 'saintmode', 'str', 'tcp', 'var', 'vsthrottle', 'xkey']);

export function translate(text: string, options: TranslateOptions = {}): Translation {
  const reporter = new Reporter();
  const source: Dialect = (options.from ?? 'fastly').startsWith('varnish') ? varnish : fastly;
  const dialect: Dialect = (options.to ?? 'varnish').startsWith('fastly') ? fastly : varnish;
  const target: Target = { dialect, table: dialect.table(), vmods: { kind: 'preferred', vmods: varnishModules } };
  const file = new SourceFile('input', text);
  const table = source.table();
  const tree = parse(file, 0, source.syntax, reporter);
  const lifted = source.lift(tree, { reporter, file: 0, table });
  const context: PassContext = {
    reporter,
    source: { dialect: source, table },
    target,
    options: { nullText: options.nullText ?? false, unsupported: options.unsupported ?? 'comment' },
    names: new Names(lifted, target.table.reserved),
    helpers: new Set(),
    sourceText: (origin) => (origin === null ? '' : text.slice(origin.start, origin.end)),
    needs: { vmods: new Map(), parameters: new Map(), sidecars: new Map() },
  };
  const program = passes.reduce((current: Program, pass) => (pass.needed?.(context) === false ? current : pass.run(current, context)), lifted);
  const lowered = dialect.finish(dialect.lower(program, { reporter, table: target.table, keepSpelling: false }), target.table);
  return { code: print(lowered), diagnostics: reporter.diagnostics };
}
