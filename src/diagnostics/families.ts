import type { Family } from './diagnostic.ts';

/** What a family of diagnostics means, as a heading. In the order in which a reader wants them. */
export const families: Readonly<Record<Family, string>> = {
  1: 'The input',
  2: 'No equivalent on the target',
  9: 'Limits and faults of vcl-port',
  3: 'Translated, but behaves differently',
  4: 'Translated, and needs something at run time',
  5: 'Provided by the platform, not by these files',
  6: 'Worth a review',
};

export const familyOrder: readonly Family[] = [1, 2, 9, 3, 4, 5, 6];
