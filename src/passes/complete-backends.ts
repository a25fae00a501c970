import * as make from '../ir/make.ts';
import type { Backend, Expression, Item, Origin, Probe, Program, Property } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions } from '../ir/rewrite.ts';
import { bodiesOf } from '../ir/visit.ts';
import type { Comment } from '../syntax/ast.ts';
import { backendHas } from './support/backend-properties.ts';
import { before, hasTransition } from './support/code.ts';
import { after, commentsIn, numberOf, propertyOf, textOf } from './support/property-values.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V9: backends have what the target asks for, those defaults of the source that differ, and their health checks inside. The
 * backend that the source uses when nothing else is said is said.
 */
export const completeBackends: Pass = {
  name: 'complete-backends',
  description: 'Backends have everything that the target asks for.',
  needed: ({ source, target }) => !backendHas(source.table, 'share_key') && backendHas(target.table, 'share_key'),
  run(program, context) {
    const probes = new Map(
      program.items.flatMap((item) => (item.kind === 'probe' ? [[item.name, item] as const] : [])),
    );
    const backends = program.items.filter((item): item is Backend => item.kind === 'backend');
    const directors = new Set(program.items.flatMap((item) => (item.kind === 'director' ? [item.name] : [])));
    const keys = new Set<string>();
    const items = program.items.flatMap((item): Item[] => {
      if (item.kind === 'probe') return commentsOf(item);
      return item.kind === 'backend' ? [complete(item, probes, shareKey(item.name, keys), context)] : [item];
    });
    const usual = backends.find(({ name }) => usualNames.has(name)) ?? backends[0];
    const chosen =
      usual === undefined || !context.source.dialect.traits.usesDeclaredBackend
        ? { ...program, items }
        : choose({ ...program, items }, usual);
    return mapBodies(chosen, (body) => mapBodyExpressions(body, (expression) => healthOf(expression, directors)));
  },
};

/** The name that `default` has by now. */
const usualNames: ReadonlySet<string> = new Set(['default', 'default_backend']);

/** The source uses one backend where the code chooses none; a restart keeps what was chosen. */
function choose(program: Program, usual: Backend): Program {
  const place = make.core('req.backend', 'backend');
  const backend: Expression = { kind: 'name', name: usual.name, type: 'backend', origin: null };
  const set = make.assign(place, backend);
  const restarts = bodiesOf(program).some((body) => hasTransition(body, 'restart'));
  const first = make.core('req.restarts', 'integer');
  const statement = restarts ? make.when(make.binary(first, '==', make.integer(0)), [set]) : set;
  return before(program, 'receive', [statement]);
}

/** Health is asked for by another name where a director is meant. */
function healthOf(expression: Expression, directors: ReadonlySet<string>): Expression {
  if (expression.kind !== 'variable') return expression;
  const [, name = ''] = /^backend\.(\w+)\.healthy$/.exec(expression.name) ?? [];
  return directors.has(name) ? { ...expression, name: `director.${name}.healthy` } : expression;
}

/** A health check of its own is a part of each backend that uses it. */
function commentsOf(probe: Probe): Item[] {
  const comments = [
    ...(probe.leading ?? []),
    ...commentsIn(probe.properties),
    ...(probe.dangling ?? []),
    ...(probe.trailing ?? []),
  ];
  return comments.length === 0 ? [] : [{ kind: 'remark', comments, origin: probe.origin }];
}

function complete(backend: Backend, probes: ReadonlyMap<string, Probe>, key: string, context: PassContext): Backend {
  const kept: Property[] = [];
  let waiting: readonly Comment[] = [];
  const { table } = context.target;
  for (const property of backend.properties) {
    // The Host header of a request is there already; `checksOf` looks at it.
    if (property.name !== 'probe' && property.name !== 'host_header' && backendHas(table, property.name)) {
      kept.push(after(waiting, property));
      waiting = [];
    } else {
      waiting = [...waiting, ...commentsIn([property])];
      if (!/^(?:probe|path|host_header)$/.test(property.name))
        context.reporter.report('VCP3032', property.origin, `the target has no .${property.name} of a backend`);
    }
  }
  const host = textOf(kept, 'host');
  if (host === null) {
    const what = backend.none ? 'is never there in the source' : 'is a socket of the machine in the source';
    context.reporter.report(
      'VCP2065',
      backend.origin,
      `'${backend.name}' ${what}: an address that nobody has stands for it`,
    );
    kept.unshift(property('host', make.string('192.0.2.1')));
  }
  const defaults = Object.entries(context.source.dialect.traits.backendTimeouts).filter(
    ([name]) => propertyOf(kept, name) === undefined,
  );
  const [first, ...rest] = defaults.map(([name, value]) => property(name, make.duration(value)));
  const properties = [
    property('dynamic', make.boolean(true)),
    property('share_key', make.string(key)),
    ...kept,
    ...(propertyOf(kept, 'port') === undefined ? [property('port', make.string('80'))] : []),
    ...(first === undefined ? [] : [make.remarked(first, 'The defaults of the source'), ...rest]),
    ...checksOf(backend, probes, textOf(backend.properties, 'host_header') ?? host ?? '', context),
  ];
  const dangling = [...waiting, ...(backend.dangling ?? [])];
  const { dangling: _moved, ...bare } = backend;
  return { ...bare, none: false, properties, ...(dangling.length === 0 ? {} : { dangling }) };
}

/** Letters and digits: backends with the same key share their health checks. */
function shareKey(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^A-Za-z0-9]/g, '') || 'backend';
  let key = plain;
  for (let count = 2; taken.has(key); count += 1) key = `${plain}${count}`;
  taken.add(key);
  return key;
}

function property(name: string, expression: Expression, origin: Origin = null): Property {
  return { name, value: { kind: 'expression', expression }, origin };
}

/** The health check of a backend, with the defaults of the source; `probe default` is that of backends without one. */
function checksOf(
  backend: Backend,
  probes: ReadonlyMap<string, Probe>,
  host: string,
  context: PassContext,
): readonly Property[] {
  const own = propertyOf(backend.properties, 'probe');
  const named =
    own?.value.kind === 'expression' && own.value.expression.kind === 'name' ? own.value.expression.name : null;
  const usual = probes.get('default') ?? probes.get('default_probe');
  const properties =
    own?.value.kind === 'block' ? own.value.properties : (named === null ? usual : probes.get(named))?.properties;
  if (properties === undefined) return [];
  const value = (name: string): Property | undefined => propertyOf(properties, name);
  const threshold = numberOf(properties, 'threshold') ?? 3;
  const url = textOf(properties, 'url') ?? '/';
  const request: Property = {
    name: 'request',
    value: {
      kind: 'lines',
      lines: [`GET ${url} HTTP/1.1`, `Host: ${host}`, 'Connection: close'].map((line) => make.string(line)),
    },
    origin: null,
  };
  if (value('expect_close') !== undefined)
    context.reporter.report(
      'VCP3032',
      value('expect_close')?.origin ?? null,
      'the target has no .expect_close of a probe',
    );
  const checks: readonly Property[] = [
    value('request') ?? request,
    value('expected_response') ?? property('expected_response', make.integer(200)),
    value('timeout') ?? property('timeout', make.duration('2s')),
    value('interval') ?? property('interval', make.duration('5s')),
    value('window') ?? property('window', make.integer(8)),
    value('threshold') ?? property('threshold', make.integer(threshold)),
    value('initial') ?? property('initial', make.integer(Math.max(0, threshold - 1))),
  ];
  return [{ name: 'probe', value: { kind: 'block', properties: checks }, origin: own?.origin ?? null }];
}
