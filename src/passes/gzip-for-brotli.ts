import { sameMeaning } from '../ir/equal.ts';
import * as make from '../ir/make.ts';
import type { Body, Branch, Expression, Origin, Place, Statement, Variable } from '../ir/model.ts';
import { mapBodies, mapExpression, mapSame, rewriteBody } from '../ir/rewrite.ts';
import { visitStatements } from '../ir/visit.ts';
import { kinds, mapKinds, named, visitTargets } from '../ir/kinds.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F27: what the source compresses with brotli is compressed with gzip, for the clients that take brotli, too: they all take
 * gzip. Compression on delivery is not asked for by a header on the target.
 */
export const gzipForBrotli: Pass = {
  name: 'gzip-for-brotli',
  description: 'What the source compresses with brotli is compressed with gzip.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    let origin: Origin = null;
    const note = (statement: Statement): void => {
      origin ??= statement.origin;
    };
    const lowered = mapBodies(program, (body) => {
      const written = rewriteBody(body, (statement): readonly Statement[] => {
        switch (statement.kind) {
          case 'if': {
            const branches = mapSame(statement.branches, asksGzip);
            return [branches === statement.branches ? statement : { ...statement, branches: withoutRepeats(branches) }];
          }
          case 'assign': {
            const { target, value } = statement;
            if (isCompressHint(target)) return hinted(statement, target, context);
            if (isBrotli(target)) {
              note(statement);
              return value.kind === 'boolean' && !value.value
                ? make.inPlaceOf(statement, [])
                : [{ ...statement, target: asGzip(target) }];
            }
            if (!isAcceptEncoding(target) || !isBr(value)) return [statement];
            note(statement);
            return [{ ...statement, value: make.string('gzip', value.origin) }];
          }
          default:
            return [statement];
        }
      });
      return mapKinds(written, named('beresp.brotli'), (expression) =>
        isBrotli(expression) ? asGzip(expression) : expression,
      );
    });
    if (origin !== null) context.reporter.report('VCP3082', origin, 'clients that take brotli get gzip');
    return lowered;
  },
};

function isBrotli(expression: Expression): expression is Variable {
  return expression.kind === 'variable' && expression.name === 'beresp.brotli';
}

function asGzip(brotli: Variable): Variable {
  return { ...brotli, name: 'beresp.gzip' };
}

function isAcceptEncoding(expression: Expression): boolean {
  return expression.kind === 'header' && expression.name.toLowerCase() === 'accept-encoding';
}

function isBr(expression: Expression): boolean {
  return expression.kind === 'string' && expression.value === 'br';
}

function isCompressHint(target: Place): boolean {
  return target.kind === 'header' && target.name.toLowerCase() === 'x-compress-hint';
}

/** A branch that compresses with brotli is for those who get gzip. */
function asksGzip(branch: Branch): Branch {
  if (!compresses(branch.body)) return branch;
  const condition = mapExpression(branch.condition, (expression) =>
    expression.kind === 'binary' && isAcceptEncoding(expression.left) && isBr(expression.right)
      ? { ...expression, right: make.string('gzip', expression.right.origin) }
      : expression,
  );
  return condition === branch.condition ? branch : { ...branch, condition };
}

function compresses(body: Body): boolean {
  let found = false;
  visitTargets(body, kinds('variable'), ({ name }, { kind }) => {
    if (kind === 'assign' && name === 'beresp.gzip') found = true;
  });
  return found;
}

/** Where the source has a branch for each way, the one for gzip has nothing left to do. */
function withoutRepeats(branches: readonly Branch[]): readonly Branch[] {
  const kept: Branch[] = [];
  for (const branch of branches) {
    const at = kept.findIndex(({ condition }) => sameMeaning(condition, branch.condition));
    const first = kept[at];
    if (first === undefined) kept.push(branch);
    else kept[at] = { ...first, body: [...first.body, ...commentsOf(branch)] };
  }
  return kept;
}

function commentsOf({ leading = [], body }: Branch): Body {
  const comments = [...leading];
  visitStatements(body, (statement) => {
    const own = statement.kind === 'remark' ? statement.comments : [];
    comments.push(...(statement.leading ?? []), ...own, ...(statement.trailing ?? []));
  });
  return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: null }];
}

/** The header asks for compression on delivery. In the fetch it may be asked for at once. */
function hinted(statement: Statement, target: Place, context: PassContext): readonly Statement[] {
  const inFetch = target.kind === 'header' && target.message === 'beresp';
  const gzip: Variable = {
    kind: 'variable',
    vocabulary: context.source.dialect.id,
    name: 'beresp.gzip',
    type: 'boolean',
    origin: statement.origin,
  };
  if (inFetch) return make.inPlaceOf(statement, [make.assign(gzip, make.boolean(true), statement.origin)]);
  context.reporter.report('VCP3083', statement.origin, 'responses are not compressed on delivery', {
    help: 'Set beresp.do_gzip in vcl_backend_response: ESI works with compressed pages, too.',
  });
  return unsupported(statement, 'VCP3083', context);
}
