import * as make from '../ir/make.ts';
import type { Body, Carrier, Expression, Header, Item, Program, Statement } from '../ir/model.ts';
import { rewriteBody } from '../ir/rewrite.ts';
import { writtenPlace } from '../ir/places.ts';
import { allStates, isBackendState, type State } from '../ir/states.ts';
import { kinds, visitKinds, visitTargets } from '../ir/kinds.ts';
import { vclExpression } from './support/vcl.ts';
import type { KeptType, Storage } from '../dialects/storage.ts';
import { isCode, mapStates, stateOf } from './support/code.ts';
import { withKeptValues, type Slot } from './support/kept-values.ts';
import { beforeReceiveName } from './before-receive.ts';
import { firstIn } from './lower-fetch.ts';
import { hasVmod } from './target.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * Gives the values that the translation hands from state to state their places. Values of one side are kept by the storage of
 * the target. From the client to the fetch there are only headers of the request: the fetch takes them out before the origin
 * can see them. From the fetch to the client, and from one request to the next, there are only headers of the response: they
 * are taken out before the client can see them.
 */
export const storeCarriers: Pass = {
  name: 'store-carriers',
  description: "The translation's own values are kept in storage and in headers that nobody outside sees.",
  needed: (context) => !context.target.dialect.traits.locals,
  run(program, context) {
    const storage = context.target.dialect.storage((vmod) => hasVmod(context.target, vmod));
    const used = usedCarriers(program);
    if (storage === null) return program;
    const plan = new Plan(used, storage, context);
    let result = firstIn(program, 'backend-request', plan.takeFromRequest());
    result = firstIn(result, 'pipe', plan.hideFromOrigin());
    result = firstIn(result, 'backend-response', plan.refuseFromOrigin());
    result = firstInReceive(result, plan.refuseFromClient());
    result = hideFromClient(result, plan.hideFromClient());
    result = mapStates(result, allStates, (body, _code, state) => plan.store(body, state));
    return {
      ...result,
      items: result.items.map((item) =>
        isCode(item) && stateOf(item) === null ? { ...item, body: plan.store(item.body, helperSide(item.body)) } : item,
      ),
    };
  },
};

interface Use {
  readonly carrier: Carrier;
  readonly states: ReadonlySet<State>;
}

function usedCarriers(program: Program): ReadonlyMap<string, Use> {
  const found = new Map<string, { carrier: Carrier; states: Set<State> }>();
  const read = new Set<string>();
  for (const item of program.items) {
    if (!isCode(item)) continue;
    const state = stateOf(item) ?? helperSide(item.body);
    const note = (carrier: Carrier): void => {
      const key = `${carrier.scope} ${carrier.name}`;
      const use = found.get(key) ?? { carrier, states: new Set<State>() };
      use.states.add(state);
      found.set(key, use);
    };
    visitKinds(item.body, kinds('carrier'), (carrier) => {
      note(carrier);
      read.add(`${carrier.scope} ${carrier.name}`);
    });
    visitTargets(item.body, kinds('carrier'), note);
  }
  // What nobody reads is not kept.
  for (const key of found.keys()) if (!read.has(key)) found.delete(key);
  return found;
}

/** The side of a helper, which belongs to no state: what it touches tells. */
function helperSide(body: Body): State {
  let side: State = 'receive';
  visitTargets(body, kinds('carrier', 'variable'), (target) => {
    const isBackend =
      target.kind === 'carrier'
        ? target.scope === 'backend' || target.scope === 'to-client' || target.scope === 'object'
        : target.name.startsWith('beresp.');
    if (isBackend) side = 'backend-response';
  });
  return side;
}

class Plan {
  readonly #used: ReadonlyMap<string, Use>;
  readonly #storage: Storage;
  readonly #context: PassContext;

  constructor(used: ReadonlyMap<string, Use>, storage: Storage, context: PassContext) {
    this.#used = used;
    this.#storage = storage;
    this.#context = context;
  }

  #of(scope: Carrier['scope']): Carrier[] {
    return [...this.#used.values()].filter((use) => use.carrier.scope === scope).map((use) => use.carrier);
  }

