import * as make from '../../ir/make.ts';
import type { Item, Program } from '../../ir/model.ts';
import { flatMapSame } from '../../ir/rewrite.ts';
import type { PassContext } from '../pass.ts';
import { referencesIn } from './references.ts';
import { after, commentsIn } from './property-values.ts';

/**
 * Shields are other sites of the platform. One that the code chooses by its name becomes a backend that is never healthy; one
 * that nothing chooses, or only by a function that has another choice, is left out.
 */
export function withoutShields(program: Program, context: PassContext): Program {
  if (!program.items.some((item) => item.kind === 'director' && item.policy === 'shield')) return program;
  const used = new Set(referencesIn(program, context.source.table).map((reference) => reference.name));
  const items = flatMapSame(program.items, (item): readonly Item[] => {
    if (item.kind !== 'director' || item.policy !== 'shield') return [item];
    const inside = [...commentsIn(item.properties), ...(item.dangling ?? [])];
    if (!used.has(item.name)) {
      context.reporter.report('VCP5010', item.origin, `the shield ${item.name} is left out`);
      const comments = [...(item.leading ?? []), ...inside, ...(item.trailing ?? [])];
      return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: item.origin }];
    }
    context.reporter.report(
      'VCP2031',
      item.origin,
      `there is no shield '${item.name}': as a backend it is never healthy`,
    );
    const { policy: _policy, members: _members, dangling: _dangling, ...rest } = item;
    const backend = make.remarked(
      { ...rest, kind: 'backend' as const, none: true, properties: [] },
      'A shield, of which there is none here',
    );
    return [after(inside, backend)];
  });
  return items === program.items ? program : { ...program, items };
}
