import { isLook } from './groups.ts';
import type { Node, Pattern } from './syntax.ts';

/** A pattern that covers the whole of a text, and the replacement that leaves one group of it. */
export interface WholeMatch {
  readonly pattern: string;
  readonly replacement: string;
}

/**
 * The pattern that takes in all of a text around the first match of another, so that replacing it by `\N` leaves group N and
 * nothing else. It has no more than that needs: what is anchored, or begins or ends with anything, stays as it is. The texts
 * are header values and the like: there are no newlines in them. `null` where it cannot be done; `'everything'` where group 0
 * is the whole text.
 */
export function wholeMatch(pattern: Pattern, group: number): WholeMatch | 'everything' | null {
  const { flags, content } = pattern;
  const prefix = beginsAtStart(content) ? '' : '^.*?';
  const suffix = reachesEnd(content) ? '' : '.*$';
  if (group === 0 && prefix === '' && suffix === '') return 'everything';
  const numbered =
    group === 0
      ? wholeAsGroup(pattern)
      : group > 9
        ? fewerGroups(pattern, group)
        : { body: bodyOf(pattern), number: group };
  if (numbered === null || numbered.number > 9) return null;
  const alone = content.branches.length === 1 || group === 0;
  const body = alone || prefix + suffix === '' ? numbered.body : `(?:${numbered.body})`;
  return { pattern: `${flags}${prefix}${body}${suffix}`, replacement: `\\${numbered.number}` };
}

/** A pattern that matches where the first match of another has a group in it. */
export function takesPart(pattern: Pattern, group: number): string {
  const begins = beginsAtStart(pattern.content);
  const body = bodyOf(pattern);
  const first = begins || pattern.content.branches.length === 1 ? body : `(?:${body})`;
  // Atomic: where the group took no part in the first match, no other match is tried.
  return `${pattern.flags}^(?>${begins ? '' : '.*?'}${first})(?(${group})|(?!))`;
}

function bodyOf(pattern: Pattern): string {
  return pattern.text.slice(pattern.flags.length);
}

/** Whether every match begins where the text begins. */
function beginsAtStart(node: Node): boolean {
  switch (node.kind) {
    case 'atom':
      return node.what === 'start';
    case 'repeat':
      return isAnything(node) || (node.least > 0 && node.most === 1 && beginsAtStart(node.node));
    case 'group':
      return !isLook(node) && node.what !== 'conditional' && beginsAtStart(node.content);
    case 'sequence': {
      const first = node.items.find((item) => !(item.kind === 'group' && isLook(item)));
      return first !== undefined && beginsAtStart(first);
    }
    case 'alternation':
      return node.branches.every(beginsAtStart) && (node.branches.length === 1 || node.branches.every(isAnchored));
  }
}

/** In an alternative, only an anchor counts: `.*a|b` may match b further on first. */
function isAnchored(node: Node): boolean {
  if (node.kind !== 'sequence') return false;
  const [first] = node.items;
  return first?.kind === 'atom'
    ? first.what === 'start'
    : first?.kind === 'group' && first.content.branches.every(isAnchored);
}

/** Whether every match ends where the text ends. */
function reachesEnd(node: Node): boolean {
  switch (node.kind) {
    case 'atom':
      return node.what === 'end';
    case 'repeat':
      return isAnything(node) && !node.lazy;
    case 'group':
      return !isLook(node) && node.what !== 'conditional' && reachesEnd(node.content);
    case 'sequence': {
      const last = node.items.at(-1);
      return last !== undefined && reachesEnd(last);
    }
    case 'alternation':
      return node.branches.every(reachesEnd);
  }
}

/** `.*` or `.+`. */
function isAnything(node: Node): boolean {
  return node.kind === 'repeat' && node.most === Infinity && node.node.kind === 'atom' && node.node.what === 'any';
}

interface Numbered {
  readonly body: string;
  readonly number: number;
}

/** The whole pattern as its first group: the others, and what speaks of them, count one more. */
function wholeAsGroup(pattern: Pattern): Numbered | null {
  const body = renumber(pattern, (number) => number + 1);
  if (body === null) return null;
  const only = pattern.content.branches.length === 1;
  // An anchor may as well stay outside: `^(/a).*$`.
  const [, start = '', rest = body] = only && body.startsWith('^') ? ['', '^', body.slice(1)] : [];
  return { body: `${start}(${rest})`, number: 1 };
}

/** Only the group that is wanted and those that the pattern speaks of keep a number. */
function fewerGroups(pattern: Pattern, wanted: number): Numbered | null {
  const kept = [...new Set([wanted, ...pattern.references.map((reference) => reference.group)])].toSorted(
    (a, b) => a - b,
  );
  const body = renumber(pattern, (number) => (kept.includes(number) ? kept.indexOf(number) + 1 : null));
  return body === null ? null : { body, number: kept.indexOf(wanted) + 1 };
}

/** The body with other numbers for its groups; a group without a number no longer captures. */
function renumber(pattern: Pattern, numberOf: (number: number) => number | null): string | null {
  const edits: { start: number; end: number; text: string }[] = [];
  if (pattern.fixedNumbers) return null;
  for (const group of pattern.groups) {
    if (numberOf(group.number ?? 0) === null) edits.push({ start: group.start, end: group.inner, text: '(?:' });
  }
  for (const reference of pattern.references) {
    edits.push({ start: reference.start, end: reference.end, text: `\\g{${numberOf(reference.group)}}` });
  }
  const shortened = edits.map((edit) => ({ ...edit, text: shorter(edit, pattern.text) }));
  let body = pattern.text;
  for (const { start, end, text } of shortened.toSorted((a, b) => b.start - a.start))
    body = body.slice(0, start) + text + body.slice(end);
  return body.slice(pattern.flags.length);
}

/** `\g{2}` is `\2` where no digit follows. */
function shorter(edit: { readonly end: number; readonly text: string }, text: string): string {
  const number = /^\\g\{(\d)\}$/.exec(edit.text)?.[1];
  return number === undefined || /\d/.test(text[edit.end] ?? '') ? edit.text : `\\${number}`;
}
