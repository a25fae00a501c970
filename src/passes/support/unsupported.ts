import type { Comment } from '../../syntax/ast.ts';
import { catalogue, type Code } from '../../diagnostics/catalogue.ts';
import type { Origin, Remark, Statement } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';

/**
 * What stands in the output for a statement that has no translation: the original text as a comment, with the code of the
 * diagnostic that says why. Where the user wants it, a word follows that the compiler of the target refuses.
 */
export function unsupported(statement: Statement, code: Code, context: PassContext): readonly Statement[] {
  const { leading = [], trailing = [], blankBefore = false, origin } = statement;
  const comments = [...leading, ...originalAsComments(context.sourceText(origin), code), ...trailing];
  const remark: Remark = { kind: 'remark', comments, blankBefore, origin };
  return [remark, ...refused(code, origin, context)];
}

/**
 * A statement of which only a part has no translation: it goes on without that part, after a comment with the text of it.
 */
export function partlySupported<T extends Statement>(
  statement: T,
  code: Code,
  context: PassContext,
  origins: readonly Origin[],
): readonly Statement[] {
  const { leading = [] } = statement;
  const texts = new Set(origins.map((origin) => context.sourceText(origin)));
  const original = originalAsComments([...texts].join(', '), code);
  return [...refused(code, origins[0] ?? null, context), { ...statement, leading: [...leading, ...original] }];
}

/** The statement that a person searches for in the output, and that no compiler takes. */
export const refusedStatement = /^[ \t]*VC(?:P\d{4}|L_PORT)_NOT_TRANSLATED;/gm;

function refused(code: Code, origin: Origin, context: PassContext): readonly Statement[] {
  // What is left out without a change to any response breaks nothing.
  if (context.options.unsupported !== 'break' || catalogue[code].severity === 'info') return [];
  return [{ kind: 'verbatim', what: 'unsupported', text: `${code}_NOT_TRANSLATED;`, code, origin }];
}

/** The original text, line by line, as far to the left as its lines allow. */
export function originalAsComments(text: string, code: Code): readonly Comment[] {
  const [first = '', ...rest] = text.split('\n').map((line) => line.trimEnd());
  if (rest.length === 0) return [comment(`# ${code}, not translated: ${first}`)];
  const margin = Math.min(...rest.filter((line) => line !== '').map((line) => line.length - line.trimStart().length));
  const lines = [first, ...rest.map((line) => line.slice(margin))];
  return [comment(`# ${code}, not translated:`), ...lines.map((line) => comment(`#     ${line}`.trimEnd()))];
}

/** Comments apart from what follows them. */
export function asBlock(comments: readonly Comment[]): readonly Comment[] {
  return comments.map((one, index) => (index === comments.length - 1 ? { ...one, blankAfter: true } : one));
}

function comment(text: string): Comment {
  return { text, start: 0, end: 0, blankBefore: false, blankAfter: false };
}
