import { helperTexts, type HelperName } from '../../generated/helpers.ts';
import * as make from '../../ir/make.ts';
import type { Body, CallSubroutine, Subroutine } from '../../ir/model.ts';
import { rewriteBody } from '../../ir/rewrite.ts';
import { visitStatements } from '../../ir/visit.ts';
import type { PassContext } from '../pass.ts';
import { vclSubroutines } from './vcl.ts';

export type { HelperName };

/** What the source does by itself, as subroutines in the language of the target: `mappings/helpers/`. */
function library({ source, target }: PassContext): readonly Subroutine[] {
  return vclSubroutines(target, helperTexts[`${source.dialect.id}-to-${target.dialect.id}`] ?? '');
}

function find(name: HelperName, context: PassContext): Subroutine {
  const found = library(context).find((subroutine) => subroutine.name === name);
  if (found === undefined) throw new Error(`no helper '${name}' for this source and target`);
  return found;
}

/** The call of a helper, which is printed for it. */
export function helperCall(name: HelperName, context: PassContext): CallSubroutine {
  context.helpers.add(name);
  return make.callSubroutine(`${name}@helper`);
}

/** The code of a helper, to be put in place. */
export function helperBody(name: HelperName, context: PassContext): Body {
  return find(name, context).body;
}

/** The helpers that were asked for, and those that they call. */
export function helperSubroutines(context: PassContext): readonly Subroutine[] {
  const wanted = new Set<HelperName>();
  const want = (name: HelperName): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    visitStatements(find(name, context).body, (statement) => {
      if (statement.kind === 'call-subroutine') want(statement.name as HelperName);
    });
  };
  for (const name of context.helpers) want(name as HelperName);
  return library(context).flatMap((subroutine): readonly Subroutine[] => {
    const { name } = subroutine;
    if (!wanted.has(name as HelperName)) return [];
    const body = rewriteBody(subroutine.body, (statement) =>
      statement.kind === 'call-subroutine' ? [{ ...statement, name: `${statement.name}@helper` }] : [statement],
    );
    return [{ ...subroutine, name: `${name}@helper`, original: name, body, blankBefore: true }];
  });
}
