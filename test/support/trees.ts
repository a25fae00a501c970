import type { Program } from '../../src/syntax/ast.ts';
import { Reporter } from '../../src/diagnostics/reporter.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { fastly } from '../../src/dialects/fastly/index.ts';
import { varnish } from '../../src/dialects/varnish/index.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { parse } from '../../src/syntax/parse.ts';

export const dialects: Readonly<Record<'fastly' | 'varnish', Dialect>> = { fastly, varnish };

export function parseText(
  text: string,
  dialect: Dialect,
): { readonly tree: Program; readonly diagnostics: readonly Diagnostic[] } {
  const reporter = new Reporter();
  return {
    tree: parse(new SourceFile('test.vcl', text), 0, dialect.syntax, reporter),
    diagnostics: reporter.diagnostics,
  };
}

const beside = new Set(['start', 'end', 'leading', 'trailing', 'dangling', 'blankBefore']);

/**
 * A tree without what does not change the program: places, comments, parentheses (the shape of the tree tells what they told),
 * a plus in front of a text or between two, blanks in a number, the order of properties and members of a director.
 */
export function normalised(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(normalised);
  if (node === null || typeof node !== 'object') return node;
  const typed = node as Record<string, unknown>;
  if (typed['kind'] === 'GroupExpression') return normalised(typed['expression']);
  if (typed['kind'] === 'UnaryExpression' && typed['operator'] === '+') return normalised(typed['operand']);
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(typed)) if (!beside.has(key)) result[key] = normalised(value);
  if (
    result['kind'] === 'ConcatenationPart' &&
    result['operator'] === '+' &&
    kindOf(result['value']) !== 'NumberLiteral'
  )
    result['operator'] = '';
  if (result['kind'] === 'NumberLiteral') result['raw'] = String(result['raw']).replace(/[ \t]/g, '');
  if (result['kind'] === 'DirectorDeclaration') {
    const items = result['items'] as unknown[];
    result['items'] = [
      ...items.filter((item) => kindOf(item) !== 'DirectorMember'),
      ...items.filter((item) => kindOf(item) === 'DirectorMember'),
    ];
  }
  return result;
}

function kindOf(node: unknown): string {
  return typeof node === 'object' && node !== null && 'kind' in node ? String(node.kind) : '';
}

/** The comments of a text, without how their lines are indented, sorted. */
export function commentsOf(text: string, dialect: Dialect): string[] {
  const { comments } = dialect.syntax.lexer.tokenize(text);
  return comments
    .map((comment) =>
      comment.text
        .split('\n')
        .map((line) => line.trim())
        .join('\n'),
    )
    .sort();
}
