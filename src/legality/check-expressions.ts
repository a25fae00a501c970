import { visitChildren, type CallExpression, type Expression, type Node, type Variable } from '../syntax/ast.ts';
import { findVariable, own, type CallableFact, type VariableFact } from '../mappings/table.ts';
import type { Scope } from './scope.ts';

/** Code of one subroutine: the states that it has to be legal in, and its own variables. */
export interface Place {
  readonly scope: Scope;
  readonly states: readonly string[];
  readonly locals: Set<string>;
  refuse(node: Node, message: string): void;
}

export type Access = 'read' | 'write' | 'unset';

const doing: Readonly<Record<Access, string>> = { read: 'read', write: 'set', unset: 'unset' };

export function checkExpression(node: Expression, place: Place): void {
  switch (node.kind) {
    case 'Variable':
    case 'Identifier':
      checkName(node, 'read', place);
      break;
    case 'CallExpression':
      checkCall(node, place);
      break;
    default:
      visitChildren(node, (child) => {
        if (child.kind !== 'StringLiteral') checkPart(child, place);
      });
  }
}

function checkPart(node: Node, place: Place): void {
  if (node.kind === 'ConcatenationPart' || node.kind === 'Argument') checkExpression(node.value, place);
  else checkExpression(node as Expression, place);
}

/** A variable is one of the table, and may be used so in every state that this code runs in. */
export function checkName(node: { readonly name: string } & Node, access: Access, place: Place): void {
  const { scope } = place;
  const { name } = node;
  if (isTemplate(name)) return;
  if (name.startsWith(localPrefix)) {
    if (!place.locals.has(name)) place.refuse(node, `the variable '${name}' is not declared`);
    return;
  }
  const fact = factOf(name, scope);
  if (fact === undefined) {
    const known = !name.includes('.') && (scope.names.has(name) || scope.subroutines.has(name));
    if (!known || access !== 'read') place.refuse(node, `there is nothing called '${name}'`);
    return;
  }
  const allowed = fact[access];
  const missing = place.states.filter((state) => !allowed.includes(state));
  if (missing.length > 0) place.refuse(node, `${missing.join(' and ')} cannot ${doing[access]} '${name}'`);
  if (access !== 'read') checkProtected(node, place);
}

const localPrefix = 'var.';

function checkProtected(node: { readonly name: string } & Node, { scope, refuse }: Place): void {
  const header = /\.http\.([^:*]+)/.exec(node.name)?.[1]?.toLowerCase();
  if (header !== undefined && scope.table.protectedHeaders.includes(header))
    refuse(node, `'${node.name}' is protected`);
}

/** The members and wildcards of a header are as legal as the header. */
function factOf(name: string, { table }: Scope): VariableFact | undefined {
  const exact = findVariable(table, name);
  if (exact !== undefined || !name.includes('.http.')) return exact;
  return findVariable(table, name.replace(/[:*].*$/, ''));
}

/** What a template language fills in, and what is marked as not translated already. */
export function isTemplate(name: string): boolean {
  return /[$<{]/.test(name) || name.endsWith('_NOT_TRANSLATED');
}

export function checkCall(node: CallExpression, place: Place): void {
  const { scope } = place;
  const { name } = node.callee;
  const dot = name.lastIndexOf('.');
  const before = name.slice(0, Math.max(dot, 0));
  const method = name.slice(dot + 1);
  if (scope.subroutines.has(name)) return checkArguments(node, null, place);
  if (scope.objects.has(before)) {
    const object = scope.objects.get(before);
    const fact = own(object?.methods ?? {}, method);
    if (object !== undefined && fact === undefined) place.refuse(node, `'${before}' has no method '${method}'`);
    return checkArguments(node, fact ?? null, place);
  }
  const fact = own(scope.table.functions, name) ?? own(scope.table.objects, name);
  if (fact === undefined) {
    // A method of the value of a variable.
    if (before !== '' && factOf(before, scope) !== undefined)
      checkName({ ...node.callee, name: before } satisfies Variable, 'read', place);
    else if (!isTemplate(name)) place.refuse(node, `there is no function '${name}'`);
    return checkArguments(node, null, place);
  }
  const missing = fact.in === undefined ? [] : place.states.filter((state) => fact.in?.includes(state) === false);
  if (missing.length > 0) place.refuse(node, `${missing.join(' and ')} cannot call '${name}'`);
  checkArguments(node, fact, place);
}

/** Bare words that a function takes are not names of the program. */
const wordTypes: ReadonlySet<string> = new Set(['ENUM', 'ID']);

function checkArguments(node: CallExpression, fact: CallableFact | null, place: Place): void {
  const facts = fact?.args ?? [];
  const last = facts.at(-1);
  node.arguments.forEach((argument, index) => {
    const expected =
      argument.name === null
        ? (facts[index] ?? (last?.repeats === true ? last : undefined))
        : facts.find((one) => one.name === argument.name);
    if (fact !== null && expected === undefined)
      place.refuse(argument, `'${node.callee.name}' does not take so many arguments`);
    const isWord = expected !== undefined && wordTypes.has(expected.type) && argument.value.kind === 'Variable';
    if (!isWord) checkExpression(argument.value, place);
  });
  const needed = facts.filter((one) => !one.optional && !one.repeats).length;
  if (fact !== null && node.arguments.length < needed) place.refuse(node, `'${node.callee.name}' takes more arguments`);
}
