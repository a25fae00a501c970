import * as make from '../../ir/make.ts';
import type { Body, Call, Expression, Program } from '../../ir/model.ts';
import { bodiesOf } from '../../ir/visit.ts';
import { kinds, mayHold, under, visitKinds } from '../../ir/kinds.ts';
import type { PassContext } from '../pass.ts';
import { constantsIn } from './constants.ts';
import { seconds, tokens, type Limit } from './throttle.ts';

/** What puts entries into a penalty box: limits that were exceeded, and times for which the code itself does. */
export interface Box {
  readonly limits: Limit[];
  readonly times: Expression[];
}

/** The value of an expression, if it is a local that is constant; `used` are those that were. */
export interface Reader {
  (expression: Expression | undefined): Expression;
  readonly used: ReadonlySet<string>;
}

export function readerOf(body: Body): Reader {
  const constants = constantsIn(body);
  const used = new Set<string>();
  const read = (expression: Expression | undefined): Expression => {
    const value = expression?.kind === 'local' ? constants.get(expression.name) : undefined;
    if (value !== undefined && expression?.kind === 'local') used.add(expression.name);
    return value ?? expression ?? make.integer(0);
  };
  return Object.assign(read, { used });
}

/** The penalty boxes of a program, by what fills them. */
export function boxesIn(program: Program, context: PassContext): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  for (const body of bodiesOf(program)) {
    if (!mayHold(body, under('ratelimit'))) continue;
    const read = readerOf(body);
    visitKinds(body, kinds('call'), (expression) => {
      const filled = filledBy(expression, read);
      if (filled === null) return;
      const box = boxes.get(filled.box) ?? { limits: [], times: [] };
      boxes.set(filled.box, box);
      if (expression.name === 'ratelimit.penaltybox_add') addNew(box.times, filled.time);
      else for (const limit of limitsOf(expression, read, context)) if (isConstant(limit)) addNew(box.limits, limit);
    });
  }
  return boxes;
}

/** Subroutines come in versions, one for each state that calls them. */
function addNew<T>(list: T[], item: T): void {
  const text = (value: T): string => JSON.stringify(value, (key, inner: unknown) => (key === 'origin' ? null : inner));
  if (!list.some((other) => text(other) === text(item))) list.push(item);
}

/** The penalty box that a call fills, and for how long an entry stays in. */
export function filledBy(call: Call, read: Reader): { readonly box: string; readonly time: Expression } | null {
  const args = call.arguments.map(({ value }) => value);
  switch (call.name) {
    case 'ratelimit.penaltybox_add': {
      const [box, , time] = args;
      return box?.kind === 'name' ? { box: box.name, time: penaltyTime(read(time)) } : null;
    }
    case 'ratelimit.check_rate':
    case 'ratelimit.check_rates': {
      const [box, time] = args.slice(-2);
      return box?.kind === 'name' ? { box: box.name, time: read(time) } : null;
    }
    default:
      return null;
  }
}

/** Whoever asks for an entry has to know its time: what is no constant is taken as two minutes. */
function penaltyTime(time: Expression): Expression {
  return time.kind === 'number' ? time : make.duration('2m');
}

/** The limits that a call tests, each with its counter. */
export function limitsOf(call: Call, read: Reader, context: PassContext): readonly Limit[] {
  const args = call.arguments.map(({ value }) => value);
  const block = read(args.at(-1));
  const counters = call.name === 'ratelimit.check_rates' ? [args.slice(1, 5), args.slice(5, 9)] : [args.slice(1, 5)];
  return counters.map(([counter, delta, window, limit]) => ({
    counter: counter?.kind === 'name' ? counter.name : '',
    limit: tokens(read(limit), read(window), Math.max(1, numberOf(read(delta)) ?? 1)),
    period: seconds(read(window), context),
    block,
  }));
}

function isConstant({ limit, period, block }: Limit): boolean {
  return [limit, period, block].every((value) => value.kind === 'number');
}

export function numberOf(expression: Expression): number | null {
  return expression.kind === 'number' ? Number(expression.text) : null;
}
