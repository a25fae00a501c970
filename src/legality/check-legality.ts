import type { Program } from '../syntax/ast.ts';
import type { DialectTable } from '../mappings/table.ts';
import { checkDeclaration, checkUnused } from './check-declarations.ts';
import type { Place } from './check-expressions.ts';
import { checkSubroutine } from './check-statements.ts';
import { scopeOf, type Problem } from './scope.ts';

export interface LegalityOptions {
  /** Whether the compiler refuses what is declared and never used. */
  readonly unusedIsRefused: boolean;
}

/**
 * Everything in a program that its dialect would not allow: names that are not in the table, or not in that place; return
 * actions that a state does not have; things that are not declared. Types are not checked.
 */
export function checkLegality(
  program: Program,
  table: DialectTable,
  { unusedIsRefused }: LegalityOptions,
): readonly Problem[] {
  const scope = scopeOf(program, table);
  const problems: Problem[] = [...scope.refused];
  const refuse: Place['refuse'] = (node, message) => {
    problems.push({ node, message });
  };
  for (const item of program.items) {
    checkDeclaration(item, scope, refuse);
    if (item.kind === 'Subroutine') checkSubroutine(item, scope, refuse);
  }
  if (unusedIsRefused) checkUnused(program, scope, refuse);
  return problems;
}
