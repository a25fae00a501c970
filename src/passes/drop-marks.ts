import type { Pass } from './pass.ts';

/** Marks that only the dialect of the source has: its version, pragmas, control lines, and imports of what is built in. */
export const dropMarks: Pass = {
  name: 'drop-marks',
  description: 'Marks of the dialect of the source are gone.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run(program) {
    const items = program.items.filter((item) => item.kind !== 'mark' && item.kind !== 'import');
    return items.length === program.items.length ? program : { ...program, items };
  },
};
