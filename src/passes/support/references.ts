import type {
  Argument,
  Backend,
  Body,
  Director,
  Expression,
  Item,
  Origin,
  Program,
  Property,
  Statement,
  Subroutine,
  Table,
} from '../../ir/model.ts';
import { mapOperands, mapSame, mapStatement } from '../../ir/rewrite.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { Type } from '../../ir/types.ts';
import { isStatement } from '../../ir/visit.ts';
import { own, type DialectTable } from '../../mappings/table.ts';

/** What a name stands for; `unknown` where its place does not tell. */
export type Kind = 'backend' | 'acl' | 'probe' | 'subroutine' | 'object' | 'unknown';

export interface Reference {
  readonly kind: Kind;
  readonly name: string;
  readonly origin: Origin;
}

/** Names of backends that stand inside those of variables: `backend.NAME.healthy`. */
const inVariable = /^(backend|director)\.(\w+)\.(healthy|connections_open|connections_used)$/;

/** Gives every use of a declared thing another name; not the declarations themselves. */
export function mapReferences(
  program: Program,
  table: DialectTable,
  rename: (reference: Reference) => string,
): Program {
  const subroutines = new Map(program.items.flatMap((item) => (item.kind === 'subroutine' ? [[item.name, item]] : [])));
  const mapper = new Mapper(table, subroutines, rename);
  const items = mapSame(program.items, (item) => mapper.item(item));
  return items === program.items ? program : { ...program, items };
}

/** Every use of a declared thing, in the order of the program. */
export function referencesIn(program: Program, table: DialectTable): readonly Reference[] {
  const found: Reference[] = [];
  mapReferences(program, table, (reference) => {
    found.push(reference);
    return reference.name;
  });
  return found;
}

class Mapper {
  readonly #table: DialectTable;
  readonly #subroutines: ReadonlyMap<string, Subroutine>;
  readonly #rename: (reference: Reference) => string;
  #returns: Type | null = null;

  constructor(
    table: DialectTable,
    subroutines: ReadonlyMap<string, Subroutine>,
    rename: (reference: Reference) => string,
  ) {
    this.#table = table;
    this.#subroutines = subroutines;
    this.#rename = rename;
  }

  item(item: Item): Item {
    switch (item.kind) {
      case 'state':
      case 'subroutine': {
        this.#returns = item.kind === 'subroutine' ? item.returns : null;
        const body = this.#body(item.body);
        return body === item.body ? item : { ...item, body };
      }
      case 'backend':
        return this.#backend(item);
      case 'director':
        return this.#director(item);
      case 'table':
        return this.#tableOf(item);
      default:
        return isStatement(item) ? this.#statement(item) : item;
    }
  }

  #backend(item: Backend): Backend {
    const properties = this.#properties(item.properties);
    return properties === item.properties ? item : { ...item, properties };
  }

  #director(item: Director): Director {
    const members = mapSame(item.members, (member) => {
      const properties = this.#properties(member.properties);
      return properties === member.properties ? member : { ...member, properties };
    });
    return members === item.members ? item : { ...item, members };
  }

  #properties(properties: readonly Property[]): readonly Property[] {
    return mapSame(properties, (property) => {
      if (property.value.kind !== 'expression' || (property.name !== 'backend' && property.name !== 'probe'))
        return property;
      const expression = this.#expression(property.value.expression, property.name);
      return expression === property.value.expression
        ? property
        : { ...property, value: { kind: 'expression', expression } };
    });
  }

  #tableOf(item: Table): Table {
    const entries = mapSame(item.entries, (entry) => {
      const value = this.#expression(entry.value, item.type);
      return value === entry.value ? entry : { ...entry, value };
    });
    return entries === item.entries ? item : { ...item, entries };
  }

  #body(body: Body): Body {
    return mapSame(body, (statement) => this.#statement(statement));
  }

  #statement(statement: Statement): Statement {
    const mapped = mapStatement(statement, {
      expression: (expression) => this.#expression(expression, wanted(statement, this.#returns)),
      body: (body) => this.#body(body),
    });
    if (mapped.kind === 'call-subroutine') {
      const name = this.#rename({ kind: 'subroutine', name: mapped.name, origin: mapped.origin });
      return name === mapped.name ? mapped : { ...mapped, name };
    }
    if (mapped.kind !== 'new-object') return mapped;
    const name = this.#rename({ kind: 'object', name: mapped.name, origin: mapped.origin });
    return name === mapped.name ? mapped : { ...mapped, name };
  }

  /** `type` is what its place wants. */
  #expression(expression: Expression, type: Type | null = null): Expression {
    const { origin } = expression;
    switch (expression.kind) {
      case 'name': {
        const name = this.#rename({
          kind: kindOf(expression.type) ?? kindOf(type) ?? 'unknown',
          name: expression.name,
          origin,
        });
        return name === expression.name ? expression : { ...expression, name };
      }
      case 'variable': {
        const [, root = '', name, rest = ''] = inVariable.exec(expression.name) ?? [];
        if (name === undefined) return expression;
        const renamed = this.#rename({ kind: 'backend', name, origin });
        return renamed === name ? expression : { ...expression, name: `${root}.${renamed}.${rest}` };
      }
      case 'binary': {
        const types = [expression.left, expression.right].map(typeOf);
        const compared = types.find((one) => one === 'backend' || one === 'acl') ?? null;
        return mapOperands(expression, (operand) => this.#expression(operand, compared));
      }
      case 'conditional':
        return mapOperands(expression, (operand) =>
          this.#expression(operand, operand === expression.condition ? null : type),
        );
      case 'lookup':
        return mapOperands(expression, (operand) =>
          this.#expression(operand, operand === expression.fallback ? expression.type : null),
        );
      case 'call': {
        const facts = own(this.#table.functions, expression.name)?.args ?? [];
        const args = mapSame(expression.arguments, (argument): Argument => {
          const fact = facts[Math.min(expression.arguments.indexOf(argument), facts.length - 1)];
          // A shield is no backend of the configuration's.
          if (fact?.name === 'shield') return argument;
          const value = this.#expression(argument.value, typeNamed(fact?.type));
          return value === argument.value ? argument : { ...argument, value };
        });
        return args === expression.arguments ? expression : { ...expression, arguments: args };
      }
      case 'method':
        return mapOperands(expression, (operand) => this.#expression(operand, null));
      case 'apply': {
        const { parameters = null } = this.#subroutines.get(expression.subroutine) ?? {};
        const mapped = mapOperands(expression, (operand) => {
          const at = expression.arguments.indexOf(operand);
          return this.#expression(operand, parameters?.[at]?.local.type ?? null);
        });
        const subroutine = this.#rename({ kind: 'subroutine', name: expression.subroutine, origin });
        return subroutine === expression.subroutine || mapped.kind !== 'apply' ? mapped : { ...mapped, subroutine };
      }
      default:
        return mapOperands(expression, (operand) => this.#expression(operand));
    }
  }
}

function kindOf(type: Type | null): Kind | null {
  return type === 'backend' || type === 'acl' || type === 'probe' ? type : null;
}

function typeNamed(type: string | undefined): Type | null {
  return type === 'BACKEND' ? 'backend' : type === 'ACL' ? 'acl' : null;
}

/** The type of the value that a statement takes. */
function wanted(statement: Statement, returns: Type | null): Type | null {
  switch (statement.kind) {
    case 'assign':
      return typeOf(statement.target);
    case 'declare':
      return statement.local.type;
    case 'return':
      return returns;
    default:
      return null;
  }
}
