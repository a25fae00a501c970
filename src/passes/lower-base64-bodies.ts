import type { Program, Statement } from '../ir/model.ts';
import { mapBodies, rewriteBody } from '../ir/rewrite.ts';
import { vclExpression } from './support/vcl.ts';
import type { Pass } from './pass.ts';

/** F26: a body that the source writes in base64 is decoded to bytes, which need not be a text. */
export const lowerBase64Bodies: Pass = {
  name: 'lower-base64-bodies',
  description: 'Bodies in base64 are decoded by the code.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run: (program, context): Program =>
    mapBodies(program, (body) =>
      rewriteBody(body, (statement): readonly Statement[] => {
        if (statement.kind !== 'set-body' || statement.encoding !== 'base64') return [statement];
        context.needs.vmods.set('blob', 'bodies in base64');
        const decoded = vclExpression(context.target, 'blob.decode(BASE64, encoded=_text_)', { text: statement.value });
        return [{ ...statement, encoding: 'text', value: { ...decoded, origin: statement.value.origin } }];
      }),
    ),
};
