import { visitChildren, type Item, type Node, type Program, type PropertyItem } from '../syntax/ast.ts';
import { isTemplate, type Place } from './check-expressions.ts';
import { isState, type Scope } from './scope.ts';

type Refuse = Place['refuse'];

export function checkDeclaration(node: Item, scope: Scope, refuse: Refuse): void {
  switch (node.kind) {
    case 'BackendDeclaration':
      checkProperties(node.properties, 'backend', scope, refuse);
      break;
    case 'ProbeDeclaration':
      checkProperties(node.properties, 'probe', scope, refuse);
      break;
    default:
  }
  if ('name' in node && node.kind !== 'ImportDeclaration' && typeof node.name === 'object')
    checkReserved(node.name.name, node, scope, refuse);
}

function checkProperties(properties: readonly PropertyItem[], kind: string, scope: Scope, refuse: Refuse): void {
  const known = (scope.table.properties[kind] ?? {}) as Readonly<Record<string, unknown>>;
  for (const property of properties) {
    if (property.kind !== 'Property') continue;
    if (!Object.hasOwn(known, property.name)) refuse(property, `a ${kind} has no '.${property.name}'`);
    if (property.value.kind === 'PropertyBlock') checkProperties(property.value.properties, 'probe', scope, refuse);
    else if (
      property.value.kind === 'Variable' &&
      !scope.names.has(property.value.name) &&
      !isTemplate(property.value.name)
    ) {
      refuse(property, `there is nothing called '${property.value.name}'`);
    }
  }
}

function checkReserved(name: string, node: Item, { table }: Scope, refuse: Refuse): void {
  if (isState(name, table) || table.hooks.includes(name)) return;
  // `default` is the name of the backend that is used first.
  if (name === 'default' && (node.kind === 'BackendDeclaration' || node.kind === 'ProbeDeclaration')) return;
  const taken = table.reserved.some((word) =>
    word.endsWith('*') ? name.toLowerCase().startsWith(word.slice(0, -1)) : word === name.toLowerCase(),
  );
  if (taken) refuse(node, `'${name}' is a word of the language`);
}

/** Things that are declared and never used, where the compiler takes that for a mistake. */
export function checkUnused(program: Program, scope: Scope, refuse: Refuse): void {
  const used = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === 'Variable') used.add(node.name);
    visitChildren(node, visit);
  };
  visit(program);
  for (const [name, states] of scope.states) {
    const node = scope.subroutines.get(name);
    if (states.size === 0 && node !== undefined && !used.has(name) && !scope.table.hooks.includes(name))
      refuse(node, `nothing calls '${name}'`);
  }
  // The first backend is the one that is used when nothing else is said.
  const first = program.items.find((item) => item.kind === 'BackendDeclaration');
  const usual =
    program.items.find((item) => item.kind === 'BackendDeclaration' && item.name.name === 'default') ?? first;
  for (const [name, node] of scope.names) {
    if (!used.has(name) && node !== usual && node.kind !== 'NewStatement') refuse(node, `nothing uses '${name}'`);
  }
}
