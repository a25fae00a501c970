import type { Body, Expression } from '../../ir/model.ts';
import { visitBodyReads, visitStatements } from '../../ir/visit.ts';

/**
 * Hands out names for locals that are free in a body. They depend on that body alone, so that versions of a subroutine for
 * several states stay alike.
 */
export function localNames(body: Body): (wanted: string) => string {
  const taken = new Set<string>();
  const note = (expression: Expression): void => {
    if (expression.kind === 'local') taken.add(expression.name.toLowerCase());
  };
  visitBodyReads(body, note);
  visitStatements(body, (statement) => {
    if ('target' in statement) note(statement.target);
    if (statement.kind === 'declare') note(statement.local);
  });
  return (wanted) => {
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}_${count}`;
    taken.add(name.toLowerCase());
    return name;
  };
}
