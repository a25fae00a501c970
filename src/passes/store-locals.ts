import { readsBeforeAssigned } from '../ir/assigned.ts';
import * as make from '../ir/make.ts';
import type { Body, Declare, Local, Program, Statement } from '../ir/model.ts';
import { mapBodies, rewriteBody } from '../ir/rewrite.ts';
import { bodiesOf } from '../ir/visit.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { kinds, mayHold, visitKinds, visitTargets } from '../ir/kinds.ts';
import type { Storage } from '../dialects/storage.ts';
import { wideIntegers } from './support/wide-integers.ts';
import { compute } from './support/compute.ts';
import { withKeptValues, type Slot } from './support/kept-values.ts';
import { reportRounding } from './support/rounding.ts';
import { hasVmod } from './target.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F18: the variables of a subroutine are kept where the target can keep values. They get their default where they are
 * declared, if anything could read them before they are assigned. Two subroutines that name one alike do not share it.
 */
export const storeLocals: Pass = {
  name: 'store-locals',
  description: 'Local variables are kept by the storage of the target.',
  needed: (context) => !context.target.dialect.traits.locals,
  run(program, context) {
    const storage = context.target.dialect.storage((vmod) => hasVmod(context.target, vmod));
    if (storage === null) return program;
    const keys = chooseKeys(program, keysInUse(program, storage));
    return mapBodies(program, (body, item) => {
      const owner = ownerOf(item);
      return owner === null || !mayHold(body, kinds('local')) ? body : storeIn(body, owner, keys, storage, context);
    });
  },
};

interface Owner {
  readonly name: string;
  readonly side: 'client' | 'backend';
}

function ownerOf(item: Program['items'][number]): Owner | null {
  const sideOf = (state: State | undefined): Owner['side'] =>
    state !== undefined && isBackendState(state) ? 'backend' : 'client';
  if (item.kind === 'state') return { name: String(item.states[0]), side: sideOf(item.states[0]) };
  if (item.kind === 'subroutine') return { name: item.original ?? item.name, side: sideOf(item.state) };
  return null;
}

/** What the translation itself keeps there already. */
function keysInUse(program: Program, storage: Storage): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const body of bodiesOf(program)) {
    visitKinds(body, kinds('call'), (expression) => {
      if (!expression.name.startsWith(`${storage.vmod ?? ''}.`)) return;
      const key = expression.arguments[0]?.value;
      if (key?.kind === 'string') keys.add(key.value);
    });
  }
  return keys;
}

/**
 * A local keeps its name; where two subroutines of one side have the same, or the translation keeps something under it, it
 * takes the name of its subroutine before it.
 */
function chooseKeys(program: Program, taken: ReadonlySet<string>): (owner: Owner, local: string) => string {
  const owners = new Map<string, Set<string>>();
  const note = (owner: Owner, local: string): void => {
    const key = `${owner.side} ${local}`;
    const known = owners.get(key) ?? new Set();
    known.add(owner.name);
    owners.set(key, known);
  };
  for (const item of program.items) {
    const owner = ownerOf(item);
    if (owner === null || (item.kind !== 'state' && item.kind !== 'subroutine')) continue;
    visitKinds(item.body, kinds('local'), ({ name }) => note(owner, name));
    visitTargets(item.body, kinds('local'), ({ name }) => note(owner, name));
  }
  return (owner, local) => {
    const shared = taken.has(local) || (owners.get(`${owner.side} ${local}`)?.size ?? 0) > 1;
    return shared ? `${owner.name}.${local}` : local;
  };
}

function storeIn(
  body: Body,
  owner: Owner,
  keys: (owner: Owner, local: string) => string,
  storage: Storage,
  context: PassContext,
): Body {
  const early = readsBeforeAssigned(body);
  const wide = wideIntegers(body, storage);
  const placeOf = (local: Local): Slot => ({
    key: keys(owner, local.name),
    type: wide.has(local.name) ? 'wide-integer' : local.type,
  });
  const stored = rewriteBody(body, (statement): readonly Statement[] => {
    switch (statement.kind) {
      case 'declare':
        return make.inPlaceOf(statement, declared(statement, early, placeOf, storage, context));
      case 'assign': {
        const { target } = statement;
        if (target.kind !== 'local' || storage.cannotKeep.has(target.type)) return [statement];
        context.needs.vmods.set(storage.vmod ?? '', 'local variables');
        const value = compute(target, statement.operator, statement.value, context, statement.origin);
        const { key, type } = placeOf(target);
        reportRounding(storage, target, value, statement.origin, context);
        return make.inPlaceOf(statement, withOrigin(storage.write(key, type, value), statement));
      }
      case 'remove': {
        const { target } = statement;
        if (target.kind !== 'local') return [statement];
        const { key, type } = placeOf(target);
        return make.inPlaceOf(statement, withOrigin(storage.clear(key, type), statement));
      }
      default:
        return [statement];
    }
  });
  return withKeptValues(stored, storage, 'local', (expression) =>
    expression.kind === 'local' && !storage.cannotKeep.has(expression.type) ? placeOf(expression) : null,
  );
}

function withOrigin(statements: readonly Statement[], from: Statement): readonly Statement[] {
  return statements.map((statement) => ({ ...statement, origin: from.origin }));
}

function declared(
  statement: Declare,
  early: ReadonlySet<string>,
  placeOf: (local: Local) => Slot,
  storage: Storage,
  context: PassContext,
): readonly Statement[] {
  const { local, value } = statement;
  if (storage.cannotKeep.has(local.type)) {
    context.reporter.report(
      'VCP2010',
      statement.origin,
      `a local of the type ${local.type} cannot be kept on the target`,
    );
    return [];
  }
  const { key, type } = placeOf(local);
  if (value !== null) return withOrigin(storage.write(key, type, value), statement);
  if (!early.has(local.name)) {
    // The empty line that parts declarations from what comes after them.
    return statement.blankBefore === true ? [{ kind: 'remark', comments: [], origin: null }] : [];
  }
  return withOrigin(storage.reset(key, type), statement);
}
