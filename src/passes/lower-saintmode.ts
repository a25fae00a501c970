import * as make from '../ir/make.ts';
import type { Assign, Backend, Body, Expression, Item, Origin, Program, Property, Statement } from '../ir/model.ts';
import { mapBodyExpressions, mapExpression, mapSame, rewriteBody } from '../ir/rewrite.ts';
import { bodiesOf, visitStatements } from '../ir/visit.ts';
import { inLoad } from './support/load.ts';
import { method, name } from './support/objects.ts';
import { isTrue, numberOf, textOf } from './support/property-values.ts';
import { unsupported } from './support/unsupported.ts';
import { vclStatements } from './support/vcl.ts';
import { hasVmod } from './target.ts';
import type { Pass, PassContext } from './pass.ts';

const threshold = 'saintmode_threshold';
/** So many objects that a backend cannot serve make it sick as a whole, if nothing else is said. */
const usualThreshold = 10;

/**
 * F26: saint mode. A backend that failed for an object is not asked for it again for a while. The target keeps that list in
 * objects of vmod saintmode, which stand for the backends wherever one is chosen or compared.
 */
export const lowerSaintmode: Pass = {
  name: 'lower-saintmode',
  description: 'Backends that may fail for single objects are objects of vmod saintmode.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run(program, context) {
    const origin = firstUse(program);
    if (origin === null) return program;
    const backends = program.items.filter((item): item is Backend => item.kind === 'backend' && !item.none);
    if (backends.length === 0 || !hasVmod(context.target, 'saintmode') || comparesHosts(backends))
      return leaveOut(program, context);
    context.needs.vmods.set('saintmode', 'backends that fail for single objects');
    context.reporter.report(
      'VCP3080',
      origin,
      'vmod saintmode keeps what a backend has failed for; as text, req.backend is the name of its object',
      {
        help: `An object stands for each backend: ${backends.map((backend) => objectFor(backend.name)).join(', ')}.`,
      },
    );
    const objects = new Map(backends.map((backend) => [backend.name, objectFor(backend.name)]));
    const asObject = (expression: Expression): Expression => {
      const object = expression.kind === 'name' ? objects.get(expression.name) : undefined;
      return object === undefined
        ? expression
        : { ...method(object, 'backend', [], 'backend', context), origin: expression.origin };
    };
    const items = mapSame(program.items, (item) => itemWith(item, asObject, context));
    const made = backends.map((backend) => construct(backend, context));
    const [head, ...rest] = made;
    const statements =
      head === undefined
        ? []
        : [make.remarked(head, 'A backend that failed for an object is not asked for it again for a while'), ...rest];
    return inLoad({ ...program, items } satisfies Program, statements, 'first');
  },
};

function objectFor(backend: string): string {
  return `${backend}_saint`;
}

function isSaintmode(statement: Statement): statement is Assign {
  return (
    statement.kind === 'assign' && statement.target.kind === 'variable' && statement.target.name === 'beresp.saintmode'
  );
}

function firstUse(program: Program): Origin {
  let origin: Origin = null;
  for (const body of bodiesOf(program)) {
    visitStatements(body, (statement) => {
      if (isSaintmode(statement)) origin ??= statement.origin;
    });
  }
  return origin;
}

/** Whether the Host is told by comparing the backend of the fetch with some that ask for their own. */
function comparesHosts(backends: readonly Backend[]): boolean {
  const asking = backends.filter(
    (backend) =>
      isTrue(backend.properties, 'always_use_host_header') && (textOf(backend.properties, 'host_header') ?? '') !== '',
  );
  return asking.length > 0 && asking.length < backends.length;
}

function itemWith(item: Item, asObject: (expression: Expression) => Expression, context: PassContext): Item {
  switch (item.kind) {
    case 'state':
    case 'subroutine': {
      const body = used(blacklisted(item.body, context), asObject);
      return body === item.body ? item : { ...item, body };
    }
    case 'table': {
      const entries = mapSame(item.entries, (entry) => {
        const value = mapExpression(entry.value, asObject);
        return value === entry.value ? entry : { ...entry, value };
      });
      return entries === item.entries ? item : { ...item, entries };
    }
    case 'backend': {
      const properties: readonly Property[] = item.properties.filter((property) => property.name !== threshold);
      return properties.length === item.properties.length ? item : { ...item, properties };
    }
    default:
      return item;
  }
}

/** Health is asked of the backend itself. */
function used(body: Body, asObject: (expression: Expression) => Expression): Body {
  const kept = new Set<Expression>();
  mapBodyExpressions(body, (expression) => {
    if (expression.kind === 'call' && expression.name === 'std.healthy')
      for (const { value } of expression.arguments) kept.add(value);
    return expression;
  });
  return mapBodyExpressions(body, (expression) => (kept.has(expression) ? expression : asObject(expression)));
}

function blacklisted(body: Body, context: PassContext): Body {
  return rewriteBody(body, (statement): readonly Statement[] => {
    if (!isSaintmode(statement)) return [statement];
    const { value, origin } = statement;
    const made = vclStatements(context.target, 'saintmode.blacklist(_value_);', { value });
    return make.inPlaceOf(statement, made.map((one) => ({ ...one, origin }))); // prettier-ignore
  });
}

function construct(backend: Backend, context: PassContext): Statement {
  const count = make.integer(numberOf(backend.properties, threshold) ?? usualThreshold);
  const made = make.call(
    context.target.dialect.id,
    'saintmode.saintmode',
    [name(backend.name, 'backend'), count],
    'unknown',
  );
  return { kind: 'new-object', name: objectFor(backend.name), construct: made, origin: null };
}

function leaveOut(program: Program, context: PassContext): Program {
  const items = mapSame(program.items, (item): Item => {
    if (item.kind !== 'state' && item.kind !== 'subroutine') return item;
    const body = rewriteBody(item.body, (statement): readonly Statement[] => {
      if (!isSaintmode(statement)) return [statement];
      context.reporter.report('VCP3081', statement.origin, 'the backend is asked for this object again at once', {
        help: 'Wrap the backends in objects of vmod saintmode, and call saintmode.blacklist() here.',
      });
      return unsupported(statement, 'VCP3081', context);
    });
    return body === item.body ? item : { ...item, body };
  });
  return { ...program, items } satisfies Program;
}
