import type { Expression } from '../ir/model.ts';
import * as make from '../ir/make.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { kinds, mapKinds } from '../ir/kinds.ts';
import type { Pass } from './pass.ts';

/** F15: a boolean in a text reads as in the source. It becomes a choice between two texts, which a later pass writes out. */
export const spellBooleans: Pass = {
  name: 'spell-booleans',
  description: 'Booleans in texts are choices between the two texts of the source.',
  needed: ({ source, target }) =>
    source.dialect.traits.booleanText.whenTrue !== target.dialect.traits.booleanText.whenTrue,
  run: (program) => mapBodies(program, (body) => mapKinds(body, kinds('boolean-text'), spell)),
};

function spell(expression: Expression): Expression {
  if (expression.kind !== 'boolean-text') return expression;
  const { operand, whenTrue, whenFalse, origin } = expression;
  if (operand.kind === 'boolean') return make.string(operand.value ? whenTrue : whenFalse, origin);
  return {
    kind: 'conditional',
    condition: operand,
    consequent: make.string(whenTrue),
    alternate: make.string(whenFalse),
    origin,
  };
}
