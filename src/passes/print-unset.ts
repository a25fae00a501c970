import type { Concat, Expression } from '../ir/model.ts';
import * as make from '../ir/make.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { setness } from '../ir/setness.ts';
import { kinds, mapKinds } from '../ir/kinds.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F14: in a text for a header, a log or a body the source prints "(null)" for what is not set. By default nothing is printed,
 * which is what everybody meant, and the place is noted; on request the text of the source is kept.
 */
export const printUnset: Pass = {
  name: 'print-unset',
  description: 'Texts print something sane, or what the source prints, for values that are not set.',
  needed: ({ target }) => target.dialect.traits.unsetText === '',
  run: (program, context) =>
    mapBodies(program, (body) => mapKinds(body, texts, (expression) => print(expression, context))),
};

const texts = kinds('concat');

function print(expression: Expression, context: PassContext): Expression {
  if (expression.kind !== 'concat' || expression.unset === '') return expression;
  const text = expression.unset;
  const plain: Concat = { ...expression, unset: '' };
  const maybe = plain.parts.filter((part) => setness(part) !== true);
  if (maybe.length === 0) return bare(plain);
  if (context.options.nullText) {
    const parts = plain.parts.map((part): Expression => {
      const set = setness(part);
      if (set === true) return part;
      if (set === false) return make.string(text, part.origin);
      return {
        kind: 'conditional',
        condition: set,
        consequent: part,
        alternate: make.string(text),
        origin: part.origin,
      };
    });
    return bare({ ...plain, parts });
  }
  // A lone operand is the whole text: it is printed as nothing, or the header is removed. What is never set was said already.
  if (plain.parts.length > 1 && maybe.some((part) => part.kind !== 'unset')) {
    context.reporter.report(
      'VCP3020',
      expression.origin,
      `what is not set prints nothing here, and "${text}" in the source`,
      {
        help: 'Use --null-text to keep the text of the source.',
      },
    );
  }
  return bare(plain);
}

function bare(concat: Concat): Expression {
  const [only] = concat.parts;
  return concat.parts.length === 1 && only !== undefined ? only : concat;
}
