import type { Block, Expression, Node, Statement, Subroutine } from '../syntax/ast.ts';
import { own } from '../mappings/table.ts';
import { checkExpression, checkName, type Place } from './check-expressions.ts';
import { calleeOf, isState, type Scope } from './scope.ts';

export function checkSubroutine(node: Subroutine, scope: Scope, refuse: Place['refuse']): void {
  const states = [...(scope.states.get(node.name.name) ?? [])];
  const locals = new Set(node.parameters?.map((parameter) => parameter.name.name));
  const place: Place = { scope, states, locals, refuse };
  checkBlock(node.body, node, place);
}

function checkBlock(block: Block, subroutine: Subroutine, place: Place): void {
  for (const statement of block.statements) checkStatement(statement, subroutine, place);
}

function checkStatement(node: Statement, subroutine: Subroutine, place: Place): void {
  const read = (expression: Expression | null): void => {
    if (expression !== null) checkExpression(expression, place);
  };
  switch (node.kind) {
    case 'SetStatement':
    case 'AddStatement':
      checkName(node.target, 'write', place);
      read(node.value);
      break;
    case 'UnsetStatement':
      checkName(node.target, 'unset', place);
      break;
    case 'DeclareStatement':
      place.locals.add(node.name.name);
      read(node.value);
      break;
    case 'CallStatement':
      checkCallee(node, place);
      break;
    case 'ReturnStatement':
      checkReturn(node, subroutine, place);
      break;
    case 'ErrorStatement':
      checkWord('error', node, place);
      read(node.status);
      read(node.message);
      break;
    case 'RestartStatement':
      checkWord('restart', node, place);
      break;
    case 'EsiStatement':
      checkWord('esi', node, place);
      break;
    case 'SyntheticStatement':
      checkWord('synthetic', node, place);
      read(node.value);
      break;
    case 'LogStatement':
      read(node.value);
      break;
    case 'ExpressionStatement':
      read(node.expression);
      break;
    case 'NewStatement':
      read(node.constructorCall);
      break;
    case 'IfStatement':
      for (const branch of node.branches) {
        read(branch.condition);
        checkBlock(branch.body, subroutine, place);
      }
      break;
    case 'SwitchStatement':
      read(node.subject);
      for (const item of node.cases) {
        if (item.kind === 'SwitchCase') for (const inner of item.statements) checkStatement(inner, subroutine, place);
      }
      break;
    case 'Block':
      checkBlock(node, subroutine, place);
      break;
    default:
  }
}

/** Statements that only some states have. */
function checkWord(word: string, node: Node, { scope, states, refuse }: Place): void {
  const missing = states.filter((state) => own(scope.table.states, state)?.statements.includes(word) === false);
  if (missing.length > 0) refuse(node, `${missing.join(' and ')} has no '${word}'`);
}

function checkCallee(node: Extract<Statement, { kind: 'CallStatement' }>, place: Place): void {
  const name = calleeOf(node);
  if (!place.scope.subroutines.has(name)) place.refuse(node, `there is no subroutine '${name}'`);
  if (node.callee.kind !== 'CallExpression') return;
  for (const argument of node.callee.arguments) checkExpression(argument.value, place);
}

function checkReturn(
  node: Extract<Statement, { kind: 'ReturnStatement' }>,
  subroutine: Subroutine,
  place: Place,
): void {
  const { scope, states, refuse } = place;
  const { value } = node;
  if (value === null) {
    if (isState(subroutine.name.name, scope.table)) refuse(node, `${subroutine.name.name} has to return something`);
    return;
  }
  if (subroutine.returnType !== null) return checkExpression(value, place);
  const word = value.kind === 'CallExpression' ? value.callee.name : value.kind === 'Variable' ? value.name : null;
  if (word === null) return checkExpression(value, place);
  const missing = states.filter((state) => own(scope.table.states, state)?.returns.includes(word) === false);
  if (missing.length > 0) refuse(node, `${missing.join(' and ')} cannot return '${word}'`);
  if (value.kind === 'CallExpression') for (const argument of value.arguments) checkExpression(argument.value, place);
}
