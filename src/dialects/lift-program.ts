import type * as ast from '../syntax/ast.ts';
import type * as ir from '../ir/model.ts';
import type { State } from '../ir/states.ts';
import type { Type } from '../ir/types.ts';
import { own } from '../mappings/table.ts';
import type { LiftContext, Machine } from './dialect.ts';
import type { DeclaredNames, LiftRules, Lifter, Scope } from './lift-context.ts';
import { liftDeclaration, listComments } from './lift-declarations.ts';
import { originOf, resolveInclude, typeOfName } from './lift-context.ts';
import { liftBlock, liftStatement, remark } from './lift-statements.ts';

/** Lifts a file, with what it includes in place, by the rules of its dialect. */
export function liftProgram(
  program: ast.Program,
  context: LiftContext,
  rules: LiftRules,
  machine: Machine,
): ir.Program {
  const names = collectNames(program, context, rules);
  const top: Scope = { locals: new Map(), functional: false };
  const items = liftItems(program.items, { rules, context, names, scope: top }, machine, new Map());
  return { items: program.dangling === undefined ? items : [...items, remark(program.dangling)] };
}

/** Definitions of one state are one body: the locals of an earlier one are known in a later one. */
type StateLocals = Map<string, Map<string, Type>>;

function liftItems(items: readonly ast.Item[], lifter: Lifter, machine: Machine, locals: StateLocals): ir.Item[] {
  return items.flatMap((item) => liftItem(item, lifter, machine, locals));
}

function liftItem(item: ast.Item, lifter: Lifter, machine: Machine, locals: StateLocals): readonly ir.Item[] {
  switch (item.kind) {
    case 'Subroutine':
      return [liftSubroutine(item, lifter, machine, locals)];
    case 'Include': {
      const files = resolveInclude(item, lifter);
      if (files === null) return liftStatement(item, lifter);
      return files.flatMap(({ program, lifter: inner }) => liftItems(program.items, inner, machine, locals));
    }
    case 'VersionDeclaration':
    case 'ImportDeclaration':
    case 'PragmaDeclaration':
    case 'ControlLine':
    case 'AclDeclaration':
    case 'TableDeclaration':
    case 'BackendDeclaration':
    case 'ProbeDeclaration':
    case 'DirectorDeclaration':
    case 'PenaltyBoxDeclaration':
    case 'RateCounterDeclaration':
    case 'InlineC':
    case 'TemplateDirective':
    case 'BadNode':
      return [liftDeclaration(item, lifter)];
    default:
      return liftStatement(item, lifter);
  }
}

function liftSubroutine(node: ast.Subroutine, lifter: Lifter, machine: Machine, stateLocals: StateLocals): ir.Item {
  const origin = originOf(node, lifter);
  const { name } = node.name;
  const states: readonly State[] | undefined = own(machine.subroutines, name.toLowerCase());
  let locals = stateLocals.get(name);
  if (locals === undefined || states === undefined) {
    locals = new Map();
    stateLocals.set(name, locals);
  }
  const parameters = node.parameters?.map((parameter) => {
    const local = parameter.name.name.replace(/^var\./, '');
    const type = typeOfName(parameter.type.name, lifter);
    locals.set(local, type);
    return {
      local: { kind: 'local', name: local, type, origin: originOf(parameter, lifter) } satisfies ir.Local,
      typeSpelling: parameter.type.name,
    };
  });
  const scope: Scope = { locals, functional: node.returnType !== null };
  const body = liftBlock(node.body, { ...lifter, scope });
  if (states !== undefined) return { kind: 'state', states, body, ...listComments(node), origin };
  return {
    kind: 'subroutine',
    name,
    parameters: parameters ?? null,
    returns: node.returnType === null ? null : typeOfName(node.returnType.name, lifter),
    ...(node.returnType === null ? {} : { returnsSpelling: node.returnType.name }),
    body,
    ...listComments(node),
    origin,
  };
}

/** What the program declares, before its code is read: names are used before and after they are declared. */
function collectNames(program: ast.Program, context: LiftContext, rules: LiftRules): DeclaredNames {
  const types = new Map<string, Type>();
  const functions = new Map<string, Type>();
  const subroutines = new Set<string>();
  const tables = new Map<string, Type>();
  const objects = new Map<string, string>();
  const typeNamed = (node: ast.Identifier | null): Type =>
    node === null ? 'string' : (own(rules.types, node.name) ?? 'unknown');
  const visit = (items: readonly ast.Item[], file: number): void => {
    for (const item of items) {
      switch (item.kind) {
        case 'AclDeclaration':
          types.set(item.name.name, 'acl');
          break;
        case 'BackendDeclaration':
        case 'DirectorDeclaration':
          types.set(item.name.name, 'backend');
          break;
        case 'ProbeDeclaration':
          types.set(item.name.name, 'probe');
          break;
        case 'TableDeclaration':
          types.set(item.name.name, 'name');
          tables.set(item.name.name, typeNamed(item.type));
          break;
        case 'Subroutine':
          subroutines.add(item.name.name);
          if (item.returnType !== null) functions.set(item.name.name, typeNamed(item.returnType));
          visit(
            item.body.statements.filter((statement) => statement.kind === 'NewStatement'),
            file,
          );
          break;
        case 'NewStatement':
          if (item.constructorCall.kind === 'CallExpression') {
            objects.set(item.name.name, item.constructorCall.callee.name);
          }
          break;
        case 'Include': {
          const place = { file, start: item.start, end: item.end };
          const files = context.include?.(rules.text(item.path.raw), item.glob, place) ?? [];
          for (const included of files) visit(included.program.items, included.file);
          break;
        }
        default:
      }
    }
  };
  visit(program.items, context.file);
  return { types, functions, subroutines, tables, objects };
}
