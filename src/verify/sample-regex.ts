import { parsePattern } from './fastly-machine/regex/parse.ts';
import { matchRegex } from './fastly-machine/regex/regex.ts';
import type { ByteSet, RegexNode } from './fastly-machine/regex/syntax.ts';

/** No pattern gives more texts than this. */
const most = 24;
const longest = 400;

/**
 * Texts that a pattern matches, found by reading it: each alternative, each number of repetitions that is easy. Those that do
 * not match after all (assertions, backreferences) are left out. A pattern that cannot be read gives none.
 */
export function sampleRegex(pattern: string): readonly string[] {
  try {
    const { root } = parsePattern(pattern);
    const samples = new Set(new Sampler().texts(root, 0));
    return [...samples]
      .flatMap((text) => [text, `/${text}`])
      .filter((text) => {
        const found = matchRegex(pattern, text, 0);
        return found !== null && found !== 'limit';
      })
      .filter((text, at, all) => !(text.startsWith('/') && all.slice(0, at).includes(text.slice(1))))
      .slice(0, most);
  } catch {
    return [];
  }
}

class Sampler {
  readonly #groups = new Map<number, string>();

  /** Texts for a node, the plainest first. */
  texts(node: RegexNode, depth: number): readonly string[] {
    if (depth > 60) return [''];
    switch (node.kind) {
      case 'set':
        return oneOf(node.set);
      case 'sequence':
        return this.#sequence(node.items, depth);
      case 'alternatives':
        return unique(
          node.branches.flatMap((branch) => this.texts(branch, depth + 1).slice(0, perBranch(node.branches))),
        );
      case 'capture': {
        const texts = this.texts(node.body, depth + 1);
        this.#groups.set(node.group, texts[0] ?? '');
        return texts;
      }
      case 'atomic':
        return this.texts(node.body, depth + 1);
      case 'repeat':
        return this.#repeat(node, depth);
      case 'look':
        // What follows has to be there, and comes with what follows in the pattern or not at all.
        return node.negated || node.behind ? [''] : unique(['', ...this.texts(node.body, depth + 1)]);
      case 'backreference':
        return [this.#groups.get(node.groups[0] ?? 0) ?? ''];
      case 'condition':
        return unique([...this.texts(node.then, depth + 1), ...this.texts(node.otherwise, depth + 1)]);
      default:
        return [''];
    }
  }

  /** Every item varied once, the others as plain as they can be. */
  #sequence(items: readonly RegexNode[], depth: number): readonly string[] {
    const each = items.map((item) => this.texts(item, depth + 1));
    const plain = each.map((texts) => texts[0] ?? '');
    const varied = each.flatMap((texts, at) =>
      texts.slice(1).map((text) => [...plain.slice(0, at), text, ...plain.slice(at + 1)].join('')),
    );
    return unique([plain.join(''), ...varied]);
  }

  #repeat({ body, min, max }: Extract<RegexNode, { kind: 'repeat' }>, depth: number): readonly string[] {
    const texts = this.texts(body, depth + 1);
    const times = (text: string, count: number): string =>
      text.repeat(Math.min(count, Math.ceil(longest / Math.max(1, text.length))));
    const usual = Math.max(min, Math.min(max, 1));
    const counts = [...new Set([usual, min, Math.min(max, min + 2)])];
    return unique([...texts.map((text) => times(text, usual)), ...counts.map((count) => times(texts[0] ?? '', count))]);
  }
}

const perBranch = (branches: readonly unknown[]): number => Math.max(1, Math.floor(most / branches.length));

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text.length <= longest).slice(0, most);
}

const preferred = 'abxmz019AQZ-_./=; ';

/** A letter where one will do; a byte that can stand in a header line anyway. */
function oneOf(set: ByteSet): readonly string[] {
  const has = (character: string): boolean => set[character.charCodeAt(0)] === 1;
  const nice = [...preferred].filter(has);
  if (nice.length > 0) return [nice[0] as string];
  const visible = set.findIndex((member, byte) => member === 1 && byte > 32 && byte < 127);
  if (visible >= 0) return [String.fromCharCode(visible)];
  const any = set.findIndex((member) => member === 1);
  return any === -1 ? [''] : [String.fromCharCode(any)];
}
