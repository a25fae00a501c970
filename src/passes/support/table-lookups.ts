import * as make from '../../ir/make.ts';
import type { Body, Contains, Expression, Lookup, Match, Statement, Table } from '../../ir/model.ts';
import { mapOperands, mapSame } from '../../ir/rewrite.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { Type } from '../../ir/types.ts';
import { kinds, mapKinds, rewriteWhere } from '../../ir/kinds.ts';
import type { PassContext } from '../pass.ts';
import { extract, type Extracted } from './extract.ts';
import { withoutRepeated, type LookedUp } from './repeated-lookups.ts';
import { isPattern, type Places, type Uses } from './table-uses.ts';
import { vclExpression } from './vcl.ts';

/** Takes lookups out of expressions: what the subroutine needs is handed over, it is called, and what it gives is read. */
export class TableLookups {
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #uses: ReadonlyMap<string, Uses>;
  readonly #places: Places;
  readonly #context: PassContext;
  readonly #lookups = new Map<Statement, LookedUp>();
  /** What each of the subroutines gives. */
  readonly #written = new Map<string, ReadonlySet<string>>();

  constructor(
    tables: ReadonlyMap<string, Table>,
    uses: ReadonlyMap<string, Uses>,
    places: Places,
    context: PassContext,
  ) {
    this.#tables = tables;
    this.#uses = uses;
    this.#places = places;
    this.#context = context;
  }

  lower(body: Body): Body {
    const lowered = extract(body, {
      within: kinds('contains', 'lookup'),
      wants: (expression) =>
        expression.kind === 'contains' ||
        (expression.kind === 'lookup' && !isPattern(expression.type)) ||
        matchedPattern(expression) !== null,
      take: (expression) => {
        if (expression.kind === 'contains') return this.#contains(expression);
        if (expression.kind === 'lookup') return this.#lookup(expression);
        const pattern = matchedPattern(expression);
        return expression.kind === 'match' && pattern !== null ? this.#match(expression, pattern) : null;
      },
      writes: (name) => this.#written.get(name) ?? null,
    });
    return withoutRepeated(plainConditions(lowered), this.#lookups, this.#places.value('string'));
  }

  #typeOf(table: string, type: Type): Type {
    return this.#tables.get(table)?.type ?? type;
  }

  /** What a key without an entry gives is there before the call. */
  #lookup(lookup: Lookup): Extracted {
    const { table, key, type, origin } = lookup;
    const fallback = lookup.fallback === null ? null : textOf(lookup.fallback);
    const value = this.#places.value(this.#typeOf(table, type));
    const absent = fallback === null ? this.#cleared(table, origin) : [make.assign(value, fallback, origin)];
    return { before: this.#call(`lookup_${table}`, key, absent, fallback, origin), value, called: table };
  }

  /** Where no lookup of the table brings a value of its own, the subroutine clears the value itself. */
  #cleared(table: string, origin: Statement['origin']): Body {
    return this.#uses.get(table)?.fallback === true ? [make.remove(this.#places.value('string'), origin)] : [];
  }

  #contains({ table, key, origin }: Contains): Extracted {
    if (this.#typeOf(table, 'string') !== 'string') {
      return {
        before: this.#call(`contains_${table}`, key, [], null, origin),
        value: this.#places.found,
        called: table,
      };
    }
    const before = this.#call(`lookup_${table}`, key, this.#cleared(table, origin), null, origin);
    return { before, value: asCondition(this.#places.value('string')), called: table };
  }

  #match(match: Match, { table, key, fallback, type }: Lookup): Extracted {
    const { subject, negated, origin } = match;
    const own = this.#places.subject(type === 'acl' ? 'ip' : 'string');
    const { found } = this.#places;
    const otherwise: Expression =
      fallback === null ? make.boolean(false) : { ...match, negated: false, subject: own, pattern: fallback };
    const before = [
      make.assign(own, type === 'acl' ? this.#address(subject) : subject, origin),
      make.assign(found, otherwise, origin),
    ];
    return {
      before: this.#call(`match_${table}`, key, before, match, origin),
      value: negated ? make.not(found) : found,
      called: table,
    };
  }

  /** A text that is no address is in no list. */
  #address(subject: Expression): Expression {
    if (typeOf(subject) !== 'string') return subject;
    return vclExpression(this.#context.target, 'std.ip(_text_, "255.255.255.255", resolve=false)', { text: subject });
  }

  #call(name: string, key: Expression, before: Body, given: Expression | null, origin: Statement['origin']): Body {
    const gives = name.startsWith('lookup_') ? this.#places.value('string') : this.#places.found;
    this.#written.set(`${name}@helper`, new Set([`carrier.${gives.name}`]));
    const call = make.callSubroutine(`${name}@helper`, origin);
    this.#lookups.set(call, { given: given === null ? [key] : [key, given], statements: before.length + 1 });
    return [make.assign(this.#places.key, textOf(key), origin), ...before, call];
  }
}

/** What is not set is an empty text as an argument. */
function textOf(argument: Expression): Expression {
  return argument.kind === 'unset' ? make.string('', argument.origin) : argument;
}

/** Whether a text is set, as a value of its own. */
function asCondition(text: Expression): Expression {
  return { kind: 'logical', operator: '&&', operands: [text], origin: text.origin };
}

/** Among conditions a text needs nothing around it. */
function plainConditions(body: Body): Body {
  const plain = (expression: Expression): Expression => {
    const [only, ...others] = expression.kind === 'logical' ? expression.operands : [];
    return only === undefined || others.length > 0 ? expression : only;
  };
  const inside = mapKinds(body, kinds('not', 'logical'), (expression) => {
    if (expression.kind === 'not') return mapOperands(expression, plain);
    return expression.kind === 'logical' && expression.operands.length > 1
      ? mapOperands(expression, plain)
      : expression;
  });
  return rewriteWhere(inside, kinds('logical'), (statement) => {
    if (statement.kind !== 'if') return [statement];
    const branches = mapSame(statement.branches, (branch) => {
      const condition = plain(branch.condition);
      return condition === branch.condition ? branch : { ...branch, condition };
    });
    return [branches === statement.branches ? statement : { ...statement, branches }];
  });
}

function matchedPattern(expression: Expression): Lookup | null {
  if (expression.kind !== 'match' || expression.pattern.kind !== 'lookup') return null;
  return isPattern(expression.pattern.type) ? expression.pattern : null;
}
