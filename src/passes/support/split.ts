import * as make from '../../ir/make.ts';
import type { Binary, Body, Branch, Carrier, Expression, Place, StateCode, Statement } from '../../ir/model.ts';
import { belongsTo, keyOf, writtenPlace } from '../../ir/places.ts';
import { mapExpression, mapStatement } from '../../ir/rewrite.ts';
import { typeOf } from '../../ir/type-of.ts';
import { visitExpression, visitStatements } from '../../ir/visit.ts';
import type { PassContext } from '../pass.ts';
import type { Code } from './code.ts';
import { hasCode, neededLocals, trimmed, withoutLastFetch, wrap } from './halves.ts';
import { isHandedOver } from './hand-over.ts';
import { vclExpression } from './vcl.ts';

export interface Split {
  readonly client: Body;
  readonly backend: Body;
}

interface Halves {
  readonly client: readonly Statement[];
  readonly backend: readonly Statement[];
}

const none: Halves = { client: [], backend: [] };

/**
 * Parts the code of a miss or a pass by what each statement touches. A value that the fetch needs as it was before the client
 * side changed it is worked out where it stood, and carried.
 */
export class Splitter {
  readonly #context: PassContext;
  /** Whether what was handed over by an earlier run of the request may still be there. */
  readonly #again: boolean;
  readonly #isMiss: boolean;
  /** Parts of the client's request that the code of the fetch reads. */
  readonly #readByFetch: ReadonlySet<string>;
  readonly #codes: ReadonlyMap<string, Code>;
  readonly #done = new Map<string, Split>();
  /** Parts of the client's request that this state changes, as they are written. */
  readonly #changed = new Map<string, Place>();
  /** Parts of the request to the origin that were changed so far. */
  readonly #requestChanged = new Set<string>();

