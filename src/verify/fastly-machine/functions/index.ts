import type { Family } from './function.ts';

/** Every function of the platform by its name. */
export const functions: Family = {};
