import * as make from '../../ir/make.ts';
import type { Expression } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';
import { vclExpression } from './vcl.ts';

/** Who is let through how often: `limit` requests in each `period`; who asks for more is kept out for `block`. */
export interface Limit {
  readonly counter: string;
  readonly limit: Expression;
  readonly period: Expression;
  readonly block: Expression;
}

/** One more request; true if it is one too many. */
export function isDenied(rule: Limit, entry: Expression, context: PassContext): Expression {
  const { limit, period, block } = rule;
  return vclExpression(context.target, 'vsthrottle.is_denied(_key_, _limit_, _period_, _block_)', {
    key: keyOf(rule.counter, entry),
    limit,
    period,
    block,
  });
}

/** Whether it is one too many, without counting it. */
export function isExceeded(rule: Limit, entry: Expression, context: PassContext): Expression {
  const { limit, period, block } = rule;
  const holes = { key: keyOf(rule.counter, entry), limit, period, block };
  return vclExpression(context.target, 'vsthrottle.remaining(_key_, _limit_, _period_, _block_) == 0', holes);
}

/** Whether one too many was asked for, not longer ago than the block lasts. */
export function isBlocked(rule: Limit, entry: Expression, context: PassContext): Expression {
  const { limit, period, block } = rule;
  const holes = { key: keyOf(rule.counter, entry), limit, period, block };
  return vclExpression(context.target, 'vsthrottle.blocked(_key_, _limit_, _period_, _block_) > 0s', holes);
}

/** A penalty box holds who has taken the one request of its time. */
export function putInto(box: string, entry: Expression, time: Expression, context: PassContext): Expression {
  return vclExpression(context.target, 'vsthrottle.is_denied(_key_, 1, _time_)', { key: keyOf(box, entry), time });
}

export function isInside(box: string, entry: Expression, time: Expression, context: PassContext): Expression {
  return vclExpression(context.target, 'vsthrottle.remaining(_key_, 1, _time_) == 0', { key: keyOf(box, entry), time });
}

/** Entries of two counters are not the same. */
function keyOf(counter: string, entry: Expression): Expression {
  const prefix = make.string(`${counter}:`);
  if (entry.kind === 'string') return make.string(prefix.value + entry.value);
  return make.concat(prefix, ...(entry.kind === 'concat' ? entry.parts : [entry]));
}

/** `limit` a second, over a window, for requests that count `delta` each. */
export function tokens(limit: Expression, window: Expression, delta: number): Expression {
  if (limit.kind === 'number' && window.kind === 'number') {
    return make.integer(Math.max(1, Math.floor((Number(limit.text) * Number(window.text)) / delta)));
  }
  const all = make.binary(limit, '*', window);
  return delta === 1 ? all : make.binary(all, '/', make.integer(delta));
}

export function seconds(window: Expression, context: PassContext): Expression {
  if (window.kind === 'number') return make.duration(`${window.text}s`);
  return vclExpression(context.target, 'std.duration(integer=_window_)', { window });
}
