import { visitChildren, type Node, type Program, type Statement, type Subroutine } from '../syntax/ast.ts';
import { own, type DialectTable, type ObjectFact } from '../mappings/table.ts';

/** Something in a program that its dialect does not allow. */
export interface Problem {
  readonly node: Node;
  readonly message: string;
}

/** What a program declares, and in which states each of its subroutines runs. */
export interface Scope {
  readonly table: DialectTable;
  /** Names of backends, directors, access lists, tables, probes, counters … */
  readonly names: ReadonlyMap<string, Node>;
  readonly subroutines: ReadonlyMap<string, Subroutine>;
  /** Objects by name, and what each can do. */
  readonly objects: ReadonlyMap<string, ObjectFact | undefined>;
  /** For each subroutine, the states' subroutines that lead to it, themselves included. */
  readonly states: ReadonlyMap<string, ReadonlySet<string>>;
  readonly refused: Problem[];
}

export function scopeOf(program: Program, table: DialectTable): Scope {
  const names = new Map<string, Node>();
  const subroutines = new Map<string, Subroutine>();
  const objects = new Map<string, ObjectFact | undefined>();
  const refused: Problem[] = [];
  const declare = (name: string, node: Node): void => {
    if (names.has(name) || subroutines.has(name)) refused.push({ node, message: `'${name}' is declared twice` });
    names.set(name, node);
  };
  for (const item of program.items) {
    switch (item.kind) {
      case 'Subroutine':
        if (names.has(item.name.name) || (subroutines.has(item.name.name) && !isState(item.name.name, table))) {
          refused.push({ node: item, message: `'${item.name.name}' is declared twice` });
        }
        subroutines.set(item.name.name, item);
        for (const statement of item.body.statements) {
          if (statement.kind !== 'NewStatement' || statement.constructorCall.kind !== 'CallExpression') continue;
          objects.set(statement.name.name, own(table.objects, statement.constructorCall.callee.name));
          declare(statement.name.name, statement);
        }
        break;
      case 'AclDeclaration':
      case 'TableDeclaration':
      case 'BackendDeclaration':
      case 'ProbeDeclaration':
      case 'DirectorDeclaration':
      case 'PenaltyBoxDeclaration':
      case 'RateCounterDeclaration':
        declare(item.name.name, item);
        break;
      default:
    }
  }
  return { table, names, subroutines, objects, states: statesOf(subroutines, table), refused };
}

export function isState(name: string, table: DialectTable): boolean {
  return Object.hasOwn(table.states, name);
}

/** A subroutine that is called has to be allowed everything in every state that leads to it. */
function statesOf(
  subroutines: ReadonlyMap<string, Subroutine>,
  table: DialectTable,
): ReadonlyMap<string, ReadonlySet<string>> {
  const calls = new Map([...subroutines].map(([name, { body }]) => [name, calledFrom(body, subroutines)]));
  const states = new Map<string, Set<string>>([...subroutines.keys()].map((name) => [name, new Set()]));
  const reach = (name: string, state: string): void => {
    const found = states.get(name);
    if (found === undefined || found.has(state)) return;
    found.add(state);
    for (const called of calls.get(name) ?? []) reach(called, state);
  };
  for (const name of subroutines.keys()) if (isState(name, table)) reach(name, name);
  return states;
}

function calledFrom(body: Node, subroutines: ReadonlyMap<string, Subroutine>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === 'CallStatement') found.add(calleeOf(node));
    else if (node.kind === 'CallExpression' && subroutines.has(node.callee.name)) found.add(node.callee.name);
    visitChildren(node, visit);
  };
  visit(body);
  return found;
}

export function calleeOf({ callee }: Extract<Statement, { kind: 'CallStatement' }>): string {
  if (callee.kind === 'CallExpression') return callee.callee.name;
  return callee.kind === 'Variable' || callee.kind === 'Identifier' ? callee.name : '';
}
