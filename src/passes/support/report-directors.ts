import type { Director } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';
import { isKnown, memberName, policyOf, weightOf } from './directors.ts';
import { numberOf } from './property-values.ts';

/** What a director does otherwise on the target. */
export function reportDirector(
  director: Director,
  directors: ReadonlyMap<string, Director>,
  context: PassContext,
): void {
  const { reporter } = context;
  const { name, origin, policy } = director;
  const known = policyOf(director);
  if (!isKnown(director))
    reporter.report(
      'VCP9011',
      origin,
      `vcl-port does not know directors of the type '${policy}': it is taken as random`,
    );
  if (known.constructor === 'directors.shard') {
    const key = known.by === 'client' ? 'client' : 'cache key';
    reporter.report(
      'VCP3034',
      origin,
      `${name} sends the same ${key} to the same member, but to another one than in the source`,
    );
  }
  // Only these try again by themselves when a connection fails.
  const tries = policy === 'random' ? numberOf(director.properties, 'retries') : null;
  if ((policy === 'random' || policy === 'fallback') && tries !== 0 && director.members.length > 1) {
    reporter.report('VCP3033', origin, `${name} does not try another member when a connection fails`);
  }
  for (const member of director.members) {
    const inner = directors.get(memberName(member) ?? '');
    if (inner !== undefined && hasQuorum(inner)) {
      reporter.report('VCP3037', member.origin, `the quorum of ${inner.name} is not asked for inside ${name}`);
    }
  }
}

function hasQuorum(director: Director): boolean {
  const percent = numberOf(director.properties, 'quorum') ?? 0;
  const total = director.members.reduce((sum, member) => sum + weightOf(member), 0);
  return director.members.some((member) => weightOf(member) < (total * percent) / 100);
}