  #isRead(carrier: Carrier): boolean {
    return this.#used.has(`${carrier.scope} ${carrier.name}`);
  }

  /** Whether a value that came with the request is read after the request was sent, too. */
  #outlivesRequest(carrier: Carrier): boolean {
    const states = this.#used.get(`${carrier.scope} ${carrier.name}`)?.states ?? new Set();
    return states.has('backend-response') || states.has('backend-error');
  }

  takeFromRequest(): readonly Statement[] {
    return this.#of('to-backend').flatMap((carrier) => {
      const header = this.#header(carrier, 'bereq');
      const take = this.#outlivesRequest(carrier) ? this.#take(carrier, header) : [];
      return this.#readInRequest(carrier) && take.length === 0 ? [] : [...take, make.remove(header)];
    });
  }

  #take(carrier: Carrier, header: Header): readonly Statement[] {
    const value = this.#fromHeader(carrier, header);
    const write = this.#write(carrier, value);
    return carrier.type === 'string'
      ? [make.when(header, write)]
      : carrier.type === 'boolean'
        ? [make.when(header, this.#write(carrier, make.boolean(true)))]
        : write;
  }

  #readInRequest(carrier: Carrier): boolean {
    return this.#used.get(`${carrier.scope} ${carrier.name}`)?.states.has('backend-request') ?? false;
  }

  /** Those that only the request itself needs go after it has used them. */
  dropAfterRequest(): readonly Statement[] {
    return this.#of('to-backend')
      .filter((carrier) => this.#readInRequest(carrier) && !this.#outlivesRequest(carrier))
      .map((carrier) => make.remove(this.#header(carrier, 'bereq')));
  }

  /** A request that is piped has no fetch that takes them out. */
  hideFromOrigin(): readonly Statement[] {
    return this.#of('to-backend').map((carrier) => make.remove(this.#header(carrier, 'bereq')));
  }

  refuseFromOrigin(): readonly Statement[] {
    return this.#of('to-client').map((carrier) => make.remove(this.#header(carrier, 'beresp')));
  }

  refuseFromClient(): readonly Statement[] {
    return this.#of('to-backend').map((carrier) => make.remove(this.#header(carrier, 'req')));
  }

  hideFromClient(): readonly Statement[] {
    return this.#of('object').map((carrier) => make.remove(this.#header(carrier, 'resp')));
  }

  store(body: Body, state: State): Body {
    const written = rewriteBody(body, (statement): readonly Statement[] => {
      const place = writtenPlace(statement);
      if (place?.kind === 'carrier' && !this.#isRead(place)) return make.inPlaceOf(statement, []);
      if (
        statement.kind === 'if' &&
        statement.branches.every((branch) => branch.body.length === 0) &&
        (statement.otherwise ?? []).length === 0
      )
        return [];
      if (statement.kind === 'assign' && statement.target.kind === 'carrier') {
        return make.inPlaceOf(
          statement,
          this.#assign(statement.target, statement.value, state).map((made) => ({ ...made, origin: statement.origin })),
        );
      }
      if (statement.kind === 'remove' && statement.target.kind === 'carrier')
        return make.inPlaceOf(statement, this.#clear(statement.target, state));
      if (statement.kind === 'transition' && state === 'backend-request' && statement.action === 'fetch')
        return [...this.dropAfterRequest(), statement];
      return [statement];
    });
    return withKeptValues(written, this.#storage, 'carrier', (expression) =>
      expression.kind === 'carrier' ? this.#find(expression, state) : null,
    );
  }

  #header(carrier: Carrier, message: Header['message']): Header {
    const words = carrier.name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'http');
    const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('-');
    return make.header(message, `${this.#context.names.headerPrefix}${name}`);
  }

  /** The header that a value travels in, as seen from a state; `null` where it is in storage. */
  #place(carrier: Carrier, state: State): Header | null {
    const backend = isBackendState(state);
    switch (carrier.scope) {
      case 'client':
      case 'backend':
        return null;
      case 'to-backend':
        if (!backend) return this.#header(carrier, 'req');
        return this.#outlivesRequest(carrier) ? null : this.#header(carrier, 'bereq');
      case 'to-client':
        return this.#header(carrier, backend ? 'beresp' : 'resp');
      case 'object':
        return this.#header(carrier, backend ? 'beresp' : state === 'hit' ? 'obj' : 'resp');
    }
  }

  #assign(carrier: Carrier, value: Expression, state: State): readonly Statement[] {
    const place = this.#place(carrier, state);
    if (place === null) return this.#write(carrier, value);
    if (carrier.type !== 'boolean') return [make.assign(place, value)];
    const set = make.assign(place, make.string('1'));
    if (value.kind === 'boolean') return [value.value ? set : make.remove(place)];
    return [make.when(value, [set], [make.remove(place)])];
  }

  #write(carrier: Carrier, value: Expression): readonly Statement[] {
    if (this.#storage.vmod !== null)
      this.#context.needs.vmods.set(this.#storage.vmod, 'values that are handed from state to state');
    return this.#storage.write(carrier.name, keptType(carrier), value);
  }

  #clear(carrier: Carrier, state: State): readonly Statement[] {
    const place = this.#place(carrier, state);
    return place === null ? this.#storage.clear(carrier.name, keptType(carrier)) : [make.remove(place)];
  }

  #find(carrier: Carrier, state: State): Slot | Expression {
    const place = this.#place(carrier, state);
    if (place === null) return { key: carrier.name, type: keptType(carrier) };
    return { ...this.#fromHeader(carrier, place), origin: carrier.origin };
  }

  #fromHeader(carrier: Carrier, header: Header): Expression {
    switch (carrier.type) {
      case 'integer':
        return vclExpression(this.#context.target, 'std.integer(_header_, 0)', { header });
      case 'float':
        return vclExpression(this.#context.target, 'std.real(_header_, 0.0)', { header });
      case 'duration':
        return vclExpression(this.#context.target, 'std.duration(_header_ + "s", 0s)', { header });
      case 'time':
        return vclExpression(this.#context.target, 'std.time(_header_, now)', { header });
      default:
        return header;
    }
  }
}

/** A number that is read or written digit by digit may have any size. */
function keptType(carrier: Carrier): KeptType {
  return carrier.name === 'number' ? 'wide-integer' : carrier.type;
}

/** Where the request begins, beside what the platform does to it there. */
function firstInReceive(program: Program, statements: readonly Statement[]): Program {
  if (statements.length === 0) return program;
  const prepares = program.items.some((item) => item.kind === 'subroutine' && item.name === beforeReceiveName);
  const began = make.when(make.binary(make.core('req.restarts', 'integer'), '==', make.integer(0)), statements);
  if (!prepares) return firstIn(program, 'receive', [began]);
  const items = program.items.map((item): Item => {
    if (item.kind !== 'subroutine' || item.name !== beforeReceiveName) return item;
    const [first, ...rest] = item.body;
    const [branch] = first?.kind === 'if' ? first.branches : [];
    if (first?.kind !== 'if' || branch === undefined) return { ...item, body: [began, ...item.body] };
    return { ...item, body: [{ ...first, branches: [{ ...branch, body: [...statements, ...branch.body] }] }, ...rest] };
  });
  return { ...program, items };
}

function hideFromClient(program: Program, statements: readonly Statement[]): Program {
  return statements.length === 0 ? program : firstIn(program, 'deliver', statements);
}
