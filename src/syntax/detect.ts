import { tables } from '../generated/tables.ts';
import { findVariable, own, type DialectTable } from '../mappings/table.ts';
import { directive, hole } from './lexer-rules.ts';

export type TemplateLanguage = 'terraform' | 'erb' | 'jinja';

export interface Detection {
  readonly dialect: 'fastly' | 'varnish';
  /** The `vcl 4.x;` that the text begins with. */
  readonly version?: string;
  /** 0: nothing tells; 1: everything that tells says the same. */
  readonly confidence: number;
  /** Statements without a subroutine around them. */
  readonly snippet: boolean;
  /** The template language whose marks are in the text. */
  readonly template: TemplateLanguage | null;
}

/** Enough to know; a long file says nothing else at its end. */
const looked = 1 << 18;

/** Comments, strings, words with their subfield, numbers, single characters. An unclosed one takes the rest: linear. */
const lexeme =
  /#[^\n]*|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|\{[A-Za-z0-9_]+"|"""[^]*?(?:"""|$)|\{"[^]*?(?:"\}|$)|"[^"\n]*"?|[A-Za-z_][\w-]*(?:\.[\w-]+)*(?::[A-Za-z_][\w-]*)?|\d[\w.]*|[+*/-]=|[^\s]/g;

const macro = /^#fastly\s+[a-z_]+/i;
const version = /^\s*vcl\s+(\d+\.\d+)\s*;/;

/** Words that only one dialect gives a meaning, and how much they tell. */
const words: Readonly<Record<Dialect, Readonly<Record<string, number>>>> = {
  fastly: {
    vcl_fetch: 5, vcl_error: 5, vcl_log: 5, declare: 5, table: 3, director: 3, penaltybox: 5, ratecounter: 5, pragma: 5,
    error: 3, esi: 2, log: 2, remove: 2, restart: 2, add: 2, goto: 3, 'synthetic.base64': 5, switch: 2, fallthrough: 2, LF: 2,
    lookup: 1, deliver_stale: 5, hit_for_pass: 3, share_key: 5, dynamic: 2, ssl_cert_hostname: 2, always_use_host_header: 2,
  },
  varnish: {
    vcl_backend_fetch: 5, vcl_backend_response: 5, vcl_backend_error: 5, vcl_synth: 5, vcl_purge: 5, vcl_init: 5, vcl_fini: 5,
    vcl_backend_refresh: 5, vcl_pipe: 2, new: 3, synth: 4, hash: 1, purge: 2, abandon: 3, retry: 3, probe: 2, none: 1, import: 2,
    proxy_header: 2, host_header: 1,
  },
}; // prettier-ignore

type Dialect = Detection['dialect'];

const statements: ReadonlySet<string> = new Set([
  'set', 'unset', 'remove', 'add', 'if', 'declare', 'call', 'error', 'return', 'restart', 'log', 'synthetic', 'esi', 'new', 'goto', 'switch',
]); // prettier-ignore

/**
 * Tells the dialect of a text: by the names that only one of the two has, by the words and signs that only one grammar has.
 * Text in comments and strings tells nothing, but for Fastly's macros.
 */
export function detect(text: string): Detection {
  const scores: Record<Dialect, number> = { fastly: 0, varnish: 0 };
  let declared: string | undefined;
  let depth = 0;
  let snippet = false;
  let started = true;
  let previous = '';
  const head = text.slice(0, looked);
  const known = new Map<string, Readonly<Record<Dialect, number>>>();
  for (const token of head.match(lexeme) ?? []) {
    const first = token[0] as string;
    if (token === '+=' && previous === 'req.hash') scores.fastly += 3;
    if (first === '#' || token.startsWith('//') || token.startsWith('/*')) {
      if (macro.test(token)) scores.fastly += 10;
      continue;
    }
    if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    else if (first === '{') scores.fastly += token.startsWith('{"') ? 0 : 5;
    else if (isLetter(first)) {
      if (depth === 0 && started && statements.has(token)) snippet = true;
      // Operands side by side are one dialect's way to join them.
      const isText = previous.length > 1 && (previous.endsWith('"') || previous.endsWith('}'));
      if (isText && !statements.has(token)) scores.fastly += 1;
      const score = known.get(token) ?? scoreOf(token);
      known.set(token, score);
      scores.fastly += score.fastly;
      scores.varnish += score.varnish;
    } else if (first === '"' && /^[A-Za-z_][\w-]*\.[\w.-]+$/.test(previous)) scores.fastly += 1;
    scores.varnish += hint(token, previous);
    started = token === ';' || token === '}' || token === '{';
    previous = token;
  }
  const marker = version.exec(withoutComments(head));
  if (marker !== null) {
    scores.varnish += 50;
    declared = marker[1];
  }
  const dialect: Dialect = scores.varnish > scores.fastly ? 'varnish' : 'fastly';
  const total = scores.fastly + scores.varnish;
  const confidence = total === 0 ? 0 : Math.round((100 * Math.abs(scores.fastly - scores.varnish)) / (total + 2)) / 100;
  return {
    dialect,
    ...(declared === undefined ? {} : { version: declared }),
    confidence,
    snippet,
    template: templateLanguage(head),
  };
}

const fastly = tables.find((table) => table.dialect === 'fastly') as DialectTable;
const varnish = tables.findLast((table) => table.dialect === 'varnish') as DialectTable;

function isLetter(character: string): boolean {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '_';
}

/** What a word tells. A text says most of its words again and again. */
function scoreOf(word: string): Readonly<Record<Dialect, number>> {
  const scores = { fastly: own(words.fastly, word) ?? 0, varnish: own(words.varnish, word) ?? 0 };
  if (!word.includes('.')) return scores;
  if (word.includes(':') && word.includes('.http.')) {
    scores.fastly += 3;
    return scores;
  }
  const inFastly = knows(fastly, word);
  const inVarnish = knows(varnish, word);
  if (inFastly && !inVarnish) scores.fastly += 3;
  if (inVarnish && !inFastly) scores.varnish += 3;
  return scores;
}

/** What both grammars allow, but one is seen with far more often. */
function hint(token: string, previous: string): number {
  if (token === '+') return 0.4;
  if (token[0] === '"' && previous === 'include') return /\.(?:vcl|inc)"$/.test(token) ? 0.4 : -0.4;
  return token === '{' && previous === 'C' ? 5 : 0;
}

function knows(table: DialectTable, name: string): boolean {
  return (
    findVariable(table, name) !== undefined ||
    own(table.functions, name) !== undefined ||
    own(table.objects, name) !== undefined
  );
}

function withoutComments(text: string): string {
  return text.replace(/^(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))*/, '');
}

const holes = new RegExp(`${hole}|${directive}`, 'g');
const languages: Readonly<Record<string, TemplateLanguage>> = {
  $: 'terraform',
  '%': 'terraform',
  '<': 'erb',
  '{': 'jinja',
};

function templateLanguage(text: string): TemplateLanguage | null {
  for (const [found] of text.matchAll(holes)) return languages[found[0] as string] ?? null;
  return null;
}
