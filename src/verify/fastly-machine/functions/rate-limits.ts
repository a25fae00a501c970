import type { Context } from '../context.ts';
import { bool, integer, notSet, type Value } from '../value.ts';
import { number, text, whole, word, type Family } from './function.ts';

export const rateLimits: Family = {
  'ratelimit.check_rate': (args, context) => {
    const over = exceeds(args, 1, context);
    return bool(penalized(args, 5, over, context));
  },
  'ratelimit.check_rates': (args, context) => {
    // Both are counted, whatever the first one says.
    const first = exceeds(args, 1, context);
    const second = exceeds(args, 5, context);
    return bool(penalized(args, 9, first || second, context));
  },
  'ratelimit.ratecounter_increment': (args, context) => {
    const [counter, entry] = [word(args, 0), text(args, 1)];
    context.counters.increment(counter, entry, Number(whole(args, 2)));
    return integer(Math.floor(context.counters.count(counter, entry, 60)));
  },
  'ratelimit.penaltybox_add': (args, context) => {
    context.counters.penalize(word(args, 0), text(args, 1), lifetime(number(args, 2)));
    return notSet;
  },
  'ratelimit.penaltybox_has': (args, context) => bool(context.counters.isPenalized(word(args, 0), text(args, 1))),
};

/** The arguments at `from`: counter, delta, window, limit. The limit is a rate for each second. */
function exceeds(args: readonly Value[], from: number, context: Context): boolean {
  const [counter, entry] = [word(args, from), text(args, 0)];
  context.counters.increment(counter, entry, Number(whole(args, from + 1)));
  const window = Number(whole(args, from + 2));
  return context.counters.count(counter, entry, window) / window > Number(whole(args, from + 3));
}

/** The arguments at `at`: penalty box and lifetime. Who is in the box already stays over its limit. */
function penalized(args: readonly Value[], at: number, over: boolean, context: Context): boolean {
  const [box, entry] = [word(args, at), text(args, 0)];
  if (over) context.counters.penalize(box, entry, lifetime(number(args, at + 1)));
  return over || context.counters.isPenalized(box, entry);
}

/** Whole minutes, from one to sixty (functions/ratelimit-check-rate). */
function lifetime(seconds: number): number {
  return Math.min(60, Math.max(1, Math.floor(seconds / 60))) * 60;
}
