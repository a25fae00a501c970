import * as make from '../../ir/make.ts';
import type { Director, DirectorMember, Expression, MethodCall, Statement } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';
import { method, name, newObject, perform, type Arguments } from './objects.ts';
import { after, commentsIn, expressionOf, numberOf, textOf } from './property-values.ts';

/** What a director of the source is made of, and how its backend is asked for. */
export interface Policy {
  readonly constructor: string;
  /** Chooses by a key: of the cache, or of the client. */
  readonly by: 'nothing' | 'object' | 'client';
}

/** The directors of vmod directors; those with a key are asked for it only when the request is sent. */
const policies: Readonly<Record<string, Policy['constructor']>> = {
  random: 'directors.random',
  fallback: 'directors.fallback',
  'round-robin': 'directors.round_robin',
  hash: 'directors.shard',
  client: 'directors.shard',
  chash: 'directors.shard',
};

export function isKnown(director: Director): boolean {
  return director.policy in policies;
}

export function policyOf(director: Director): Policy {
  const constructor = policies[director.policy] ?? 'directors.random';
  if (constructor !== 'directors.shard') return { constructor, by: 'nothing' };
  const byClient = director.policy === 'client' || textOf(director.properties, 'key') === 'client';
  return { constructor, by: byClient ? 'client' : 'object' };
}

/** The director as a backend: which member it is shows only when the request is sent. */
export function chosenBy(director: Director, context: PassContext): MethodCall {
  const later: Arguments = policyOf(director).constructor === 'directors.shard' ? [['resolve', name('LAZY')]] : [];
  return method(director.name, 'backend', later, 'backend', context);
}

export function memberName(member: DirectorMember): string | null {
  const backend = expressionOf(member.properties, 'backend');
  return backend?.kind === 'name' ? backend.name : null;
}

export function weightOf(member: DirectorMember): number {
  return numberOf(member.properties, 'weight') ?? 1;
}

/** Members first: a director that is a member has to be there before those that have it. */
export function membersFirst(directors: readonly Director[]): readonly Director[] {
  const byName = new Map(directors.map((director) => [director.name, director]));
  const sorted = new Set<Director>();
  const begun = new Set<Director>();
  const add = (director: Director): void => {
    if (begun.has(director)) return;
    begun.add(director);
    for (const member of director.members) {
      const inner = byName.get(memberName(member) ?? '');
      if (inner !== undefined) add(inner);
    }
    sorted.add(director);
  };
  directors.forEach(add);
  return [...sorted];
}

/** Makes the object of a director, with its members. */
export function construction(
  director: Director,
  policy: Policy,
  backend: (name: string) => Expression,
  context: PassContext,
): readonly Statement[] {
  const least = Math.min(...director.members.map(weightOf));
  const added = director.members.flatMap((member): readonly Statement[] => {
    const of = memberName(member);
    if (of === null) return [];
    const args = [backend(of), ...weighted(member, policy, least)];
    const comments = [...(member.leading ?? []), ...commentsIn(member.properties), ...(member.dangling ?? [])];
    const { trailing } = member;
    const statement = after(comments, perform(director.name, 'add_backend', args, context));
    return [{ ...statement, ...(trailing === undefined ? {} : { trailing }), origin: member.origin }];
  });
  const made = after(
    [...(director.leading ?? []), ...commentsIn(director.properties)],
    newObject(director.name, policy.constructor, context),
  );
  const last = [...(director.dangling ?? []), ...(director.trailing ?? [])];
  return [
    { ...made, blankBefore: true, origin: director.origin },
    ...added,
    ...(policy.constructor === 'directors.shard'
      ? [perform(director.name, 'reconfigure', replicas(director), context)]
      : []),
    ...(last.length === 0 ? [] : [{ kind: 'remark', comments: last, origin: null } as const]),
  ];
}

function weighted(member: DirectorMember, { constructor }: Policy, least: number): Arguments {
  switch (constructor) {
    case 'directors.random':
      return [real(weightOf(member))];
    case 'directors.shard': {
      // A weight is how many places on the ring a member has, and at least 1.
      const id = textOf(member.properties, 'id');
      const weight = weightOf(member) / least;
      return [
        ...(id === null ? [] : [['ident', make.string(id)] as const]),
        ...(weight === 1 ? [] : [['weight', real(weight)] as const]),
      ];
    }
    default:
      return [];
  }
}

function replicas(director: Director): Arguments {
  const given = numberOf(director.properties, 'vnodes_per_node');
  return given === null ? [] : [make.integer(given)];
}

function real(value: number): Expression {
  const text = String(Math.round(value * 1000) / 1000);
  return { kind: 'number', type: 'float', text: text.includes('.') ? text : `${text}.0`, origin: null };
}
