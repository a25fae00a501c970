import { Reporter } from './diagnostics/reporter.ts';
import { originOfNode } from './dialects/lower-context.ts';
import { checkLegality } from './legality/check-legality.ts';
import { refusedStatement } from './passes/support/unsupported.ts';
import { allowsVmod, type Target } from './passes/target.ts';
import { Trace } from './source/map.ts';
import { SourceFile } from './source/source-file.ts';
import type { Program } from './syntax/ast.ts';
import { parse } from './syntax/parse.ts';

/**
 * Reads the output as the target will: with its grammar, against its tables. What the target would refuse is a fault of this
 * program, and is reported at the place in the source that it came from.
 */
export function prove(
  code: string,
  printed: Program,
  target: Target,
  reporter: Reporter,
): { readonly output: SourceFile; readonly trace: Trace } {
  const { dialect, table } = target;
  const found = new Reporter();
  // What is marked as not translated has been reported, and is meant to be refused.
  const output = new SourceFile(
    'output',
    code.replace(refusedStatement, (statement) => ' '.repeat(statement.length)),
  );
  const parsed = parse(output, 0, dialect.syntax, found);
  const trace = new Trace(parsed, printed, originOfNode);
  for (const { span, message } of found.diagnostics) {
    const line = span === null ? 0 : output.position(span.start).line;
    reporter.report('VCP9002', null, `line ${line} of the output: ${message}`);
  }
  for (const { node, message } of checkLegality(parsed, table, { unusedIsRefused: dialect.traits.refusesUnused })) {
    reporter.report(
      'VCP9003',
      trace.originOf(node),
      `line ${output.position(node.start).line} of the output: ${message}`,
    );
  }
  for (const item of parsed.items) {
    if (item.kind === 'ImportDeclaration' && !allowsVmod(target, item.name.name))
      reporter.report('VCP9003', null, `the output imports vmod ${item.name.name}, which the options do not allow`);
  }
  return { output, trace };
}
