// Differences that are known and listed, so that others can be found behind them. One that is mended leaves the list.

import type { Finding } from '../../src/verify/play.ts';
import type { PlannedRequest } from '../../src/verify/plan.ts';

interface Known {
  readonly because: string;
  readonly fits: (finding: Finding, request: PlannedRequest) => boolean;
}

const known: readonly Known[] = [
  {
    because: 'whether an object with a lifetime of 0 is kept to be revalidated is nowhere said',
    fits: ({ aspect }) => /^origin \d+ header if-(?:modified-since|none-match)$/.test(aspect),
  },
  {
    because: 'Varnish leaves out blanks at the beginning of a header when it reads it',
    fits: ({ fastly, varnish }) => fastly?.replaceAll(/ +/g, ' ').trim() === varnish?.replaceAll(/ +/g, ' ').trim(),
  },
  {
    because:
      'a server may ignore Range (RFC 9110, 14.2): varnishd cuts what is passed, too, where the platform hands it on',
    fits: ({ aspect, fastly, varnish }, { headers }) =>
      headers.some(([name]) => /^range$/i.test(name)) &&
      ((aspect === 'status' && fastly === '200' && varnish === '206') ||
        (aspect === 'reason' && varnish === 'Partial Content') ||
        (aspect === 'body' && varnish !== null && fastly?.includes(varnish) === true) ||
        (aspect === 'header content-range' && fastly === null)),
  },
];

export function isKnown(finding: Finding, request: PlannedRequest): boolean {
  return known.some(({ fits }) => fits(finding, request));
}
