import { lowerCase } from '../bytes.ts';
import { string } from '../value.ts';
import { text, whole, type Family } from './function.ts';

/** An element of an Accept header: `text/html;q=0.8`. */
interface Preference {
  readonly range: string;
  readonly quality: number;
}

export const negotiation: Family = {
  'accept.charset_lookup': (args) => string(bestToken(text(args, 0), text(args, 2)) ?? text(args, 1)),
  'accept.encoding_lookup': (args) => string(bestToken(text(args, 0), text(args, 2)) ?? text(args, 1)),
  'accept.language_lookup': (args) => string(lookupLanguage(text(args, 0), text(args, 2)) ?? text(args, 1)),
  'accept.language_filter_basic': (args) => {
    const found = filterLanguages(text(args, 0), text(args, 2)).slice(0, Number(whole(args, 3)));
    return string(found.length === 0 ? text(args, 1) : found.join(','));
  },
  'accept.media_lookup': (args) => string(bestMediaType(text(args, 0), text(args, 1), text(args, 2), text(args, 3))),
};

/** In the order of their weights; of the same weight, in their own. */
function preferences(header: string): Preference[] {
  const elements = header.split(',').flatMap((element): Preference[] => {
    const [range = '', ...parameters] = element.split(';').map((part) => lowerCase(part.trim()));
    const weight = parameters.find((parameter) => /^q[\t ]*=/.test(parameter));
    const quality = weight === undefined ? 1 : Number(weight.replace(/^q[\t ]*=[\t ]*/, ''));
    return range === '' ? [] : [{ range, quality: quality >= 0 && quality <= 1 ? quality : 0 }];
  });
  return elements.sort((a, b) => b.quality - a.quality);
}

function available(list: string): string[] {
  return list.split(':').filter((item) => item !== '');
}

/** RFC 7231 5.3.3: the highest weight wins, the first of the list among equals; `*` is for what is not named. */
function bestToken(list: string, header: string): string | null {
  const wanted = preferences(header);
  const weight = (token: string): number =>
    (wanted.find(({ range }) => range === lowerCase(token)) ?? wanted.find(({ range }) => range === '*'))?.quality ?? 0;
  return highest(available(list), weight);
}

function highest(candidates: readonly string[], weight: (candidate: string) => number): string | null {
  let best: { readonly candidate: string; readonly weight: number } | null = null;
  for (const candidate of candidates) {
    const own = weight(candidate);
    if (own > (best?.weight ?? 0)) best = { candidate, weight: own };
  }
  return best?.candidate ?? null;
}

/** RFC 4647 3.4: each range in turn, made shorter from its end until it is a language of the list. */
function lookupLanguage(list: string, header: string): string | null {
  const languages = available(list);
  for (const { range, quality } of preferences(header)) {
    if (quality === 0 || range === '*') continue;
    for (let tag = range; tag !== ''; tag = shortened(tag)) {
      const wanted = tag;
      const found = languages.find((language) => lowerCase(language) === wanted);
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** Without its last subtag, and without a single letter that would then be the last. */
function shortened(tag: string): string {
  const rest = tag.slice(0, Math.max(0, tag.lastIndexOf('-')));
  return /(?:^|-)[\da-z]$/.test(rest) ? rest.slice(0, Math.max(0, rest.length - 2)) : rest;
}

/** RFC 4647 3.3.1: a range matches a language that it is, or begins. */
function filterLanguages(list: string, header: string): string[] {
  const languages = available(list);
  const found = new Set<string>();
  for (const { range, quality } of preferences(header)) {
    if (quality === 0) continue;
    for (const language of languages) {
      const tag = lowerCase(language);
      if (range === '*' || tag === range || tag.startsWith(`${range}-`)) found.add(language);
    }
  }
  return [...found];
}

/**
 * Types of the first list are matched as they are, those of the third stand for `type/*`, and the fallback for everything. Each has
 * the weight of the most specific range for it; among equals the more specific range wins, then the order of the header.
 */
function bestMediaType(types: string, fallback: string, rangeDefaults: string, header: string): string {
  const exact = available(types);
  const groups = available(rangeDefaults);
  let best: { readonly type: string; readonly quality: number; readonly specificity: number } | null = null;
  for (const { range, quality } of preferences(header)) {
    const specificity = range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2;
    const pool = specificity === 0 ? [fallback] : specificity === 1 ? groups : [...exact, ...groups];
    const type = pool.find(
      (it) =>
        specificity === 0 ||
        (specificity === 1 ? lowerCase(it).startsWith(range.slice(0, -1)) : lowerCase(it) === range),
    );
    if (type === undefined || quality === 0) continue;
    if (best === null || quality > best.quality || (quality === best.quality && specificity > best.specificity)) {
      best = { type, quality, specificity };
    }
  }
  return best?.type ?? fallback;
}
