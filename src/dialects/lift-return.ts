import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import type { Action } from '../ir/states.ts';
import { own } from '../mappings/table.ts';
import type { Machine } from './dialect.ts';
import { originOf, type Lifter } from './lift-context.ts';
import { liftExpression } from './lift-expressions.ts';

/** `return;`, `return (action(…));`, `return action;` and, from a subroutine that gives one, `return value;`. */
export function liftReturn(node: ast.ReturnStatement, lifter: Lifter, machine: Machine): ir.Statement {
  const origin = originOf(node, lifter);
  const { value, parentheses } = node;
  if (value === null) return { kind: 'return', value: null, origin };
  const named = actionOf(value);
  const isValue = lifter.scope.functional && !parentheses;
  if (named !== null && !isValue) {
    const action = wordMeans(named.word, machine);
    if (action !== null) {
      const args = named.arguments.map((argument) => liftExpression(argument.value, lifter));
      const form = parentheses ? 'return' : 'bare-return';
      return { kind: 'transition', action, arguments: args, word: named.word, form, origin };
    }
    if (!lifter.scope.functional) {
      lifter.context.reporter.report('VCP1030', origin, `'${named.word}' is not something to return`);
    }
  }
  const lifted = liftExpression(value, lifter);
  return { kind: 'return', value: parentheses ? { ...lifted, grouped: true } : lifted, origin };
}

function actionOf(value: ast.Expression): { word: string; arguments: readonly ast.Argument[] } | null {
  if (value.kind === 'Variable') return { word: value.name, arguments: [] };
  if (value.kind === 'CallExpression') return { word: value.callee.name, arguments: value.arguments };
  return null;
}

/** What a word means where nothing is known of the state; a pass looks again when it is. */
function wordMeans(word: string, machine: Machine): Action | null {
  return own(machine.words, word)?.['*'] ?? null;
}
