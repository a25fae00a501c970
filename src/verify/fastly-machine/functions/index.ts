import { addresses } from './addresses.ts';
import { base64 } from './base64.ts';
import { delivery } from './delivery.ts';
import { digests } from './digests.ts';
import { encryption } from './encryption.ts';
import { escapes } from './escapes.ts';
import type { Family } from './function.ts';
import { headers } from './headers.ts';
import { math } from './math.ts';
import { miscellaneous } from './miscellaneous.ts';
import { negotiation } from './negotiation.ts';
import { numbers } from './numbers.ts';
import { queryStrings } from './query-strings.ts';
import { random } from './random.ts';
import { rateLimits } from './rate-limits.ts';
import { regularExpressions } from './regular-expressions.ts';
import { signatures } from './signatures.ts';
import { strings } from './strings.ts';
import { tableLookups } from './table-lookups.ts';
import { times } from './times.ts';
import { unicode } from './unicode.ts';
import { uuids } from './uuids.ts';

/** Every function of the platform by its name. */
export const functions: Family = {
  ...addresses,
  ...base64,
  ...delivery,
  ...digests,
  ...encryption,
  ...escapes,
  ...headers,
  ...math,
  ...miscellaneous,
  ...negotiation,
  ...numbers,
  ...queryStrings,
  ...random,
  ...rateLimits,
  ...regularExpressions,
  ...signatures,
  ...strings,
  ...tableLookups,
  ...times,
  ...unicode,
  ...uuids,
};
