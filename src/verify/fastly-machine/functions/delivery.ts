import { notSet } from '../value.ts';
import type { Family, PlatformFunction } from './function.ts';

/** These act on the connection, not on a value: the machine hears of them. */
const effect =
  (name: string): PlatformFunction =>
  (args, context) => {
    context.effect(name, args);
    return notSet;
  };

export const delivery: Family = {
  early_hints: effect('early_hints'),
  'h2.disable_header_compression': effect('h2.disable_header_compression'),
  'h2.push': effect('h2.push'),
  'h3.alt_svc': effect('h3.alt_svc'),
  'resp.tarpit': effect('resp.tarpit'),
};
