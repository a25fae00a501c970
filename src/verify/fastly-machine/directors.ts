import { createHash } from 'node:crypto';
import type * as ast from '../../syntax/ast.ts';
import { readProperties } from './backends.ts';
import type { Linked } from './context.ts';

interface Member {
  readonly backend: string;
  readonly weight: number;
  readonly id: string;
}

interface Director {
  readonly name: string;
  readonly type: string;
  readonly members: readonly Member[];
  /** The share of the weight that has to be healthy, from 0 to 1; 0 for one member. */
  readonly quorum: number;
  readonly retries: number;
  readonly keyedByClient: boolean;
  readonly seed: number;
  readonly ring: readonly (readonly [point: number, member: number])[];
}

export interface Chooser {
  /** The digest of the cache key. */
  readonly digest: string;
  readonly identity: string;
  readonly random: () => number;
  readonly isHealthy: (backend: string) => boolean;
}

/** The backend to ask, and others to try when there is no connection; or why there is none. */
export type Choice = { readonly backend: string; readonly others: readonly string[] } | { readonly failure: string };

/** The directors of a configuration. A member may be a director itself. */
export class Directors {
  readonly #directors: ReadonlyMap<string, Director>;

  constructor({ directors }: Linked) {
    this.#directors = new Map([...directors].map(([name, node]) => [name, readDirector(node)]));
  }

  has(name: string): boolean {
    return this.#directors.has(name);
  }

  /** Whether enough members are healthy. `isHealthy` answers for backends. */
  isHealthy(name: string, isHealthy: (backend: string) => boolean): boolean {
    const director = this.#directors.get(name);
    if (director === undefined) return isHealthy(name);
    const weight = this.#healthyWeight(director, isHealthy);
    return weight > 0 && weight >= director.quorum * total(director.members);
  }

  choose(name: string, chooser: Chooser): Choice {
    const director = this.#directors.get(name);
    if (director === undefined) {
      return chooser.isHealthy(name) ? { backend: name, others: [] } : { failure: 'Backend is unhealthy' };
    }
    const weight = this.#healthyWeight(director, chooser.isHealthy);
    if (weight === 0) return { failure: allFailed(director) };
    if (weight < director.quorum * total(director.members)) return { failure: 'Quorum weight not reached' };
    const inOrder = this.#order(director, chooser).filter(({ backend }) => this.isHealthy(backend, chooser.isHealthy));
    const found: string[] = [];
    for (const member of inOrder) {
      const choice = this.choose(member.backend, chooser);
      if ('backend' in choice) found.push(choice.backend);
    }
    const [first, ...others] = found;
    if (first === undefined) return { failure: allFailed(director) };
    // A connection that fails is tried again with other members by random directors alone.
    return { backend: first, others: director.type === 'random' ? others.slice(0, director.retries) : [] };
  }

  #healthyWeight({ members }: Director, isHealthy: (backend: string) => boolean): number {
    return total(members.filter(({ backend }) => this.isHealthy(backend, isHealthy)));
  }

  /** The members, the one to be taken first. */
  #order(director: Director, chooser: Chooser): readonly Member[] {
    const { members } = director;
    switch (director.type) {
      case 'fallback':
        return members;
      case 'hash':
      case 'client': {
        const first = byWeight(members, fraction(director.type === 'hash' ? chooser.digest : chooser.identity));
        return [...members.slice(first), ...members.slice(0, first)];
      }
      case 'chash': {
        const key = director.keyedByClient ? chooser.identity : chooser.digest;
        return onRing(director, fraction(key, director.seed));
      }
      default:
        return shuffled(members, (backend) => this.isHealthy(backend, chooser.isHealthy), chooser.random);
    }
  }
}

/** With a suffix for one type (guide "Fastly-generated 503 errors in VCL"). */
function allFailed({ type }: Director): string {
  return `All backends failed or unhealthy${type === 'chash' ? ' (chash)' : ''}`;
}

function readDirector({ name, type, items }: ast.DirectorDeclaration): Director {
  const { plain } = readProperties(items);
  const members = items
    .filter((item): item is ast.DirectorMember => item.kind === 'DirectorMember')
    .map(({ properties }): Member => {
      const own = readProperties(properties).plain;
      const backend = String(own.get('backend') ?? '');
      return { backend, weight: Number(own.get('weight') ?? 1), id: String(own.get('id') ?? backend) };
    });
  const seed = Number(plain.get('seed') ?? 0);
  const points = Math.min(Number(plain.get('vnodes_per_node') ?? 256), 4096);
  return {
    name: name.name,
    type: type.name,
    members,
    quorum: Number(plain.get('quorum') ?? 0) / 100,
    retries: Number(plain.get('retries') ?? members.length),
    keyedByClient: plain.get('key') === 'client',
    seed,
    ring: type.name === 'chash' ? makeRing(members, points, seed) : [],
  };
}

function total(members: readonly Member[]): number {
  return members.reduce((sum, { weight }) => sum + weight, 0);
}

/** A number from 0 to below 1 for a text (decision `directorHash`). */
function fraction(key: string, seed = 0): number {
  return createHash('sha256').update(`${seed}:${key}`, 'latin1').digest().readUInt32BE(0) / 2 ** 32;
}

/** The member in whose part of the whole weight a number from 0 to 1 lies. */
function byWeight(members: readonly Member[], at: number): number {
  let left = at * total(members);
  for (const [index, { weight }] of members.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return 0;
}

function shuffled(
  members: readonly Member[],
  isHealthy: (backend: string) => boolean,
  random: () => number,
): readonly Member[] {
  const left = members.filter(({ backend }) => isHealthy(backend));
  const found: Member[] = [];
  while (left.length > 0) found.push(...left.splice(byWeight(left, random()), 1));
  return found;
}

function makeRing(members: readonly Member[], points: number, seed: number): Director['ring'] {
  return members
    .flatMap(({ id }, member) =>
      Array.from({ length: points }, (_, index) => [fraction(`${id}#${index}`, seed), member] as const),
    )
    .sort(([a], [b]) => a - b);
}

/** Members in the order in which they come on the ring after a point. */
function onRing({ ring, members }: Director, at: number): readonly Member[] {
  const start = Math.max(
    0,
    ring.findIndex(([point]) => point >= at),
  );
  const seen = new Set([...ring.slice(start), ...ring.slice(0, start)].map(([, member]) => member));
  return [...seen].map((index) => members[index] as Member);
}
