import { type AclDeclaration, children, type Expression, type Node, type TableDeclaration } from '../syntax/ast.ts';
import type { Aspect } from './aspects.ts';
import type { Configuration } from './fastly-machine/link.ts';
import { readBackends } from './fastly-machine/backends.ts';
import { textOfLiteral } from './fastly-machine/literals.ts';

const resolved = 4;

/**
 * Which parts of requests and answers the expressions of a configuration depend on. What is kept in a local or a header counts
 * for what it was set from, wherever that was.
 */
export class LooksAt {
  readonly #setFrom = new Map<string, Expression[]>();
  readonly #calls = new Map<string, (readonly Expression[])[]>();
  readonly #probed: readonly string[];

  constructor({ linked }: Configuration) {
    this.#probed = [...probedBackends({ linked })];
    for (const { body } of [...[...linked.states.values()].flat(), ...linked.subroutines.values()]) this.#note(body);
    for (const { parameters, name } of linked.subroutines.values()) {
      (parameters ?? []).forEach((parameter, at) => {
        for (const given of this.#calls.get(name.name) ?? []) {
          const value = given[at];
          if (value !== undefined)
            this.#add(
              parameter.name.name.startsWith('var.') ? parameter.name.name : `var.${parameter.name.name}`,
              value,
            );
        }
      });
    }
  }

  #note(node: Node): void {
    if (node.kind === 'SetStatement' || node.kind === 'AddStatement') this.#add(node.target.name, node.value);
    if (node.kind === 'DeclareStatement' && node.value !== null) this.#add(node.name.name, node.value);
    if (node.kind === 'CallExpression') {
      const all = this.#calls.get(node.callee.name) ?? [];
      this.#calls.set(node.callee.name, [...all, node.arguments.map(({ value }) => value)]);
    }
    for (const child of children(node)) this.#note(child);
  }

  #add(name: string, value: Expression): void {
    const key = name.toLowerCase();
    this.#setFrom.set(key, [...(this.#setFrom.get(key) ?? []), value]);
  }

  /** Each probed backend may be sick, and all of them at once. */
  healths(): readonly Aspect[] {
    const each = this.#probed.map((name) => [name]);
    const sets = each.length > 1 ? [...each, this.#probed] : each;
    return sets.map((backends) => ({ of: 'sick', backends }));
  }

  #health(name: string): readonly Aspect[] {
    const backend = /^(?:backend\.(\w+)|director\.\w+|(?:be)?req\.backend)\.healthy$/i.exec(name);
    if (backend === null) return [];
    const [, own] = backend;
    return this.healths().filter(
      (aspect) => aspect.of === 'sick' && (own === undefined || aspect.backends.includes(own)),
    );
  }

  aspects(expression: Expression): readonly Aspect[] {
    const found = new Map<string, Aspect>();
    this.#collect(expression, resolved, new Set(), found);
    return [...found.values()];
  }

  #collect(node: Node, depth: number, seen: Set<string>, found: Map<string, Aspect>): void {
    if (node.kind === 'CallExpression') {
      const special = aspectOfCall(
        node.callee.name,
        node.arguments.map(({ value }) => value),
      );
      if (special !== null) {
        found.set(JSON.stringify(special), special);
        return;
      }
    }
    if (node.kind === 'Variable' || node.kind === 'Identifier') {
      for (const aspect of [...aspectsOfVariable(node.name), ...this.#health(node.name)])
        found.set(JSON.stringify(aspect), aspect);
      const key = node.name.toLowerCase();
      if (depth > 0 && !seen.has(key)) {
        seen.add(key);
        for (const value of this.#setFrom.get(key) ?? []) this.#collect(value, depth - 1, seen, found);
      }
      return;
    }
    for (const child of children(node)) this.#collect(child, depth, seen, found);
  }
}

/** Backends whose health is known by probes. */
export function probedBackends({ linked }: Pick<Configuration, 'linked'>): ReadonlySet<string> {
  const all = [...readBackends(linked, new Map()).values()];
  return new Set(all.filter(({ probe }) => probe !== null).map(({ name }) => name));
}

/** Functions that take one part out of a text. */
function aspectOfCall(name: string, args: readonly Expression[]): Aspect | null {
  const [subject, key, separator] = args;
  if (subject === undefined || key?.kind !== 'StringLiteral') return null;
  const text = textOfLiteral(key.raw);
  if (/^querystring\.(?:get|filter|remove|set|add)$/.test(name)) return { of: 'argument', name: text };
  if (name === 'subfield' && subject.kind === 'Variable') {
    const header = /^(?:req|bereq)\.http\.([^:]+)$/i.exec(subject.name)?.[1];
    const mark = separator?.kind === 'StringLiteral' ? textOfLiteral(separator.raw) : ',';
    if (header !== undefined) return { of: 'field', header, field: text, separator: mark };
  }
  return null;
}

const parts: Readonly<Record<string, Aspect['of']>> = {
  'req.method': 'method', 'req.request': 'method', 'bereq.method': 'method', 'bereq.request': 'method',
  'req.url': 'url', 'bereq.url': 'url', 'req.url.path': 'path', 'bereq.url.path': 'path', 'req.url.qs': 'query', 'bereq.url.qs': 'query',
  'req.url.ext': 'ext', 'req.url.basename': 'basename', 'req.url.dirname': 'dirname',
  'client.ip': 'client', 'req.is_ipv6': 'client', 'client.identity': 'client', 'req.is_ssl': 'tls', 'req.protocol': 'tls', 'req.body': 'body', 'req.postbody': 'body',
  'beresp.status': 'status', 'resp.status': 'status', 'obj.status': 'status',
  'beresp.response': 'reason', 'resp.response': 'reason', 'beresp.ttl': 'lifetime', 'obj.ttl': 'lifetime', 'beresp.cacheable': 'status',
}; // prettier-ignore

export function aspectsOfVariable(name: string): readonly Aspect[] {
  const part = parts[name.toLowerCase()];
  if (part !== undefined) return [{ of: part } as Aspect];
  const [, message = '', quoted, plain = '', field] =
    /^(req|bereq|beresp|resp|obj)\.http\.(?:"([^"]+)"|([^:]+))(?::(.+))?$/i.exec(name) ?? [];
  const header = quoted ?? plain;
  if (header === '' || header.endsWith('*')) return [];
  if (!/^b?ereq$|^req$/i.test(message)) return [{ of: 'answer-header', name: header }];
  if (field !== undefined) return [{ of: 'field', header, field, separator: /^cookie$/i.test(header) ? ';' : ',' }];
  if (/^host$/i.test(header)) return [{ of: 'host' }];
  if (/^fastly-client-ip$/i.test(header)) return [{ of: 'client' }, { of: 'header', name: header }];
  if (/^fastly-ssl$/i.test(header)) return [{ of: 'tls' }];
  return [{ of: 'header', name: header }];
}

/** Keys of a table, and their values where those are texts. */
export function entriesOf({ entries }: TableDeclaration): readonly (readonly [key: string, value: string | null])[] {
  return entries.flatMap((entry) =>
    entry.kind === 'TableEntry'
      ? [
          [
            textOfLiteral(entry.key.raw),
            entry.value.kind === 'StringLiteral' ? textOfLiteral(entry.value.raw) : null,
          ] as const,
        ]
      : [],
  );
}

const outside = ['203.0.113.9', '2001:db8:ffff::9'];

/** Addresses of the entries of an access list, and some that are in none. */
export function addressesOf({ entries }: AclDeclaration): readonly string[] {
  const inside = entries.flatMap((entry) => {
    if (entry.kind !== 'AclEntry' || entry.address.kind !== 'StringLiteral') return [];
    const address = textOfLiteral(entry.address.raw);
    return [address, ...(entry.mask === null ? [] : [next(address)])];
  });
  return [...inside.slice(0, 20), ...outside];
}

/** The address after one. */
function next(address: string): string {
  const last = /(\d+)$/.exec(address);
  if (!address.includes(':') && last !== null) return address.slice(0, last.index) + ((Number(last[1]) + 1) % 256);
  return address.endsWith('::') ? `${address}1` : address;
}
