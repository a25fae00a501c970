import type { Program } from '../ir/model.ts';
import { belongsTo, keyOf, writtenPlace } from '../ir/places.ts';
import { visitBodyReads, visitStatements } from '../ir/visit.ts';
import { mayRestart } from './support/before-restart.ts';
import { codesOf } from './support/code.ts';
import type { Pass } from './pass.ts';

/**
 * F7: a request that is looked up may be handed to another node of the platform, with which goes what `vcl_hit` and `vcl_miss`
 * change in it; one that is not handed on keeps that. Here it is kept always, and said.
 */
export const tellNodes: Pass = {
  name: 'tell-nodes',
  description: 'What a request keeps of vcl_hit and vcl_miss is said where something sees it.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, { reporter }) {
    const seen = seenAfter(program);
    for (const { body } of codesOf(program, ['hit', 'miss'])) {
      visitStatements(body, (statement) => {
        const place = writtenPlace(statement);
        const key = place === null ? null : keyOf(place);
        if (key === null || !belongsTo(key, 'req') || statement.origin === null || !seen(key)) return;
        reporter.report('VCP3017', statement.origin, 'what comes after it sees this change of the request');
      });
    }
    return program;
  },
};

/** What is read after a hit or a miss; when a request begins again, all of it goes to the origin once more. */
function seenAfter(program: Program): (key: string) => boolean {
  if (mayRestart(program)) return () => true;
  const keys = new Set<string>();
  for (const { body } of codesOf(program, ['deliver', 'log', 'synth'])) {
    visitBodyReads(body, (expression) => {
      const key = keyOf(expression);
      if (key !== null) keys.add(key);
    });
  }
  return (key) => keys.has(key);
}
