import * as make from '../ir/make.ts';
import type { Backend, Body, Director, Expression, Item, Program, Statement } from '../ir/model.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { backendHas } from './support/backend-properties.ts';
import { name } from './support/objects.ts';
import { isTrue, textOf } from './support/property-values.ts';
import { memberName } from './support/directors.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

const override = 'always_use_host_header';

/**
 * F25: a backend of the source may put its own Host on the wire, whatever the configuration or the client said. The target only
 * fills a missing one in. So the last thing before the request is sent is to set it, or to take it out where that is enough.
 */
export const overrideHost: Pass = {
  name: 'override-host',
  description: 'The Host that a backend asks for is set right before the request is sent.',
  needed: ({ source, target }) => backendHas(source.table, override) && !backendHas(target.table, override),
  run(program, context) {
    const backends = program.items.filter((item): item is Backend => item.kind === 'backend' && !item.none);
    const hosts = new Map<string, string>();
    for (const backend of backends) {
      const host = textOf(backend.properties, 'host_header');
      if (host !== null && host !== '' && isTrue(backend.properties, override)) hosts.set(backend.name, host);
    }
    if (hosts.size === 0) return program;
    if (!program.items.some((item) => item.kind === 'state' && item.states.includes('backend-request'))) {
      const first = backends.find((backend) => hosts.has(backend.name));
      context.reporter.report(
        'VCP3032',
        first?.origin ?? null,
        '.always_use_host_header: the Host is set by code, and there is none in this part of a configuration',
      );
      return program;
    }
    return beforeSent(program, overriding(hosts, backends, program, context));
  },
};

function overriding(
  hosts: ReadonlyMap<string, string>,
  backends: readonly Backend[],
  program: Program,
  context: PassContext,
): readonly Statement[] {
  const header = make.header('bereq', 'Host');
  const different = new Set(hosts.values());
  const [only = ''] = different;
  if (hosts.size === backends.length) {
    if (different.size === 1)
      return [make.remarked(make.assign(header, make.string(only)), 'The origin asks for its own name')];
    return [make.remarked(make.remove(header), "Without one, the backend's own .host_header is sent")];
  }
  const branches = [...different].map((host) => {
    const chosen = [...hosts].filter(([, other]) => other === host).map(([backend]) => isBackend(backend));
    return make.branch(make.logical('||', chosen), [make.assign(header, make.string(host))]);
  });
  const set: Statement = { kind: 'if', branches, otherwise: null, origin: null };
  const remarked = make.remarked(set, 'These origins ask for their own names');
  if (!isMember(hosts, program)) return [remarked];
  const [resolve] = vclStatements(context.target, 'set bereq.backend = bereq.backend.resolve();');
  return resolve === undefined
    ? [remarked]
    : [make.remarked(resolve, 'The Host depends on which member the director chooses'), set];
}

function isBackend(backend: string): Expression {
  return make.binary(make.core('bereq.backend', 'backend'), '==', name(backend, 'backend'));
}

/** Whether a director may choose one of them. */
function isMember(hosts: ReadonlyMap<string, string>, program: Program): boolean {
  const directors = program.items.filter((item): item is Director => item.kind === 'director');
  return directors.some((director) => director.members.some((member) => hosts.has(memberName(member) ?? '')));
}

/** Right before a request goes out, after everything that the configuration does to it. */
function beforeSent(program: Program, statements: readonly Statement[]): Program {
  const put = (body: Body): Body =>
    rewriteStatementKinds(body, statementKinds('transition'), (statement): readonly Statement[] => {
      if (statement.action !== 'fetch' && statement.action !== 'pipe') return [statement];
      const [first, ...rest] = statements as readonly [Statement, ...Statement[]];
      return [{ ...first, blankBefore: true }, ...rest, { ...statement, blankBefore: false }];
    });
  const items = program.items.map((item): Item => {
    if (item.kind !== 'state' || !(item.states.includes('backend-request') || item.states.includes('pipe')))
      return item;
    return { ...item, body: put(item.body) };
  });
  return { ...program, items };
}
