import * as make from '../ir/make.ts';
import type { Backend, Expression, Item, Probe, Program, Property } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import { own } from '../mappings/table.ts';
import type { Comment } from '../syntax/ast.ts';
import { isAddress } from './support/addresses.ts';
import { backendHas } from './support/backend-properties.ts';
import { lowerProbe } from './support/probes.ts';
import { after, commentsIn, isTrue, propertyOf, textOf } from './support/property-values.ts';
import { BackendReport } from './support/report-backends.ts';
import { tlsSidecars } from './support/tls-sidecars.ts';
import type { Pass, PassContext, TlsSidecar } from './pass.ts';

/**
 * F25: backends have the properties that the target knows, and those defaults of the source that differ. TLS to an origin is
 * spoken by a proxy beside the target, which the backend points to. What has no effect there is left out, and said.
 */
export const lowerBackends: Pass = {
  name: 'lower-backends',
  description: 'Backends and probes have the properties of the target.',
  needed: ({ source, target }) => backendHas(source.table, 'share_key') && !backendHas(target.table, 'share_key'),
  run(program, context) {
    const backends = program.items.filter((item): item is Backend => item.kind === 'backend' && !item.none);
    const report = new BackendReport();
    const sidecars = tlsSidecars(backends, context);
    const items = mapSame(program.items, (item): Item => {
      if (item.kind === 'probe') return { ...item, properties: lowerProbe(item.properties, context) } satisfies Probe;
      // What has no origin, this translation has put there as it should be.
      if (item.kind !== 'backend' || item.none || item.origin === null) return item;
      return new Lowering(item, sidecars.get(item.name) ?? null, report, context).backend();
    });
    report.send(context);
    return { ...program, items } satisfies Program;
  },
};

class Lowering {
  readonly #backend: Backend;
  readonly #sidecar: TlsSidecar | null;
  readonly #report: BackendReport;
  readonly #context: PassContext;

  constructor(backend: Backend, sidecar: TlsSidecar | null, report: BackendReport, context: PassContext) {
    this.#backend = backend;
    this.#sidecar = sidecar;
    this.#report = report;
    this.#context = context;
  }

  backend(): Backend {
    const kept: Property[] = [];
    let waiting: readonly Comment[] = [];
    for (const property of this.#backend.properties) {
      const lowered = this.#property(property);
      if (lowered === null) {
        waiting = [...waiting, ...commentsIn([property])];
        continue;
      }
      kept.push(after(waiting, lowered));
      waiting = [];
    }
    const dangling = [...waiting, ...(this.#backend.dangling ?? [])];
    return { ...this.#backend, properties: this.#completed(kept), ...(dangling.length === 0 ? {} : { dangling }) };
  }

  /** `null` for one that is left out. */
  #property(property: Property): Property | null {
    const { name, value } = property;
    switch (name) {
      case 'host':
        return this.#host(property);
      case 'port':
        return { ...property, value: text(String(this.#sidecar?.listen.port ?? textOf([property], 'port') ?? '80')) };
      case 'probe':
        return this.#probe(property);
      case 'max_connections':
        this.#report.note(name, property, {
          code: 'VCP3035',
          message: '.max_connections is a limit of each cache node in the source, and of the whole of the target',
        });
        return property;
      case 'prefer_ipv6':
        if (isTrue([property], name)) {
          this.#context.needs.parameters.set('prefer_ipv6', 'on');
          this.#report.note(name, property, {
            code: 'VCP4031',
            message: '.prefer_ipv6 is the parameter prefer_ipv6=on of the target, for all backends',
          });
        }
        return null;
      default:
    }
    if (backendHas(this.#context.target.table, name)) return value.kind === 'block' ? null : property;
    if (!hasOwnPass(name)) this.#report.dropped(property);
    return null;
  }

  #host(property: Property): Property {
    const sidecar = this.#sidecar;
    const host = textOf([property], 'host') ?? '';
    if (sidecar !== null) {
      const { origin } = sidecar;
      return make.remarked(
        { ...property, value: text(sidecar.listen.host) },
        `The TLS proxy to ${origin.host}:${origin.port}`,
      );
    }
    if (!isAddress(host) && host !== '') {
      this.#report.note('host', property, {
        code: 'VCP3031',
        message: 'the names of backends are looked up once, when the configuration is loaded',
      });
    }
    return property;
  }

  #probe(property: Property): Property | null {
    if (property.value.kind !== 'block') return property;
    const { properties } = property.value;
    if (!isTrue(properties, 'dummy'))
      return { ...property, value: { ...property.value, properties: lowerProbe(properties, this.#context) } };
    this.#report.dropped(propertyOf(properties, 'dummy') as Property);
    return null;
  }

  /** What the target would take otherwise where nothing is said. */
  #completed(properties: readonly Property[]): readonly Property[] {
    const { source, target } = this.#context;
    const result = [...properties];
    const afterHost = (added: Property): void => {
      result.splice(result.findIndex(({ name }) => name === 'host') + 1, 0, added);
    };
    if (this.#sidecar !== null) {
      if (propertyOf(result, 'port') === undefined)
        afterHost({ name: 'port', value: text(String(this.#sidecar.listen.port)), origin: null });
      // A check by URL asks for the name of its host, which is the proxy's now.
      const probe = propertyOf(result, 'probe')?.value;
      const byUrl = probe?.kind === 'block' && propertyOf(probe.properties, 'url') !== undefined;
      if (byUrl && propertyOf(result, 'host_header') === undefined) {
        afterHost({
          name: 'host_header',
          value: text(this.#sidecar.sniName ?? this.#sidecar.origin.host),
          origin: null,
        });
      }
    }
    const defaults = Object.entries(source.dialect.traits.backendTimeouts).filter(
      ([name, value]) =>
        propertyOf(result, name) === undefined && own(target.dialect.traits.backendTimeouts, name) !== value,
    );
    const [first, ...rest] = defaults.map(([name, value]): Property => ({
      name,
      value: { kind: 'expression', expression: make.duration(value) },
      origin: null,
    }));
    if (first === undefined) return result;
    const probe = result.findIndex(({ name }) => name === 'probe');
    result.splice(probe === -1 ? result.length : probe, 0, make.remarked(first, "The platform's defaults"), ...rest);
    return result;
  }
}

/** What the proxy that speaks TLS is told, and what `override-host` has done already. */
function hasOwnPass(name: string): boolean {
  return (
    name === 'always_use_host_header' || name === 'ssl' || name.startsWith('ssl_') || name.endsWith('_tls_version')
  );
}

function text(value: string): Property['value'] {
  const expression: Expression = make.string(value);
  return { kind: 'expression', expression };
}