  constructor(codes: readonly Code[], readByFetch: ReadonlySet<string>, again: boolean, context: PassContext) {
    this.#readByFetch = readByFetch;
    this.#context = context;
    this.#again = again;
    this.#isMiss = codes.some((code) => code.kind === 'state' && code.states.includes('miss'));
    this.#codes = new Map(codes.flatMap((code) => (code.kind === 'subroutine' ? [[code.name, code]] : [])));
    for (const code of codes) {
      visitStatements(code.body, (statement) => {
        const place = writtenPlace(statement);
        const key = place === null ? null : keyOf(place);
        if (place !== null && key !== null && belongsTo(key, 'req') && !this.#changed.has(key))
          this.#changed.set(key, place);
      });
    }
  }

  split(code: Code): Split {
    const name = code.kind === 'subroutine' ? code.name : '';
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const halves = this.#body(code.body);
    const client = neededLocals(halves.client);
    const ends = code.kind === 'state' ? withoutLastFetch(halves.backend) : halves.backend;
    const backend = neededLocals(ends);
    const result = code.kind === 'state' ? this.#undone(code, { client, backend }) : { client, backend };
    this.#done.set(name, result);
    return result;
  }

  /** What the client side changes must not reach the origin: it is sent as it was when the state began. */
  #undone(code: StateCode, { client, backend }: Split): Split {
    const saves: Statement[] = [];
    const restores: Statement[] = [];
    for (const place of this.#changed.values()) {
      const sent = placeIn(place, 'bereq');
      const own = placeIn(place, 'req');
      if (sent === null || own === null) continue;
      const saved = sentOf(own);
      if (own.kind === 'header') {
        saves.push(make.when(own, [make.assign(saved, own)], this.#again ? [make.remove(saved)] : null));
        restores.push(make.when(saved, [make.assign(sent, saved)], [make.remove(sent)]));
      } else {
        saves.push(make.assign(saved, own));
        restores.push(make.assign(sent, saved));
      }
    }
    if (restores.length === 0) return { client, backend };
    // A fetch in the background begins with a hit: nothing has been changed then.
    const undo = code.states.includes('miss')
      ? [make.when(vclExpression(this.#context.target, '!bereq.is_bgfetch'), restores)]
      : restores;
    return { client: [...saves, ...client], backend: [...undo, ...backend] };
  }

  #body(body: Body): Halves {
    const client: Statement[] = [];
    const backend: Statement[] = [];
    for (const statement of body) {
      const halves = this.#statement(statement);
      client.push(...halves.client);
      backend.push(...halves.backend);
    }
    return { client, backend };
  }

  #statement(statement: Statement): Halves {
    switch (statement.kind) {
      case 'if':
        return this.#if(statement);
      case 'nested': {
        const { client, backend } = this.#body(statement.body);
        return { client: wrap(statement, client), backend: wrap(statement, backend) };
      }
      case 'call-subroutine':
        return this.#call(statement);
      case 'return':
      case 'declare':
      case 'remark':
        return { client: [statement], backend: [statement] };
      case 'assign':
      case 'remove':
      case 'append': {
        const key = keyOf(statement.target) ?? '';
        if (statement.target.kind === 'local' || isHandedOver(statement.target)) {
          const carried = this.#carried(statement);
          return { client: [...carried.client, this.#onClient(statement)], backend: carried.backend };
        }
        if (key === 'req.backend') this.#missedInBackground(statement);
        else if (this.#readByFetch.has(key)) this.#leftOutInBackground(statement);
        if (!belongsTo(key, 'bereq')) return { client: [this.#onClient(statement)], backend: [] };
        const carried = this.#carried(statement);
        this.#requestChanged.add(key);
        return carried;
      }
      case 'transition':
        if (statement.action === 'pass' && this.#requestChanged.size > 0) {
          this.#context.reporter.report(
            'VCP3012',
            statement.origin,
            'changes to the request for the origin are made before this pass',
          );
        }
        if (statement.action !== 'fetch') this.#leftOutInBackground(statement);
        // What follows is for the ways that have not gone to the fetch yet, on both sides.
        return {
          client: [this.#onClient(statement)],
          backend: statement.action === 'fetch' ? [make.transition('fetch', [], statement.origin)] : [],
        };
      case 'log':
        this.#leftOutInBackground(statement);
        return { client: [this.#onClient(statement)], backend: [] };
      case 'evaluate':
        return changesRequest(statement.expression)
          ? this.#carried(statement)
          : { client: [this.#onClient(statement)], backend: [] };
      default:
        return { client: [this.#onClient(statement)], backend: [] };
    }
  }

  #call(statement: Extract<Statement, { kind: 'call-subroutine' }>): Halves {
    const code = this.#codes.get(statement.name);
    if (code === undefined) return { client: [statement], backend: [] };
    const { client, backend } = this.split(code);
    const bare = { ...statement, name: `${statement.name}@fetch` };
    return { client: hasCode(client) ? [statement] : [], backend: hasCode(backend) ? [bare] : [] };
  }

  #if(statement: Extract<Statement, { kind: 'if' }>): Halves {
    const before = readKeysOf(statement.branches.map((branch) => branch.condition));
    const hazard = [...before].some((key) => this.#changed.has(key));
    const changedBefore = new Set(this.#requestChanged);
    const halves = statement.branches.map((branch) => this.#body(branch.body));
    const otherwise = statement.otherwise === null ? none : this.#body(statement.otherwise);
    const onBackend = [...halves, otherwise].some((half) => hasCode(half.backend));
    const conditions = statement.branches.map((branch) => branch.condition);
    const saves: Statement[] = [];
    const flags =
      onBackend && hazard ? conditions.map((condition) => this.#asItWas(condition, saves, statement)) : null;
    const branch = (index: number, body: Body, condition: Expression): Branch => ({
      ...statement.branches[index],
      condition,
      body,
    });
    const client: Statement = {
      ...statement,
      branches: halves.map((half, index) => branch(index, half.client, conditions[index] as Expression)),
      otherwise: statement.otherwise === null ? null : otherwise.client,
    };
    const backend: Statement = {
      ...statement,
      branches: halves.map((half, index) =>
        branch(index, half.backend, flags?.[index] ?? (conditions[index] as Expression)),
      ),
      otherwise: statement.otherwise === null ? null : otherwise.backend,
    };
    const onClient = trimmed(client).map((inner) =>
      inner.kind !== 'if'
        ? inner
        : {
            ...inner,
            branches: inner.branches.map((item) => ({
              ...item,
              condition: this.#asClient(item.condition, statement, changedBefore),
            })),
          },
    );
    return { client: [...saves, ...onClient], backend: onBackend ? trimmed(backend) : [] };
  }

  /** A statement for the fetch, and what the client side has to work out for it. */
  #carried(statement: Statement): Halves {
    const saves: Statement[] = [];
    const bare = mapStatement(statement, {
      expression: (expression) => {
        return this.#asItWas(expression, saves, statement);
      },
    });
    return { client: saves, backend: [bare] };
  }

  /** An expression for the fetch, in which parts of the client's request are as they are at this place. */
  #asItWas(expression: Expression, saves: Statement[], statement: Statement): Expression {
    return mapExpression(expression, (inner) => {
      if (inner.kind === 'binary') return comparedByName(inner);
      if (!this.#changed.has(keyOf(inner) ?? '') && !isWorkedOut(inner)) return inner;
      this.#missedInBackground(statement);
      const carrier = this.#carrier(inner);
      const save = make.assign(carrier, typeOf(inner) === 'backend' ? asName(inner) : inner, statement.origin);
      saves.push(inner.kind === 'header' ? make.when(inner, [save], [make.remove(carrier)], statement.origin) : save);
      return { ...carrier, origin: inner.origin };
    });
  }

  /** A fetch in the background begins with a hit, so that what the client side does for a miss is not done. */
  #missedInBackground(statement: Statement): void {
    if (!this.#isMiss) return;
    const message = 'a fetch in the background, for an object that is out of date, goes without this';
    this.#context.reporter.report('VCP3001', statement.origin, message, { help: 'Decide it in vcl_recv.' });
  }

  #leftOutInBackground({ origin }: Statement): void {
    if (this.#isMiss) this.#context.reporter.report('VCP3016', origin, 'a fetch in the background goes without this');
  }

  #carrier(value: Expression): Carrier {
    const type = typeOf(value);
    return make.carrier(this.#context.names.local('for_fetch'), type === 'backend' ? 'string' : type, 'to-backend');
  }

  /** On the client side the request to the origin is the client's, as long as nothing changed it. */
  #onClient(statement: Statement): Statement {
    return mapStatement(statement, { expression: (expression) => this.#asClient(expression, statement) });
  }

  #asClient(
    expression: Expression,
    statement: Statement,
    changed: ReadonlySet<string> = this.#requestChanged,
  ): Expression {
    return mapExpression(expression, (inner) => {
      const key = keyOf(inner);
      if (key === null || !belongsTo(key, 'bereq')) return inner;
      if (changed.has(key)) {
        this.#context.reporter.report('VCP9010', statement.origin, `this depends on ${key} after it was changed`);
      }
      // A miss asks with GET, whatever the client did.
      if (key === 'bereq.method' && this.#isMiss && !changed.has(key)) return make.string('GET', inner.origin);
      // What is sent was copied before the state changed it.
      const own = this.#changed.get(key.slice('be'.length));
      const copied = own === undefined ? null : placeIn(own, 'req');
      if (copied !== null) return { ...sentOf(copied), origin: inner.origin };
      if (inner.kind === 'header') return { ...inner, message: 'req' };
      return inner.kind === 'variable' ? { ...inner, name: inner.name.replace(/^bereq\./, 'req.') } : inner;
    });
  }
}

/** A backend is carried by its name, and compared by it. */
function comparedByName(comparison: Binary): Binary {
  const { left, right } = comparison;
  if (left.kind === 'carrier' && left.type === 'string' && typeOf(right) === 'backend')
    return { ...comparison, right: asName(right) };
  return right.kind === 'carrier' && right.type === 'string' && typeOf(left) === 'backend'
    ? { ...comparison, left: asName(left) }
    : comparison;
}

function asName(backend: Expression): Expression {
  return { kind: 'concat', parts: [make.string(''), backend], unset: '', origin: backend.origin };
}

/** A value that the translation works out on the client side. */
function isWorkedOut(expression: Expression): boolean {
  return expression.kind === 'carrier' && expression.scope === 'client' && !isHandedOver(expression);
}

/** A function that works on the request to the origin. */
function changesRequest(expression: Expression): boolean {
  let changes = false;
  visitExpression(expression, (inner) => {
    if (inner.kind === 'name' && inner.name === 'bereq') changes = true;
  });
  return changes;
}

/** The same part of another request, where both have it. */
function placeIn(place: Place, message: 'req' | 'bereq'): Extract<Expression, { kind: 'header' | 'variable' }> | null {
  if (place.kind === 'header') return make.header(message, place.name);
  const variable = place.kind === 'variable' ? /^req\.(url|method)$/.exec(place.name)?.[1] : undefined;
  return variable === undefined ? null : make.core(`${message}.${variable}`, 'string');
}

/** What a part of the request was when the state began. */
function sentOf({ name }: { readonly name: string }): Carrier {
  return make.carrier(`sent_${name.replace(/^req\./, '')}`, 'string', 'to-backend');
}

function readKeysOf(expressions: readonly Expression[]): Set<string> {
  const keys = new Set<string>();
  for (const expression of expressions) {
    visitExpression(expression, (inner) => {
      const key = keyOf(inner);
      if (key !== null) keys.add(key);
    });
  }
  return keys;
}
