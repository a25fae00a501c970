import type { Context, Message } from '../context.ts';
import type { Headers } from '../headers.ts';
import { MachineError } from '../machine-error.ts';
import { getField } from '../subfields.ts';
import { bool, integer, notSet, string, type Value } from '../value.ts';
import { text, word, type Family } from './function.ts';

export const headers: Family = {
  'header.get': (args, context) => string(message(word(args, 0), context)?.get(text(args, 1)) ?? null),
  /** As `set`: what is not set takes the header away. */
  'header.set': (args, context) => {
    const value = args[2] as Value;
    if (!settable(text(args, 1))) return notSet;
    if (value.value === null) message(word(args, 0), context)?.unset(text(args, 1));
    else message(word(args, 0), context)?.set(text(args, 1), text(args, 2).split('\n', 1)[0] as string);
    return notSet;
  },
  'header.unset': (args, context) => {
    if (settable(text(args, 1))) message(word(args, 0), context)?.unset(text(args, 1));
    return notSet;
  },
  'header.filter': (args, context) => {
    for (let at = 1; at < args.length; at += 1) message(word(args, 0), context)?.unset(text(args, at));
    return notSet;
  },
  'header.filter_except': (args, context) => {
    const target = message(word(args, 0), context);
    const kept = new Set(args.slice(1).map((_, at) => text(args, at + 1).toLowerCase()));
    for (const [name] of target?.lines ?? []) if (!kept.has(name.toLowerCase())) target?.unset(name);
    return notSet;
  },
  'setcookie.get_value_by_name': (args, context) => {
    const values = cookies(word(args, 0), context).filter(({ name }) => name === text(args, 1));
    return string(values.at(-1)?.value ?? null);
  },
  'setcookie.delete_by_name': (args, context) => {
    const target = message(word(args, 0), context);
    const all = cookies(word(args, 0), context);
    const kept = all.filter(({ name }) => name !== text(args, 1));
    if (kept.length === all.length) return bool(false);
    target?.unset('Set-Cookie');
    for (const { line } of kept) target?.add('Set-Cookie', line);
    return bool(true);
  },
  /** "A space is automatically added after each separator" (functions/std-collect). */
  'std.collect': (args, context) => {
    const [, root = '', name = ''] = /^(\w+)\.http\.(.+)$/.exec(word(args, 0)) ?? [];
    const target = message(root, context);
    const lines = target?.all(name) ?? [];
    if (lines.length > 1) target?.set(name, lines.join(`${args[1] === undefined ? ',' : text(args, 1)} `));
    return notSet;
  },
  /** `req.headers`: how many lines there are. */
  'std.count': (args, context) => integer(message(word(args, 0).replace(/\.headers$/, ''), context)?.lines.length ?? 0),
  subfield: (args) => {
    const separator = args[2] === undefined ? ',' : text(args, 2);
    return string(getField(text(args, 0), text(args, 1), separator));
  },
};

const messages: readonly string[] = ['req', 'bereq', 'beresp', 'obj', 'resp'] satisfies Message[];

function message(name: string, context: Context): Headers | null {
  if (!messages.includes(name)) throw new MachineError(`${name} has no headers`);
  return context.headers(name as Message);
}

/** A name that no header can have changes nothing. */
function settable(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

interface SetCookie {
  readonly line: string;
  readonly name: string;
  readonly value: string;
}

/** RFC 6265 5.2: the pair before the first semicolon, with white space around its two parts taken away. */
function cookies(where: string, context: Context): SetCookie[] {
  return (message(where, context)?.all('Set-Cookie') ?? []).map((line) => {
    const pair = line.split(';', 1)[0] as string;
    const at = pair.indexOf('=');
    const trim = (part: string): string => part.replace(/^[\t ]+|[\t ]+$/g, '');
    return { line, name: at === -1 ? '' : trim(pair.slice(0, at)), value: trim(pair.slice(at + 1)) };
  });
}
