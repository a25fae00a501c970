import { float, integer } from '../value.ts';
import type { Variable } from './variable.ts';

/**
 * `ratecounter.NAME.bucket.20s`: events from 10 to 20 seconds ago; `.rate.10s`: events in a second over the last ten. They are of
 * the entry that the last check of the counter was about, which a desk takes all entries for when there was none.
 */
export function rateVariable(name: string): Variable | null {
  const [, counter, kind, seconds] = /^ratecounter\.([^.]+)\.(bucket|rate)\.(\d+)s$/.exec(name) ?? [];
  if (counter === undefined) return null;
  const window = Number(seconds);
  return {
    read: ({ counters }) => {
      const key = counters.lastKey(counter);
      if (kind === 'bucket') return integer(counters.countBetween(counter, key, window - 10, window));
      return float(counters.count(counter, key, window) / window);
    },
  };
}
