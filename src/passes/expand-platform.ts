import * as make from '../ir/make.ts';
import type { Platform, Program, Statement } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import { bodiesOf } from '../ir/visit.ts';
import { kinds, rewriteStatementKinds, statementKinds, visitTargets } from '../ir/kinds.ts';
import { helperBody } from './support/helpers.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F13: the places where the platform puts its own part. Without a description of the service that part is not known, and the
 * report says so; what it always does and a client would see is written out: Surrogate-Control and Surrogate-Key stay inside.
 */
export const expandPlatform: Pass = {
  name: 'expand-platform',
  description: 'Nothing is left to the macros of the platform.',
  needed: ({ source }) => Object.keys(source.dialect.traits.macros).length > 0,
  run(program, context) {
    const found: Platform[] = [];
    const own = setsSurrogates(program);
    const items = mapSame(program.items, (item) => {
      if (item.kind !== 'state' && item.kind !== 'subroutine') return item;
      const hasOwn = item.kind === 'state' && item.states.includes('deliver');
      let placed = false;
      const body = rewriteStatementKinds(item.body, statementKinds('platform'), (statement): readonly Statement[] => {
        found.push(statement);
        if (statement.scope !== 'deliver') return make.inPlaceOf(statement, []);
        placed = true;
        // Where the configuration itself gives a synthetic response such a header, hiding it is a part of its own code.
        const hide = helperBody('part_hide_surrogates', context);
        const { leading = [], trailing = [] } = statement;
        const apart: Statement = {
          kind: 'remark',
          comments: [...leading, ...trailing],
          blankBefore: true,
          origin: null,
        };
        return [...(own ? hide.map((one) => ({ ...one, origin: statement.origin })) : hide), apart];
      });
      if (hasOwn && !placed) return { ...item, body: [...helperBody('part_hide_surrogates', context), ...body] };
      return body === item.body ? item : { ...item, body };
    });
    reportMacros(found, context);
    return items === program.items ? program : ({ ...program, items } satisfies Program);
  },
};

function setsSurrogates(program: Program): boolean {
  let sets = false;
  for (const body of bodiesOf(program)) {
    visitTargets(body, kinds('header'), ({ message, name }) => {
      if (message === 'obj' && /^surrogate-/i.test(name)) sets = true;
    });
  }
  return sets;
}

function reportMacros(found: readonly Platform[], context: PassContext): void {
  const [first, ...others] = found;
  if (first === undefined) return;
  const names = [...new Set(found.map((macro) => `#FASTLY ${macro.scope}`))].join(', ');
  context.reporter.report('VCP5001', first.origin, `the platform's part of ${names} is not in this file`, {
    related: others.flatMap((macro) => (macro.origin === null ? [] : [{ span: macro.origin, message: macro.text }])),
    help: 'Look at the generated VCL of the service for what it does there: default backend, conditions, headers, snippets, X-Cache and X-Served-By.',
  });
}
