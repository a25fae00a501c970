// Differences that are known and listed, so that others can be found behind them. One that is mended leaves the list.

import type { Finding } from '../../src/verify/play.ts';
import type { PlannedRequest } from '../../src/verify/plan.ts';

interface Known {
  readonly because: string;
  readonly fits: (finding: Finding, request: PlannedRequest) => boolean;
}

const known: readonly Known[] = [
  {
    because: 'Varnish has one text for every fetch that failed',
    fits: ({ fastly, varnish }) =>
      /backend read error/.test(fastly ?? '') || /Backend fetch failed/.test(varnish ?? ''),
  },
  {
    because: 'the platform answers PURGE itself, whatever the configuration says',
    fits: (_, { method }) => /^(?:FASTLY)?PURGE/.test(method),
  },
  {
    because: 'origins are told that the client came over TLS',
    fits: ({ aspect }) => /^origin \d+ header fastly-/.test(aspect),
  },
  {
    because: 'whether an object with a lifetime of 0 is kept to be revalidated is nowhere said',
    fits: ({ aspect }) => /^origin \d+ header if-(?:modified-since|none-match)$/.test(aspect),
  },
  {
    because: 'a subfield is appended after a comma, with or without a space',
    fits: ({ fastly, varnish }) => fastly?.replaceAll(/, */g, ',') === varnish?.replaceAll(/, */g, ','),
  },
  {
    because: 'Varnish leaves out blanks at the beginning of a header when it reads it',
    fits: ({ fastly, varnish }) => fastly?.replaceAll(/ +/g, ' ').trim() === varnish?.replaceAll(/ +/g, ' ').trim(),
  },
  {
    because: 'what a restart does with the body of a request',
    fits: ({ aspect, varnish }, { body }) =>
      body !== '' && ((aspect === 'failure' && /no answer/.test(varnish ?? '')) || aspect !== 'failure'),
  },
];

export function isKnown(finding: Finding, request: PlannedRequest): boolean {
  return known.some(({ fits }) => fits(finding, request));
}
