import * as make from '../ir/make.ts';
import type { Acl, Backend, Probe, Program, StateCode } from '../ir/model.ts';
import { inLoad } from './support/load.ts';
import { name } from './support/objects.ts';
import { referencesIn } from './support/references.ts';
import type { Pass } from './pass.ts';

/**
 * The compiler of the target refuses what is declared and not used. It stays, since somebody keeps it for a reason, with a
 * reference that is never taken. Only the default backend needs none.
 */
export const keepUnused: Pass = {
  name: 'keep-unused',
  description: 'Everything that is declared is referred to.',
  needed: ({ source, target }) => target.dialect.traits.refusesUnused && !source.dialect.traits.refusesUnused,
  run(program, context) {
    // A part of a configuration is used by the rest of it.
    if (!program.items.some((item) => item.kind === 'state')) return program;
    const unused = unusedIn(
      program,
      new Set(referencesIn(program, context.target.table).map((reference) => reference.name)),
    );
    if (unused.length === 0) return program;
    const names = unused.map((item) => name(item.name, item.kind));
    const refer = make.when(make.boolean(false), [
      { kind: 'log', value: make.concat(make.string(''), ...names), origin: null },
    ]);
    const [first, ...others] = unused;
    context.reporter.report(
      'VCP6002',
      first?.origin ?? null,
      `declared and not used: ${unused.map((item) => item.name).join(', ')}`,
      {
        related: others.flatMap(({ origin }) => (origin === null ? [] : [{ span: origin, message: 'this one, too' }])),
      },
    );
    const remarked = make.remarked(refer, 'Not used elsewhere; without a reference they would not compile');
    const code = program.items.findIndex((item) => item.kind === 'state' || item.kind === 'subroutine');
    if (unused.every((item) => program.items.indexOf(item) < code)) return inLoad(program, [remarked]);
    // Names are known only below what declares them. Definitions of one state are joined.
    const load: StateCode = {
      kind: 'state',
      states: ['load'],
      body: [remarked, make.transition('ok')],
      origin: null,
      blankBefore: true,
    };
    return { ...program, items: [...program.items, load] };
  },
};

function unusedIn(program: Program, used: ReadonlySet<string>): readonly (Backend | Acl | Probe)[] {
  const declared = program.items.filter(
    (item): item is Backend | Acl | Probe => item.kind === 'backend' || item.kind === 'acl' || item.kind === 'probe',
  );
  const named = declared.find((item) => item.kind === 'backend' && item.name === 'default');
  const fallback = named ?? declared.find((item) => item.kind === 'backend');
  return declared.filter(
    (item) => item !== fallback && !used.has(item.name) && !(item.kind === 'probe' && item.name === 'default'),
  );
}
