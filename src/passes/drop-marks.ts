import type { Item } from '../ir/model.ts';
import { flatMapSame } from '../ir/rewrite.ts';
import type { Pass } from './pass.ts';

/** Marks that only the dialect of the source has: its version, pragmas, control lines, and imports of what is built in. */
export const dropMarks: Pass = {
  name: 'drop-marks',
  description: 'Marks of the dialect of the source are gone.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program, { reporter }) {
    const items = flatMapSame(program.items, (item): readonly Item[] => {
      if (item.kind !== 'mark' && item.kind !== 'import') return [item];
      if (item.kind === 'mark' && item.what !== 'version') {
        reporter.report('VCP3002', item.origin, `'${item.text}' is for the compiler of the source: it is left out`);
      }
      const comments = [...(item.leading ?? []), ...(item.trailing ?? [])];
      return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: item.origin }];
    });
    return items === program.items ? program : { ...program, items };
  },
};
