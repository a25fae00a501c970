// Differences that are known and listed, so that others can be found behind them. One that is mended leaves the list.

import type { Finding } from '../../src/verify/play.ts';

interface Known {
  readonly because: string;
  readonly fits: (finding: Finding) => boolean;
}

const known: readonly Known[] = [
  {
    because: 'Varnish leaves out blanks at the beginning of a header when it reads it',
    fits: ({ aspect, fastly, varnish }) =>
      /\bheader /.test(aspect) && fastly?.replaceAll(/ +/g, ' ').trim() === varnish?.replaceAll(/ +/g, ' ').trim(),
  },
];

export function isKnown(finding: Finding): boolean {
  return known.some(({ fits }) => fits(finding));
}
