import { helperSubroutines } from './support/helpers.ts';
import type { Pass } from './pass.ts';

/** The helpers that other passes call are printed after everything that came from the source. */
export const addHelpers: Pass = {
  name: 'add-helpers',
  description: 'The helpers that the code calls are there.',
  run(program, context) {
    const helpers = helperSubroutines(context);
    return helpers.length === 0 ? program : { ...program, items: [...program.items, ...helpers] };
  },
};
